import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isFromPanel,
  isSavedPanel,
  isToPanel,
  PANEL_ACTIONS,
  PANEL_STRING_IDS,
  PANEL_TABS,
} from '../../../src/protocol/deployment';
import { deployStates, english, snapshotOf, type DeployStateName } from '../../support/deployStates';
import { panelStrings } from '../../../src/ui/deployment/panelStrings';

describe('messages from the page', () => {
  it('are known: ready, every action, and a fix', () => {
    expect(isFromPanel({ type: 'ready' })).toBe(true);
    expect(PANEL_ACTIONS.every((action) => isFromPanel({ type: 'action', action }))).toBe(true);
    expect(isFromPanel({ type: 'fix', fix: 'createRepository', accepted: false })).toBe(true);
  });

  it.each([
    { type: 'action' },
    { type: 'action', action: 'deleteEverything' },
    { type: 'action', action: 'toString' },
    { type: 'action', action: ['confirm'] },
    { type: 'fix', fix: 'createRepository' },
    { type: 'fix', fix: 'createRepository', accepted: 'yes' },
    { type: 'fix', fix: 'somethingElse', accepted: true },
    { type: 'readyOrNot' },
    {},
    [],
    null,
    undefined,
    'ready',
  ])('are refused when the protocol does not know them: %j', (value) => {
    expect(isFromPanel(value)).toBe(false);
  });

  it('never make the host fall over', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(typeof isFromPanel(value)).toBe('boolean');
        expect(typeof isToPanel(value)).toBe('boolean');
        expect(typeof isSavedPanel(value)).toBe('boolean');
      }),
    );
  });
});

describe('messages from the host', () => {
  it.each(Object.keys(deployStates) as DeployStateName[])('survive being sent as JSON: %s', (name) => {
    const message = { type: 'snapshot', snapshot: snapshotOf(name) };
    const sent: unknown = JSON.parse(JSON.stringify(message));
    expect(sent).toEqual(message);
    expect(isToPanel(sent)).toBe(true);
  });

  it('are refused when a part is missing that the page draws from', () => {
    const snapshot = snapshotOf('rolling');
    for (const part of ['id', 'strings', 'locale', 'now', 'state', 'buttons', 'causeButtons']) {
      expect(isToPanel({ type: 'snapshot', snapshot: { ...snapshot, [part]: undefined } }), part).toBe(false);
    }
    for (const part of ['phase', 'stages', 'events', 'output']) {
      const state = { ...snapshot.state, [part]: undefined };
      expect(isToPanel({ type: 'snapshot', snapshot: { ...snapshot, state } }), part).toBe(false);
    }
  });
});

describe('what a panel keeps', () => {
  it('is an id, and the tab when one was chosen', () => {
    expect(isSavedPanel({ id: 'a' })).toBe(true);
    expect(PANEL_TABS.every((tab) => isSavedPanel({ id: 'a', tab }))).toBe(true);
  });

  it.each([{}, { id: 1 }, { id: 'a', tab: 'elsewhere' }, null, undefined, 'a'])(
    'is refused otherwise: %j',
    (value) => {
      expect(isSavedPanel(value)).toBe(false);
    },
  );
});

describe("the page's words", () => {
  it('are all there, and none is empty', () => {
    const strings = panelStrings(english);
    expect(Object.keys(strings).sort()).toEqual([...PANEL_STRING_IDS].sort());
    expect(Object.values(strings).filter((text) => text.trim() === '')).toEqual([]);
  });
});
