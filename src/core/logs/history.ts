import type { LogEvent, LogsApi } from '../aws/api';
import type { Clock } from '../lib/clock';
import type { Deduper } from './dedupe';
import { sortEvents } from './merge';
import { backOffMs, troubleOf, type Trouble } from './trouble';

/** Re-read this much before the newest event: agents deliver in batches, so events arrive out of order. */
const OVERLAP_MS = 30_000;

export interface HistoryOptions {
  readonly logs: Pick<LogsApi, 'filterEvents' | 'lastEvents'>;
  readonly group: string;
  /** Without the trailing `:*`. */
  readonly groupArn: string;
  readonly clock: Clock;
  readonly dedupe: Deduper;
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
  advance(events: readonly LogEvent[]): void {
    for (const event of events) {
      const state = this.#streams.get(event.stream);
      if (state === undefined) continue;
      state.exists = true;
      state.from = Math.max(state.from, Math.min(event.timestamp, event.ingestionTime) - OVERLAP_MS);
    }
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
    // A stream that was read further than its neighbours is not read again: the window of the deduper is short.
    const wanted = (event: LogEvent): boolean => event.timestamp >= (starts.get(event.stream) ?? 0);
    let newest = 0;
    let nextToken: string | undefined;
    let attempt = 0;
    do {
      try {
        const query = { group: this.#options.group, streams: names, from };
        const page = await this.#options.logs.filterEvents(
          nextToken === undefined ? query : { ...query, nextToken },
          signal,
        );
        attempt = 0;
        nextToken = page.nextToken;
        const events = sortEvents(page.events.filter((event) => wanted(event) && isNew(event)));
        this.advance(page.events);
        for (const event of page.events)
          newest = Math.max(newest, Math.min(event.timestamp, event.ingestionTime));
        if (events.length > 0) yield events;
      } catch (error) {
        if (troubleOf(error).kind !== 'throttled') throw error;
        await this.#options.clock.sleep(backOffMs(attempt), signal);
        attempt += 1;
      }
    } while (nextToken !== undefined || attempt > 0);
    for (const name of names) {
      const state = this.#streams.get(name);
      if (state === undefined) continue;
      state.exists = true;
      state.scanned = true;
      state.from = Math.max(state.from, newest - OVERLAP_MS);
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
