import { isCancellation } from '../lib/abort';
import type { Clock } from '../lib/clock';

export interface AbsenceOptions {
  readonly clock: Clock;
  readonly afterMs: number;
  readonly gone: () => void;
  readonly back: () => void;
}

/** Notices that nobody was there for a long time, and that somebody is back after it. */
export class Absence {
  readonly #options: AbsenceOptions;
  #waiting: AbortController | undefined;
  #isGone = false;

  constructor(options: AbsenceOptions) {
    this.#options = options;
  }

  /** Tell it whenever it changes. */
  attend(present: boolean): void {
    this.#waiting?.abort();
    this.#waiting = undefined;
    if (!present) void this.#wait();
    else if (this.#isGone) {
      this.#isGone = false;
      this.#options.back();
    }
  }

  dispose(): void {
    this.#waiting?.abort();
  }

  async #wait(): Promise<void> {
    const { clock, afterMs, gone } = this.#options;
    const waiting = new AbortController();
    this.#waiting = waiting;
    try {
      await clock.sleep(afterMs, waiting.signal);
    } catch (error) {
      if (isCancellation(error)) return;
      throw error;
    }
    this.#isGone = true;
    gone();
  }
}
