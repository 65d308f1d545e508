import type { Clock } from '../lib/clock';
import { isCancellation } from '../lib/abort';
import type { Disposable } from '../lib/disposable';
import type { Logger } from '../lib/logger';

/** A rollout in sight moves faster than the rest. */
const ROLLING_MS = 5_000;
/** How long everything rests after AWS asked to slow down. */
const THROTTLED_REST_MS = 60_000;

export interface PollerOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether anybody looks: nothing is read otherwise. */
  readonly active: () => boolean;
  /** Milliseconds between refreshes of all that is on screen; 0 turns them off. */
  readonly interval: () => number;
  /** Whether a rollout is in sight. */
  readonly rolling: () => boolean;
  readonly refresh: () => Promise<void>;
  readonly refreshRolling: () => Promise<void>;
  readonly throttledAt: () => number | undefined;
}

/** Keeps fresh what somebody looks at: costs nothing while nobody does, and catches up when they come back. */
export class Poller implements Disposable {
  readonly #options: PollerOptions;
  readonly #lifetime = new AbortController();
  #nap: AbortController | undefined;
  #refreshedAt: number;
  #rollingAt: number;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#refreshedAt = this.#rollingAt = options.clock.now();
    void this.#run();
  }

  /** Something that decides about the next refresh may have changed. */
  wake(): void {
    this.#nap?.abort();
  }

  /** Everything was read just now by another way. */
  refreshed(): void {
    this.#refreshedAt = this.#rollingAt = this.#options.clock.now();
  }

  dispose(): void {
    this.#lifetime.abort();
    this.wake();
  }

  async #run(): Promise<void> {
    const { clock, logger, refresh, refreshRolling } = this.#options;
    while (!this.#lifetime.signal.aborted) {
      const now = clock.now();
      const next = this.#next();
      if (next.at > now) {
        await this.#sleep(next.at - now);
        continue;
      }
      this.#rollingAt = now;
      if (next.all) this.#refreshedAt = now;
      try {
        await (next.all ? refresh() : refreshRolling());
      } catch (error) {
        logger.error('The automatic refresh failed', error);
      }
    }
  }

  /** What is due next and when; never while nobody looks. */
  #next(): { readonly at: number; readonly all: boolean } {
    const { clock, active, interval, rolling, throttledAt } = this.#options;
    const period = interval();
    if (!active() || period <= 0) return { at: Infinity, all: true };
    const rested = (throttledAt() ?? -Infinity) + THROTTLED_REST_MS;
    const all = Math.max(this.#refreshedAt + period, rested);
    const fast = rolling() ? Math.max(this.#rollingAt + Math.min(ROLLING_MS, period), rested) : Infinity;
    // Where both are due the full one does for both.
    return fast < all && all > clock.now() ? { at: fast, all: false } : { at: all, all: true };
  }

  async #sleep(ms: number): Promise<void> {
    const nap = new AbortController();
    this.#nap = nap;
    try {
      // A timer takes 24 days at most; without an end it waits to be woken.
      await this.#options.clock.sleep(Math.min(ms, 2 ** 31 - 1), nap.signal);
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }
}
