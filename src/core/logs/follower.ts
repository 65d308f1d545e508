import type { LogEvent, LogsApi } from '../aws/api';
import { given } from '../aws/given';
import { isCancellation } from '../lib/abort';
import type { Logger } from '../lib/logger';
import type { Message } from '../lib/message';
import { History, type HistoryOptions } from './history';
import { sortEvents } from './merge';
import { hindranceNote, liveNote, pollingNote, recoveredNote, sampledNote, wholeAgainNote } from './notes';
import { backOffMs, troubleOf, troubleText, type Trouble } from './trouble';

const POLL_MS = 2000;
const RECONNECT_MS = 1000;
/** How often it is tried again where reading is not allowed: a policy may have changed. */
const DENIED_MS = 30_000;
/** When live tail is tried again: after all sessions were in use, its host was out of reach, or a stream was missing. */
const LIVE_AGAIN_MS = { throttled: 60_000, offline: 60_000, missing: 10_000 } as const;
/** Updates without a gap, one a second, after which sampling is over. */
const WHOLE_UPDATES = 10;
/** Live events that wait for the history; beyond that they come before it rather than fill the memory. */
const HELD_LIMIT = 20_000;
/** What arrived so long before a live session can come by it, give or take how far clocks differ. */
const KEPT_MS = 180_000;
/** Names that one call or session takes. */
export const STREAMS_PER_FOLLOWER = 100;

/** Passes on what a scan finds; lets several histories be merged into one. */
export type Replay = (pages: AsyncIterable<readonly LogEvent[]>) => Promise<void>;

export interface FollowerOptions extends HistoryOptions {
  readonly logs: Pick<LogsApi, 'filterEvents' | 'streamEvents' | 'lastEvents' | 'liveTail'>;
  readonly logger: Logger;
  /** Waits while the reader is slow. */
  readonly emit: (events: readonly LogEvent[]) => Promise<void>;
  readonly note: (note: Message) => void;
}

/**
 * Follows up to 100 streams of one log group: live tail where it can be had, with the history read behind it so that
 * nothing falls between the two; polling with overlap where it cannot. Goes on until the signal fires.
 */
