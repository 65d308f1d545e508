import type { Clock } from '../lib/clock';
import { BUCKETS, type BucketName } from './buckets';

/** How much of a bucket is ours: the console, CI and colleagues draw from the same one. */
const SHARE = 0.5;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 16_000;
const SLOWEST = 1 / 8;

interface Bucket {
  readonly burst: number;
  readonly fullRate: number;
  /** Below zero when calls are waiting: each of them has already taken its token. */
  tokens: number;
  filledAt: number;
  /** 1 is full speed; halved by every throttled call, doubled again by calls that succeed. */
  speed: number;
  pauseMs: number;
  pausedUntil: number;
}

/**
 * The request budget of one account and region, shared by everything that calls there. Callers wait for their turn instead
 * of failing; a bucket that AWS throttles pauses, goes on at half its rate and recovers.
 */
export class RequestBudget {
  readonly #clock: Clock;
  readonly #buckets = new Map<BucketName, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when a call may be made, in the order of asking; rejects as cancelled when the signal fires. */
  async acquire(name: BucketName, signal: AbortSignal): Promise<void> {
    const bucket = this.#refilled(name);
    bucket.tokens -= 1;
    const wait = this.#waitMs(bucket);
    if (wait === 0) return;
    try {
      await this.#clock.sleep(wait, signal);
    } catch (error) {
      bucket.tokens += 1;
      throw error;
    }
  }

  throttled(name: BucketName): void {
    const bucket = this.#refilled(name);
    const now = this.#clock.now();
    // Calls that were under way together are one piece of news, not several.
    if (now < bucket.pausedUntil) return;
    bucket.speed = Math.max(SLOWEST, bucket.speed / 2);
    bucket.tokens = Math.min(bucket.tokens, 0);
    bucket.pausedUntil = now + bucket.pauseMs;
    bucket.pauseMs = Math.min(LONGEST_PAUSE_MS, bucket.pauseMs * 2);
  }

  succeeded(name: BucketName): void {
    const bucket = this.#refilled(name);
    if (bucket.speed === 1 || this.#clock.now() < bucket.pausedUntil) return;
    bucket.speed = Math.min(1, bucket.speed * 2);
    if (bucket.speed === 1) bucket.pauseMs = FIRST_PAUSE_MS;
  }

  #waitMs(bucket: Bucket): number {
    const pause = Math.max(0, bucket.pausedUntil - this.#clock.now());
    const debt = Math.max(0, -bucket.tokens);
    return pause + Math.ceil((debt / (bucket.fullRate * bucket.speed)) * 1000);
  }

  #refilled(name: BucketName): Bucket {
    const now = this.#clock.now();
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      const burst = Math.max(1, Math.floor(BUCKETS[name].burst * SHARE));
      bucket = {
        burst,
        fullRate: BUCKETS[name].perSecond * SHARE,
        tokens: burst,
        filledAt: now,
        speed: 1,
        pauseMs: FIRST_PAUSE_MS,
        pausedUntil: 0,
      };
      this.#buckets.set(name, bucket);
    }
    // Nothing flows in during a pause.
    const from = Math.max(bucket.filledAt, Math.min(now, bucket.pausedUntil));
    const inflow = (Math.max(0, now - from) / 1000) * bucket.fullRate * bucket.speed;
    bucket.tokens = Math.min(bucket.burst, bucket.tokens + inflow);
    bucket.filledAt = now;
    return bucket;
  }
}
