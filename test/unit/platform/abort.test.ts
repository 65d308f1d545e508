import { describe, expect, it } from 'vitest';
import { toAbortSignal } from '../../../src/platform/abort';

/** A token with a count of who listens. */
function token(cancelled = false) {
  const listeners = new Set<(event: unknown) => unknown>();
  const made = {
    isCancellationRequested: cancelled,
    onCancellationRequested: (listener: (event: unknown) => unknown) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
  return {
    token: made,
    listeners,
    cancel: () => {
      for (const listener of [...listeners]) listener(undefined);
    },
  };
}

describe('a cancellation token as a signal', () => {
  it('fires when the token does, and then no longer listens', () => {
    const source = token();
    const signal = toAbortSignal(source.token);
    expect(signal.aborted).toBe(false);
    source.cancel();
    expect(signal.aborted).toBe(true);
    expect(source.listeners.size).toBe(0);
  });

  it('has fired where the token had', () => {
    const source = token(true);
    expect(toAbortSignal(source.token).aborted).toBe(true);
    expect(source.listeners.size).toBe(0);
  });
});
