import { describe, expect, it } from 'vitest';
import type { Memento } from 'vscode';
import { connectionStore, isConnectionChoice, State } from '../../../src/platform/state';

/** The editor's storage as it behaves: what goes in comes out as JSON. */
function memento(stored: Record<string, unknown> = {}): Memento {
  return {
    keys: () => Object.keys(stored),
    get: (key: string, fallback?: unknown) => (key in stored ? stored[key] : fallback),
    update: (key: string, value: unknown) => {
      if (value === undefined) Reflect.deleteProperty(stored, key);
      else stored[key] = JSON.parse(JSON.stringify(value));
      return Promise.resolve();
    },
  } as Memento;
}

describe('the remembered connection', () => {
  it('is the one that was written last', () => {
    const store = connectionStore(new State(memento()));
    expect(store.read()).toBeUndefined();
    store.write({ kind: 'profile', profile: 'a', region: 'eu-west-1' });
    store.write({ kind: 'sandbox', endpoint: 'http://127.0.0.1:1', region: 'us-east-1' });
    expect(store.read()).toEqual({ kind: 'sandbox', endpoint: 'http://127.0.0.1:1', region: 'us-east-1' });
  });

  it('is forgotten when another version wrote something that is no choice', () => {
    expect(
      connectionStore(new State(memento({ connection: { kind: 'cloud', name: 'x' } }))).read(),
    ).toBeUndefined();
  });

  it.each([
    [{ kind: 'profile', profile: 'a' }, true],
    [{ kind: 'profile', profile: 'a', region: 'r' }, true],
    [{ kind: 'profile', profile: 7 }, false],
    [{ kind: 'profile', profile: 'a', region: 7 }, false],
    [{ kind: 'sandbox', endpoint: 'http://e' }, false],
    [{ kind: 'sandbox', endpoint: 'http://e', region: 'r' }, true],
    ['profile', false],
    [null, false],
  ])('%j is a choice: %s', (value, expected) => {
    expect(isConnectionChoice(value)).toBe(expected);
  });
});

describe('what else is remembered', () => {
  it('comes back, and goes when it is unset', async () => {
    const state = new State(memento());
    await state.set('lastService', 'arn');
    expect(state.get('lastService')).toBe('arn');
    await state.set('lastService', undefined);
    expect(state.get('lastService')).toBeUndefined();
  });
});