export class Follower {
  readonly history: History;
  readonly #options: FollowerOptions;
  #changed = new AbortController();
  #mode: 'live' | 'polling' = 'live';
  /** When polling turns into live again; undefined for never. */
  #liveAgainAt: number | undefined;
  #caughtUp = false;
  #hinderedBy: Message | undefined;
  #saidMode: Message | undefined;
  #firstReplay: Replay | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.history = new History(options);
    // A resumed tail has shown what its history brings first, however long ago that was.
    const { newest } = options.dedupe;
    if (newest > 0) this.history.cameLive([eventAt(newest, options.group)]);
  }

  /** True once a scan has read everything there was. */
  get caughtUp(): boolean {
    return this.#caughtUp;
  }

  get hasRoom(): boolean {
    return this.history.streams.length < STREAMS_PER_FOLLOWER;
  }

  /** Adds streams to what is followed; those that write from now on and those that have written before. */
  add(streams: readonly { readonly name: string; readonly from: number }[]): void {
    for (const { name, from } of streams) this.history.add(name, from);
    this.#changed.abort();
  }

  /** One scan, for streams that nothing is written to any more. */
  async readOnce(signal: AbortSignal, replay: Replay): Promise<void> {
    this.#firstReplay = replay;
    await this.#fill(signal);
  }

  async run(signal: AbortSignal, firstReplay: Replay): Promise<void> {
    this.#firstReplay = firstReplay;
    try {
      for (let attempt = 0; !signal.aborted;) {
        this.#changed = new AbortController();
        const session = AbortSignal.any([signal, this.#changed.signal]);
        if (this.#mode === 'polling') {
          await this.#poll(session, signal);
          continue;
        }
        const trouble = await this.#live(session, signal);
        if (trouble === undefined || this.#turnsToPolling(trouble)) {
          attempt = 0;
          continue;
        }
        // The history of the other groups must not wait for this one.
        await this.#replay(nothing());
        this.#hinder(trouble);
        await this.#pause(backOffMs(attempt), signal);
        attempt += 1;
      }
    } finally {
      await this.#replay(nothing());
    }
  }

  /** Undefined when the session ended in the course of things: streams joined, AWS's session limit, a dropped line. */
  async #live(session: AbortSignal, signal: AbortSignal): Promise<Trouble | undefined> {
    const { logs, group, groupArn, dedupe, pattern, note, logger } = this.#options;
    const isNew = dedupe.pass(groupArn);
    // Live events wait here until the history before them is out.
    const gate: { held: LogEvent[] | undefined } = { held: [] };
    let filled: Promise<void> | undefined;
    const forget = this.#remember();
    /** Updates without a gap since the last sampled one; undefined while nothing was sampled. */
    let whole: number | undefined;
    const release = async (): Promise<void> => {
      const waiting = gate.held ?? [];
      gate.held = undefined;
      this.history.cameLive(waiting);
      await this.#pass(waiting, isNew);
      forget();
    };
    try {
      const query = { groupArn, streams: this.history.streams, ...given('pattern', pattern) };
      for await (const update of logs.liveTail(query, session)) {
        if (update.kind === 'started') {
          this.#sayMode(liveNote(group));
          filled ??= this.#fill(signal).then(release);
          continue;
        }
        if (update.sampled) {
          if (whole === undefined) note(sampledNote(group));
          whole = 0;
        } else if (whole !== undefined) {
          whole += 1;
          if (whole === WHOLE_UPDATES) {
            whole = undefined;
            note(wholeAgainNote(group));
          }
        }
        if (gate.held === undefined) {
          this.history.cameLive(update.events);
          await this.#pass(update.events, isNew);
        } else {
          gate.held.push(...update.events);
          if (gate.held.length > HELD_LIMIT) await this.#pass(gate.held.splice(0), isNew);
        }
      }
      return undefined;
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.kind === 'cancelled') return undefined;
      logger.debug(`Live tail of ${group}: ${troubleText(trouble)}`);
      if (filled === undefined || trouble.kind === 'signedOut') return trouble;
      // It ran: the next session takes over, with the overlap that the history is read with.
      await this.#pause(RECONNECT_MS, signal);
      return undefined;
    } finally {
      await filled;
      forget();
    }
  }

  /** Until streams join or live tail is worth another try. */
  async #poll(session: AbortSignal, signal: AbortSignal): Promise<void> {
    while (!session.aborted) {
      const readable = await this.#fill(signal);
      if (this.#liveAgainAt !== undefined && this.#options.clock.now() >= this.#liveAgainAt) {
        this.#mode = 'live';
        return;
      }
      await this.#pause(readable ? POLL_MS : DENIED_MS, session);
    }
  }

  /** Scans until it came through; false when reading is not allowed at all. */
  async #fill(signal: AbortSignal): Promise<boolean> {
    const forget = this.#remember();
    try {
      return await this.#scan(signal);
    } finally {
      forget();
    }
  }

  /** While a history is on its way, lines of other ways must not make forget what it will meet. */
  #remember(): () => void {
    const { dedupe, clock } = this.#options;
    const now = clock.now();
    return dedupe.keepFrom(Math.min(now, dedupe.newest || now) - KEPT_MS);
  }

  async #scan(signal: AbortSignal): Promise<boolean> {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      await this.#replay(this.history.scan(signal));
      const trouble = this.history.takeTrouble();
      if (trouble === undefined || trouble.kind === 'cancelled') {
        this.#caughtUp = true;
        this.#recover();
        return true;
      }
      this.#options.logger.debug(`History of ${this.#options.group}: ${troubleText(trouble)}`);
      this.#hinder(trouble);
      if (trouble.kind === 'denied') {
        this.#caughtUp = true;
        return false;
      }
      await this.#pause(backOffMs(attempt), signal);
    }
    return true;
  }

  /** The first scan goes where the caller wants it, all later ones straight out. */
  async #replay(pages: AsyncIterable<readonly LogEvent[]>): Promise<void> {
    const first = this.#firstReplay;
    this.#firstReplay = undefined;
    if (first !== undefined) return first(pages);
    for await (const page of pages) await this.#options.emit(page);
  }

  async #pass(events: readonly LogEvent[], isNew: (event: LogEvent) => boolean): Promise<void> {
    const fresh = events.filter(isNew);
    if (fresh.length > 0) await this.#options.emit(sortEvents(fresh));
  }

  #turnsToPolling(trouble: Trouble): boolean {
    const { clock, group } = this.#options;
    switch (trouble.kind) {
      case 'cancelled':
      case 'signedOut':
        return false;
      case 'throttled':
      case 'offline':
      case 'missing':
        this.#liveAgainAt = clock.now() + LIVE_AGAIN_MS[trouble.kind];
        break;
      case 'denied':
      case 'unsupported':
        this.#liveAgainAt = undefined;
        break;
    }
    this.#mode = 'polling';
    this.#sayMode(pollingNote(group, trouble));
    return true;
  }

  #sayMode(text: Message): void {
    if (this.#saidMode?.id === text.id) return;
    this.#saidMode = text;
    this.#options.note(text);
  }

  #hinder(trouble: Trouble): void {
    const text = hindranceNote(trouble, this.#options.group);
    if (text === undefined || this.#hinderedBy?.id === text.id) return;
    this.#hinderedBy = text;
    this.#options.note(text);
  }

  #recover(): void {
    if (this.#hinderedBy === undefined) return;
    this.#hinderedBy = undefined;
    this.#options.note(recoveredNote());
  }

  /** Ends early, and without an error, when the signal fires. */
  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#options.clock.sleep(ms, signal);
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }
}

function eventAt(time: number, group: string): LogEvent {
  return { timestamp: time, ingestionTime: time, message: '', group, stream: '' };
}

async function* nothing(): AsyncGenerator<readonly LogEvent[]> {
  // The end of a history that has nothing to tell yet.
}
