import type { Clock } from '../lib/clock';
import { BUCKETS, type BucketName } from './buckets';
import type { Urgency } from './use';

/** How much of burst and refill a person who waits may use: the console, CI and colleagues draw from the same bucket. */
const FOREGROUND_SHARE = 0.75;
/** How much of the refill goes to what nobody waits for. It has no burst. */
const BACKGROUND_SHARE = 0.25;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 16_000;
const SLOWEST = 1 / 8;

interface Level {
  readonly burst: number;
  readonly fullRate: number;
  /** Below zero when calls are waiting: each of them has already taken its token. */
  tokens: number;
}

interface Bucket {
  readonly foreground: Level;
  readonly background: Level;
  filledAt: number;
  /** 1 is full speed; halved by every throttled call, doubled again by calls that succeed. */
  speed: number;
  pauseMs: number;
  pausedUntil: number;
}

/** How a bucket stands, for people. */
export interface BucketState {
  readonly name: BucketName;
  /** Calls that could be made at once. */
  readonly left: number;
  readonly burst: number;
  /** 1 is full speed; less after AWS asked to slow down. */
  readonly speed: number;
}

/**
 * The request budget of one account and region, shared by everything that calls there. Callers wait for their turn instead
 * of failing; a bucket that AWS throttles pauses, goes on at half its rate and recovers. What nobody waits for is paid from
 * the same bucket, but slowly, and only where no foreground call is waiting.
 */
export class RequestBudget {
  readonly #clock: Clock;
  readonly #buckets = new Map<BucketName, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when a call may be made, in the order of asking; rejects as cancelled when the signal fires. */
  async acquire(name: BucketName, signal: AbortSignal, urgency: Urgency = 'foreground'): Promise<void> {
    const bucket = this.#refilled(name);
    if (urgency === 'foreground') return this.#take(bucket, bucket.foreground, signal);
    await this.#take(bucket, bucket.background, signal);
    for (;;) {
      const { foreground, ...pace } = this.#refilled(name);
      if (foreground.tokens >= 1) {
        foreground.tokens -= 1;
        return;
      }
      const missing = (1 - foreground.tokens) / (foreground.fullRate * pace.speed);
      await this.#clock.sleep(Math.ceil(missing * 1000) + this.#pauseLeft(pace), signal);
    }
  }

  throttled(name: BucketName): void {
    const bucket = this.#refilled(name);
    const now = this.#clock.now();
    // Calls that were under way together are one piece of news, not several.
    if (now < bucket.pausedUntil) return;
    bucket.speed = Math.max(SLOWEST, bucket.speed / 2);
    bucket.foreground.tokens = Math.min(bucket.foreground.tokens, 0);
    bucket.pausedUntil = now + bucket.pauseMs;
    bucket.pauseMs = Math.min(LONGEST_PAUSE_MS, bucket.pauseMs * 2);
  }

  succeeded(name: BucketName): void {
    const bucket = this.#refilled(name);
    if (bucket.speed === 1 || this.#clock.now() < bucket.pausedUntil) return;
    bucket.speed = Math.min(1, bucket.speed * 2);
    if (bucket.speed === 1) bucket.pauseMs = FIRST_PAUSE_MS;
  }

  /** The buckets that were drawn from. */
  get states(): readonly BucketState[] {
    return [...this.#buckets.keys()].map((name) => {
      const { foreground, speed } = this.#refilled(name);
      return { name, left: Math.max(0, Math.floor(foreground.tokens)), burst: foreground.burst, speed };
    });
  }

  async #take(bucket: Bucket, level: Level, signal: AbortSignal): Promise<void> {
    level.tokens -= 1;
    const debt = Math.max(0, -level.tokens);
    const wait = this.#pauseLeft(bucket) + Math.ceil((debt / (level.fullRate * bucket.speed)) * 1000);
    if (wait === 0) return;
    try {
      await this.#clock.sleep(wait, signal);
    } catch (error) {
      level.tokens += 1;
      throw error;
    }
  }

  #pauseLeft({ pausedUntil }: Pick<Bucket, 'pausedUntil'>): number {
    return Math.max(0, pausedUntil - this.#clock.now());
  }

  #refilled(name: BucketName): Bucket {
    const now = this.#clock.now();
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      const { burst, perSecond } = BUCKETS[name];
      const most = Math.max(1, Math.floor(burst * FOREGROUND_SHARE));
      bucket = {
        foreground: { burst: most, fullRate: perSecond * FOREGROUND_SHARE, tokens: most },
        background: { burst: 1, fullRate: perSecond * BACKGROUND_SHARE, tokens: 1 },
        filledAt: now,
        speed: 1,
        pauseMs: FIRST_PAUSE_MS,
        pausedUntil: 0,
      };
      this.#buckets.set(name, bucket);
    }
    // Nothing flows in during a pause.
    const from = Math.max(bucket.filledAt, Math.min(now, bucket.pausedUntil));
    const seconds = (Math.max(0, now - from) / 1000) * bucket.speed;
    for (const level of [bucket.foreground, bucket.background])
      level.tokens = Math.min(level.burst, level.tokens + seconds * level.fullRate);
    bucket.filledAt = now;
    return bucket;
  }
}
