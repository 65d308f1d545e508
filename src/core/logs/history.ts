import type { LogEvent, LogPage, LogsApi } from '../aws/api';
import { given } from '../aws/given';
import type { Clock } from '../lib/clock';
import type { Deduper } from './dedupe';
import { sortEvents } from './merge';
import { pagesOf } from './pages';
import { troubleOf, type Trouble } from './trouble';

/** Re-read this much before the newest event: agents deliver in batches, so events arrive out of order. */
const OVERLAP_MS = 30_000;
/**
 * What arrived longer ago than this comes by no live tail that has just begun, even where this machine's clock is some
 * minutes ahead of AWS's.
 */
const LONG_AGO_MS = 600_000;
const TIDY_EVENTS = 4096;

export interface HistoryOptions {
  readonly logs: Pick<LogsApi, 'filterEvents' | 'streamEvents' | 'lastEvents'>;
  readonly group: string;
  /** Without the trailing `:*`. */
  readonly groupArn: string;
  readonly clock: Clock;
  readonly dedupe: Deduper;
  /** In CloudWatch's language of patterns. */
  readonly pattern?: string;
}

interface StreamState {
  /** Where the next scan starts. */
  from: number;
  /** A call that names a missing stream fails as a whole, so streams are named once they were seen. */
  exists: boolean | undefined;
  /** Whether a scan of it has reached the end. */
  scanned: boolean;
}

/** Reads what lies in up to 100 streams of one group, again and again, each event once. */
export class History {
  readonly #options: HistoryOptions;
  readonly #streams = new Map<string, StreamState>();
  /** The newest time stamp that came: up to here an old event can come again. */
  #readTo = -Infinity;
  #trouble: Trouble | undefined;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  get streams(): readonly string[] {
    return [...this.#streams.keys()];
  }

  /** Streams that a live tail may name even where it refuses missing ones. */
  get existing(): readonly string[] {
    return [...this.#streams].filter(([, { exists }]) => exists === true).map(([name]) => name);
  }

  add(stream: string, from: number): void {
    if (!this.#streams.has(stream)) this.#streams.set(stream, { from, exists: undefined, scanned: false });
  }

  remove(stream: string): void {
    this.#streams.delete(stream);
  }

  /** Moves the start of the next scan to just before these events; not while a scan is under way. */
  #advance(events: readonly LogEvent[]): void {
    let stream: string | undefined;
    let state: StreamState | undefined;
    for (const event of events) {
      if (event.stream !== stream) {
        ({ stream } = event);
        state = this.#streams.get(stream);
        if (state !== undefined) state.exists = true;
      }
      if (state !== undefined) state.from = Math.max(state.from, reachedBy(event) - OVERLAP_MS);
    }
  }

  /**
   * These came by a live tail of all the streams: whatever arrived before them has come too, so that also the next scan of
   * a silent stream starts here. The deduper has forgotten what is older.
   */
  cameLive(events: readonly LogEvent[]): void {
    this.#advance(events);
    let newest = 0;
    for (const event of events) {
      newest = Math.max(newest, reachedBy(event));
      this.#readTo = Math.max(this.#readTo, event.timestamp);
    }
    this.#reached(newest);
  }

  #reached(time: number): void {
    for (const state of this.#streams.values())
      if (state.scanned) state.from = Math.max(state.from, time - OVERLAP_MS);
  }

  /** What kept the last scan from reaching the end; asked for once. */
  takeTrouble(): Trouble | undefined {
    const trouble = this.#trouble;
    this.#trouble = undefined;
    return trouble;
  }

  /** One scan up to now, page by page. Never throws: what stood in the way is told by `takeTrouble`. */
  async *scan(signal: AbortSignal): AsyncGenerator<readonly LogEvent[]> {
    try {
      const isNew = this.#options.dedupe.pass(this.#options.groupArn);
      for (const names of this.#plan()) yield* this.#read(names, isNew, signal);
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.kind === 'missing') yield* this.#readExisting(signal);
      else this.#trouble = trouble;
    }
  }

  /** At most two calls: new streams are read from their own start, the others from just before the newest event. */
  #plan(names: readonly string[] = this.streams): readonly (readonly string[])[] {
    const scanned = (name: string): boolean => this.#streams.get(name)?.scanned === true;
    return [names.filter(scanned), names.filter((name) => !scanned(name))].filter(
      (group) => group.length > 0,
    );
  }

