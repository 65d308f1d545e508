import { setImmediate } from 'node:timers/promises';
import { QuaysideError } from '../../../src/core/lib/errors';
import type { Clock } from '../../../src/core/lib/clock';

/** A clock that stands still until a test moves it. */
export class VirtualTime implements Clock {
  #now: number;
  readonly #timers = new Set<{ readonly at: number; readonly wake: () => void }>();

  constructor(now = Date.UTC(2026, 10, 24, 10, 0, 0)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        this.#timers.delete(timer);
        reject(new QuaysideError('cancelled', 'Cancelled'));
      };
      const timer = {
        at: this.#now + ms,
        wake: () => {
          signal?.removeEventListener('abort', cancel);
          resolve();
        },
      };
      if (signal?.aborted === true) cancel();
      else {
        signal?.addEventListener('abort', cancel, { once: true });
        this.#timers.add(timer);
      }
    });
  }

  /** Lets `ms` milliseconds pass: everything that is due happens, in order, with what follows from it. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await settle();
    }
    this.#now = end;
  }
}

/** Gives everything that waits for nothing but its turn the time to run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await setImmediate();
}
