import type { LogEvent } from '../aws/api';
import type { Connection } from '../aws/connection';
import { given } from '../aws/given';
import { isCancellation } from '../lib/abort';
import type { Clock } from '../lib/clock';
import type { Message } from '../lib/message';
import { keepRecordsTogether } from './grouping';
import { mergeByTime } from './merge';
import type { LogSubject, TailItem, TailLine } from './model';
import { OthersTasks } from './othersTasks';
import { findSearchPlaces, taskIdOf, type SearchPlace, type SearchPlaces } from './searchPlaces';
import { readBackwards, readForwards } from './searchReading';

export interface SearchRequest {
  readonly subject: LogSubject;
  /** Milliseconds since the epoch; both ends belong to the range. */
  readonly from: number;
  readonly to: number;
  /** In CloudWatch's language of patterns; all lines where it is left out. */
  readonly pattern?: string;
}

export interface SearchDeps {
  readonly connection: Pick<Connection, 'info' | 'ecs' | 'logs'>;
  readonly clock: Clock;
  /** Lines that one step brings. */
  readonly pageLines?: number;
  /** Lines that are kept: beyond that, those at the other end go. */
  readonly keptLines?: number;
}

/** Lines found so far by a step, and where it is. */
export type SearchProgress = (found: number, at: number) => void;

interface FoundLine extends TailLine {
  readonly key: string;
}

const PAGE_LINES = 500;
const KEPT_LINES = 5000;
/** A line can have a quarter of a million. */
const KEPT_CHARACTERS = 20_000_000;
/** Lines arrive late: the end of what was read is read once more. */
const LATE_MS = 60_000;

/**
 * A search in the history of a subject's logs, over all of its groups: the newest lines of the range first, then earlier and
 * later ones step by step, also beyond the range. A step that is cancelled keeps what it has found.
 */
export class LogSearch {
  readonly #request: SearchRequest;
  readonly #deps: SearchDeps;
  readonly #pageLines: number;
  readonly #keptLines: number;
  #places: SearchPlaces | undefined;
  #others: OthersTasks | undefined;
  #lines: readonly FoundLine[] = [];
  #from: number;
  #to: number;
  /** Everything from here to there is among the lines, as far as it has arrived. */
  #readFrom: number | undefined;
  #readTo: number;
  #droppedEarlier = 0;
  #droppedLater = 0;

  constructor(request: SearchRequest, deps: SearchDeps) {
    this.#request = request;
    this.#deps = deps;
    this.#pageLines = deps.pageLines ?? PAGE_LINES;
    this.#keptLines = deps.keptLines ?? KEPT_LINES;
    this.#from = request.from;
    this.#to = request.to;
    this.#readTo = request.to;
  }