  async *#read(
    names: readonly string[],
    isNew: (event: LogEvent) => boolean,
    signal: AbortSignal,
  ): AsyncGenerator<readonly LogEvent[]> {
    const starts = new Map(names.map((name) => [name, this.#streams.get(name)?.from ?? 0]));
    const from = Math.floor(Math.min(...starts.values()));
    let stream: string | undefined;
    let start = 0;
    // A stream that was read further than its neighbours is not read again: the window of the deduper is short.
    const wanted = (event: LogEvent): boolean => {
      // Looked up once for a run of events of one stream.
      if (event.stream !== stream) {
        ({ stream } = event);
        start = starts.get(stream) ?? 0;
      }
      return event.timestamp >= start;
    };
    const longAgo = this.#options.clock.now() - LONG_AGO_MS;
    const readTo = this.#readTo;
    const recent = new RecentEvents();
    // Most of a long history can neither have come before nor come again, and need not be remembered.
    const passes = (event: LogEvent): boolean => {
      if (event.timestamp <= readTo || Math.max(event.timestamp, event.ingestionTime) >= longAgo)
        return isNew(event);
      recent.add(event);
      return true;
    };
    let newest = 0;
    let newestStamp = -Infinity;
    try {
      for await (const { events } of this.#pages(names, from, signal)) {
        const fresh = sortEvents(events.filter((event) => wanted(event) && passes(event)));
        this.#advance(events);
        for (const event of events) {
          newest = Math.max(newest, reachedBy(event));
          newestStamp = Math.max(newestStamp, event.timestamp);
        }
        if (fresh.length > 0) yield fresh;
      }
    } finally {
      for (const event of recent.toRemember) isNew(event);
      this.#readTo = Math.max(this.#readTo, newestStamp);
    }
    for (const name of names) {
      const state = this.#streams.get(name);
      if (state === undefined) continue;
      state.exists = true;
      state.scanned = true;
    }
    // Those that were read before these are as far, however silent.
    this.#reached(newest);
  }

  /**
   * A long history of one stream is read by the call with the shorter answers, where that is allowed; else all of them come
   * by one call, in order of time.
   */
  async *#pages(names: readonly string[], from: number, signal: AbortSignal): AsyncGenerator<LogPage> {
    const { logs, clock, group, pattern } = this.#options;
    const [stream, ...others] = names;
    const isLong = from < clock.now() - LONG_AGO_MS;
    if (stream !== undefined && others.length === 0 && pattern === undefined && isLong) {
      const query = { group, stream, from };
      const pages = pagesOf((more) => logs.streamEvents({ ...query, ...more }, signal), clock, signal);
      if (yield* this.#unlessDenied(pages)) return;
    }
    const query = { group, streams: names, from, ...given('pattern', pattern) };
    yield* pagesOf((more) => logs.filterEvents({ ...query, ...more }, signal), clock, signal);
  }

  /** False when the first of the pages may not be read. */
  async *#unlessDenied(pages: AsyncIterable<LogPage>): AsyncGenerator<LogPage, boolean> {
    let begun = false;
    try {
      for await (const page of pages) {
        begun = true;
        yield page;
      }
      return true;
    } catch (error) {
      if (begun || troubleOf(error).kind !== 'denied') throw error;
      return false;
    }
  }

  /** The slow way round streams that do not exist yet: find out which do, and read those. */
  async *#readExisting(signal: AbortSignal): AsyncGenerator<readonly LogEvent[]> {
    const { logs, group, dedupe } = this.#options;
    try {
      for (const [stream, state] of this.#streams) {
        if (state.exists === true) continue;
        state.exists = (await logs.lastEvents({ group, stream, limit: 1 }, signal)).length > 0;
      }
      const isNew = dedupe.pass(this.#options.groupArn);
      for (const names of this.#plan(this.existing)) yield* this.#read(names, isNew, signal);
    } catch (error) {
      for (const state of this.#streams.values()) state.exists = undefined;
      this.#trouble = troubleOf(error);
    }
  }
}

/** The last events of a scan, which comes in order of time: those that the next scan reads again. */
class RecentEvents {
  #events: LogEvent[] = [];
  /** By which the next scan begins. */
  #newest = -Infinity;

  add(event: LogEvent): void {
    this.#newest = Math.max(this.#newest, reachedBy(event));
    this.#events.push(event);
    // Kept for a while longer than needed, so that tidying up is seldom.
    if (this.#events.length % TIDY_EVENTS === 0) this.#events = [...this.toRemember];
  }

  get toRemember(): readonly LogEvent[] {
    return this.#events.filter(({ timestamp }) => timestamp >= this.#newest - OVERLAP_MS);
  }
}

/** A time up to which everything has been read, as far as this event tells. */
function reachedBy({ timestamp, ingestionTime }: LogEvent): number {
  return Math.min(timestamp, ingestionTime);
}
