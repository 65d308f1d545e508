import type { LogEvent } from '../aws/api';

/** How long a line can come again by another way, in milliseconds of AWS's own time. */
const WINDOW_MS = 180_000;
const BUCKET_MS = 10_000;

type Counted = Pick<LogEvent, 'stream' | 'timestamp' | 'ingestionTime' | 'message'>;

/** Counts of equal events, forgotten bucket by bucket once AWS's clock has moved on. */
class WindowedCounts {
  readonly #buckets = new Map<number, Map<number, number>>();

  get(event: Counted, key: number): number {
    return this.#buckets.get(bucketOf(event))?.get(key) ?? 0;
  }

  set(event: Counted, key: number, count: number): void {
    const index = bucketOf(event);
    const bucket = this.#buckets.get(index);
    if (bucket === undefined) this.#buckets.set(index, new Map([[key, count]]));
    else bucket.set(key, count);
  }

  forgetBefore(time: number): void {
    for (const index of this.#buckets.keys()) {
      if ((index + 1) * BUCKET_MS < time) this.#buckets.delete(index);
    }
  }
}

/**
 * Lets each event through once, whichever way it comes: live tail has no event ids, history has. Two equal lines of
 * one millisecond are two lines: each *pass* over the events (a live session, a scan of the history) counts how often
 * it met a line, and only what goes beyond the count of all earlier passes is new.
 */
export class Deduper {
  readonly #seen = new WindowedCounts();
  /** AWS's clock, as far as the events tell. */
  #newest = 0;
  #pruned = 0;
  /** Moments from which on nothing is forgotten now. */
  readonly #kept = new Set<{ readonly from: number }>();

  /** The newest time of AWS that any event told; 0 before the first one. */
  get newest(): number {
    return this.#newest;
  }

  /**
   * Forgets nothing that is of this time (milliseconds since the epoch) or later until the answer is called: a history that is
   * long on its way meets the lines that came live meanwhile.
   */
  keepFrom(time: number): () => void {
    const kept = { from: time };
    this.#kept.add(kept);
    return () => this.#kept.delete(kept);
  }

  /** Begins a pass over one log group (`scope`); the answer says of each event of it whether it is new. */
  pass(scope: string): (event: Counted) => boolean {
    const met = new WindowedCounts();
    let pruned = 0;
    let stream: string | undefined;
    let place = 0;
    return (event) => {
      // Events of one stream come in runs.
      if (event.stream !== stream) {
        ({ stream } = event);
        place = hash(`${scope}\n${stream}`, 0, 0);
      }
      const key = keyOf(place, event);
      const count = met.get(event, key) + 1;
      met.set(event, key, count);
      const isNew = count > this.#seen.get(event, key);
      if (isNew) this.#seen.set(event, key, count);
      this.#newest = Math.max(this.#newest, event.ingestionTime);
      const horizon = this.#newest - WINDOW_MS;
      if (horizon > this.#pruned + BUCKET_MS) {
        this.#seen.forgetBefore(Math.min(horizon, ...[...this.#kept].map(({ from }) => from)));
        this.#pruned = horizon;
      }
      if (horizon > pruned + BUCKET_MS) {
        met.forgetBefore(horizon);
        pruned = horizon;
      }
      return isNew;
    };
  }
}

/** An event stamped in the future must be remembered until that time has passed, so the later of both counts. */
function bucketOf({ timestamp, ingestionTime }: Counted): number {
  return Math.floor(Math.max(timestamp, ingestionTime) / BUCKET_MS);
}

/**
 * A number over all that makes two events equal. Among 50,000 lines of ten seconds two different ones get the same number once
 * in seven million times.
 */
function keyOf(place: number, { timestamp, ingestionTime, message }: Counted): number {
  let high = Math.floor(place / WORD);
  let low = place % WORD;
  for (const word of [timestamp, Math.floor(timestamp / WORD), ingestionTime]) {
    high = Math.imul(high ^ word, HIGH_FACTOR);
    low = Math.imul(low ^ word, LOW_FACTOR);
  }
  return hash(message, high, low);
}

const WORD = 2 ** 32;
const HIGH_FACTOR = 2654435761;
const LOW_FACTOR = 1597334677;

/** 53 bits over a text (two multiplicative hashes), going on from what came before it. */
function hash(text: string, highBefore: number, lowBefore: number): number {
  let high = 0xdeadbeef ^ highBefore;
  let low = 0x41c6ce57 ^ lowBefore;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, HIGH_FACTOR);
    low = Math.imul(low ^ code, LOW_FACTOR);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return WORD * (2097151 & low) + (high >>> 0);
}