  /** In order of time, records kept together. */
  get items(): readonly TailItem[] {
    return keepRecordsTogether(this.#lines);
  }

  get count(): number {
    return this.#lines.length;
  }

  /** Whether a step has been taken. */
  get begun(): boolean {
    return this.#readFrom !== undefined;
  }

  /** What has been searched, milliseconds since the epoch. */
  get from(): number {
    return this.#readFrom ?? this.#to;
  }

  get to(): number {
    return this.#readTo;
  }

  /** Whether all of the range before the first line has been searched. */
  get reachedStart(): boolean {
    return this.#readFrom !== undefined && this.#readFrom <= this.#from && this.#droppedEarlier === 0;
  }

  /** Whether there is nothing later in the range that was asked for. */
  get reachedEnd(): boolean {
    return this.#readTo >= this.#to && this.#droppedLater === 0;
  }

  /** Lines that were shown and had to go, at the beginning and at the end; steps that way bring them again. */
  get dropped(): { readonly earlier: number; readonly later: number } {
    return { earlier: this.#droppedEarlier, later: this.#droppedLater };
  }

  /** Of containers that log elsewhere: where their lines are. */
  get elsewhere(): readonly Message[] {
    return this.#places?.elsewhere ?? [];
  }

  /** Whether there is any place to search. */
  get hasPlaces(): boolean {
    return this.#places === undefined || this.#places.places.length > 0;
  }

  /** The lines before the first one; once the range is at its beginning, of as long a time again. */
  async earlier(signal: AbortSignal, progress: SearchProgress = () => undefined): Promise<void> {
    const places = await this.#find(signal);
    if (this.reachedStart) this.#from = Math.max(0, this.#from - this.#length);
    const range = { from: this.#from, to: this.#readFrom ?? this.#to };
    const sources = places.map((place) => this.#source(place, range, signal, readBackwards, -1));
    const { found, complete } = await this.#take(sources, progress);
    this.#readFrom = complete ? this.#from : (found.at(-1)?.at ?? range.to);
    this.#add([...found].reverse());
    this.#droppedEarlier = complete ? 0 : Math.max(0, this.#droppedEarlier - found.length);
    const over = this.#excess([...this.#lines].reverse());
    if (over <= 0) return;
    this.#lines = this.#lines.slice(0, this.#lines.length - over);
    this.#readTo = this.#lines.at(-1)?.at ?? this.#readTo;
    this.#droppedLater += over;
  }

  /** The lines after the last one; once the range is at its end, of as long a time again, up to now. */
  async later(signal: AbortSignal, progress: SearchProgress = () => undefined): Promise<void> {
    const places = await this.#find(signal);
    const now = this.#deps.clock.now();
    if (this.reachedEnd) this.#to = Math.max(this.#to, Math.min(now, this.#to + this.#length));
    const overlap = this.#droppedLater > 0 ? this.#readTo : this.#readTo - LATE_MS;
    const from = Math.max(overlap, this.#readFrom ?? this.#from);
    const sources = places.map((place) =>
      this.#source(place, { from, to: this.#to }, signal, readForwards, 1),
    );
    const { found, complete } = await this.#take(sources, progress);
    this.#readFrom ??= from;
    this.#readTo = complete ? this.#to : (found.at(-1)?.at ?? from);
    this.#add(found);
    this.#droppedLater = complete ? 0 : Math.max(0, this.#droppedLater - found.length);
    const over = this.#excess(this.#lines);
    if (over <= 0) return;
    this.#lines = this.#lines.slice(over);
    this.#readFrom = this.#lines[0]?.at ?? this.#readFrom;
    this.#droppedEarlier += over;
  }

  /** How many are too many, or too long together; `goFirst` begins with those that can go. */
  #excess(goFirst: readonly FoundLine[]): number {
    let over = Math.max(0, goFirst.length - this.#keptLines);
    let characters = goFirst.slice(over).reduce((sum, { text }) => sum + text.length, 0);
    // At least what the last step brought stays, or there would be no getting on.
    for (const { text } of goFirst.slice(over, -this.#pageLines)) {
      if (characters <= KEPT_CHARACTERS) break;
      characters -= text.length;
      over += 1;
    }
    return over;
  }

  get #length(): number {
    return Math.max(1, this.#request.to - this.#request.from);
  }

  async #find(signal: AbortSignal): Promise<readonly SearchPlace[]> {
    const { connection } = this.#deps;
    const { subject } = this.#request;
    this.#places ??= await findSearchPlaces(connection, subject, signal);
    this.#others ??= new OthersTasks(connection.ecs, subject, this.#places.tasks.keys());
    return this.#places.places;
  }

  /** One place as the merge reads it: in the order of the reading, which `sign` gives. */
  async *#source(
    place: SearchPlace,
    { from, to }: { readonly from: number; readonly to: number },
    signal: AbortSignal,
    read: typeof readForwards,
    sign: 1 | -1,
  ): AsyncGenerator<readonly { readonly at: number; readonly line: FoundLine }[]> {
    const { connection, clock } = this.#deps;
    const { group, prefix, region } = place;
    const optional = given('pattern', this.#request.pattern);
    const query = { group, prefix, from, to, limit: this.#pageLines, ...optional };
    const logs = connection.logs(region);
    /** Equal lines without an id are told apart by how often they came. */
    const met = new Map<string, number>();
    for await (const events of read({ logs, clock, query }, signal))
      yield (await this.#ours(place, events, signal)).map((event) => {
        const line = lineOf(place, event, met);
        return { at: sign * line.at, line };
      });
  }

  /** Without the lines of other services whose streams are named alike. */
  async #ours(
    place: SearchPlace,
    events: readonly LogEvent[],
    signal: AbortSignal,
  ): Promise<readonly LogEvent[]> {
    const ids = new Map(events.map(({ stream }) => [stream, taskIdOf(place, stream)]));
    await this.#others?.learn(ids.values(), signal);
    return events.filter(({ stream }) => this.#others?.has(ids.get(stream) ?? '') !== true);
  }

  /** New lines, up to a page of them and all of the last millisecond; `complete` when there are no more. */
  async #take(
    sources: readonly AsyncIterable<readonly { readonly at: number; readonly line: FoundLine }[]>[],
    progress: SearchProgress,
  ): Promise<{ readonly found: readonly FoundLine[]; readonly complete: boolean }> {
    const known = new Set(this.#lines.map(({ key }) => key));
    const found: FoundLine[] = [];
    try {
      for await (const batch of mergeByTime(sources)) {
        for (const { line } of batch) {
          if (known.has(line.key)) continue;
          if (found.length >= this.#pageLines && line.at !== found.at(-1)?.at)
            return { found, complete: false };
          known.add(line.key);
          found.push(line);
        }
        const last = found.at(-1);
        if (last !== undefined) progress(found.length, last.at);
      }
    } catch (error) {
      if (!isCancellation(error) || found.length === 0) throw error;
      return { found, complete: false };
    }
    return { found, complete: true };
  }

  /** Lines of one millisecond stay in the order in which their stream has them. */
  #add(found: readonly FoundLine[]): void {
    this.#lines = [...this.#lines, ...found].sort((a, b) => a.at - b.at);
  }
}

function lineOf(place: SearchPlace, event: LogEvent, met: Map<string, number>): FoundLine {
  const { stream, timestamp, message, eventId } = event;
  const where = `${place.region}\n${place.group}\n${stream}`;
  let key = `${where}\n${eventId ?? ''}`;
  if (eventId === undefined) {
    const alike = `${where}\n${timestamp}\n${message}`;
    const count = met.get(alike) ?? 0;
    met.set(alike, count + 1);
    key = `${alike}\n${count}`;
  }
  return { kind: 'line', at: timestamp, source: place.sourceOf(stream), text: message, key };
}
