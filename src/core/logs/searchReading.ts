import type { LogEvent, LogsApi } from '../aws/api';
import type { Clock } from '../lib/clock';
import { QuaysideError } from '../lib/errors';
import { readPage } from './pages';

export interface SearchReading {
  readonly logs: Pick<LogsApi, 'filterEvents'>;
  readonly clock: Clock;
  readonly query: {
    readonly group: string;
    readonly prefix: string;
    /** Milliseconds since the epoch; both ends belong to the range. */
    readonly from: number;
    readonly to: number;
    readonly pattern?: string;
    readonly limit: number;
  };
}

/** CloudWatch lets a search begin at the end only after this time. */
const NEWEST_FIRST_SINCE = Date.UTC(2024, 0, 1);
const FIRST_WINDOW_MS = 60_000;
const SHORTEST_WINDOW_MS = 1000;

/** Batches of a place's events, the oldest first. A group that does not exist has none. */
export async function* readForwards(
  { logs, clock, query }: SearchReading,
  signal: AbortSignal,
): AsyncGenerator<readonly LogEvent[]> {
  try {
    let nextToken: string | undefined;
    do {
      const asked = { ...query, streams: [], ...(nextToken === undefined ? {} : { nextToken }) };
      const page = await readPage(() => logs.filterEvents(asked, signal), clock, signal);
      yield page.events;
      ({ nextToken } = page);
    } while (nextToken !== undefined);
  } catch (error) {
    if (!QuaysideError.is(error, 'notFound')) throw error;
  }
}

/**
 * Batches of a place's events, the newest first. Where the endpoint refuses that order or does not know it, windows of time
 * are read from the end on.
 */
export async function* readBackwards(
  reading: SearchReading,
  signal: AbortSignal,
): AsyncGenerator<readonly LogEvent[]> {
  const { logs, clock, query } = reading;
  if (query.from < NEWEST_FIRST_SINCE) {
    yield* readWindows(reading, signal);
    return;
  }
  let nextToken: string | undefined;
  let begun = false;
  /** What came first, until it tells in which order it comes. */
  let first: LogEvent[] = [];
  try {
    do {
      const token = nextToken === undefined ? {} : { nextToken };
      const asked = { ...query, ...token, streams: [], newestFirst: true };
      const page = await readPage(() => logs.filterEvents(asked, signal), clock, signal);
      ({ nextToken } = page);
      if (begun) {
        yield page.events;
        continue;
      }
      first.push(...page.events);
      const order = (first[0]?.timestamp ?? 0) - (first.at(-1)?.timestamp ?? 0);
      if (order < 0 && nextToken !== undefined) {
        // The order was not heeded, and the end is far: it is looked for in another way.
        yield* readWindows(reading, signal);
        return;
      }
      if (order === 0 && nextToken !== undefined) continue;
      begun = true;
      yield order < 0 ? first.reverse() : first;
      first = [];
    } while (nextToken !== undefined);
  } catch (error) {
    if (QuaysideError.is(error, 'notFound')) return;
    // A mistake in the pattern is refused once more, by the call that does without the order.
    if (begun || !QuaysideError.is(error, 'invalid')) throw error;
    yield* readWindows(reading, signal);
  }
}

/** Windows that grow where there is little, and shrink where there is much; each is read to its end. */
async function* readWindows(
  { logs, clock, query }: SearchReading,
  signal: AbortSignal,
): AsyncGenerator<readonly LogEvent[]> {
  let to = query.to;
  let length = FIRST_WINDOW_MS;
  while (to >= query.from) {
    const from = Math.max(query.from, to - length + 1);
    const window = { logs, clock, query: { ...query, from, to } };
    const events: LogEvent[] = [];
    let whole = true;
    for await (const page of readForwards(window, signal)) {
      events.push(...page);
      whole = events.length <= query.limit || length <= SHORTEST_WINDOW_MS;
      if (!whole) break;
    }
    if (!whole) {
      length = Math.max(SHORTEST_WINDOW_MS, Math.floor(length / 8));
      continue;
    }
    yield events.reverse();
    to = from - 1;
    if (events.length < query.limit / 4) length *= 4;
  }
}
