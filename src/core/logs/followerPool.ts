import type { LogEvent, LogsApi } from '../aws/api';
import { given } from '../aws/given';
import type { Clock } from '../lib/clock';
import type { Logger } from '../lib/logger';
import type { Message } from '../lib/message';
import { parseArn } from '../model/arn';
import type { Deduper } from './dedupe';
import { Follower, STREAMS_PER_FOLLOWER, type Replay } from './follower';
import type { LogStream, TailItem, TailNote } from './model';
import { Replays } from './replays';
import { StreamBook } from './streamBook';

export interface PoolOptions {
  readonly logs: (
    region: string,
  ) => Pick<LogsApi, 'filterEvents' | 'streamEvents' | 'lastEvents' | 'liveTail'>;
  /** Log groups are in the cluster's account and partition. */
  readonly clusterArn: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly dedupe: Deduper;
  readonly pattern?: string;
  readonly emit: (items: readonly TailItem[]) => Promise<void>;
  readonly note: (text: Message) => void;
}

/** A stream that joins: where its history starts, and whether it can still be written to. */
export interface JoiningStream {
  readonly stream: LogStream;
  readonly from: number;
  readonly over: boolean;
}

interface Member {
  readonly follower: Follower;
  readonly region: string;
  readonly group: string;
  readonly over: boolean;
  readonly stop: AbortController;
  /** Stream name to task ARN. */
  readonly streams: Map<string, string>;
  running: Promise<void>;
  done: boolean;
}

/** Spreads streams over followers: one a log group, more where a group has over a hundred streams. */
export class FollowerPool {
  readonly #options: PoolOptions;
  readonly #book = new StreamBook();
  readonly #members = new Set<Member>();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /**
   * Follows these streams too. With `before`, the histories of all of them and these notes come as one, in order of time;
   * without, each history comes as it is read.
   */
  add(joining: readonly JoiningStream[], before?: readonly TailNote[]): void {
    const fresh = joining.filter(({ stream }) => this.#book.add(stream));
    const started = new Set<Member>();
    const grown = new Map<Member, JoiningStream[]>();
    for (const item of fresh) {
      const member = this.#memberFor(item) ?? this.#create(item, started);
      member.streams.set(item.stream.stream, item.stream.source.taskArn);
      const items = grown.get(member);
      if (items === undefined) grown.set(member, [item]);
      else items.push(item);
    }
    for (const [member, items] of grown)
      member.follower.add(items.map(({ stream, from }) => ({ name: stream.stream, from })));
    const replays =
      before === undefined ? undefined : new Replays<TailItem>(started.size + 1, this.#options.emit);
    for (const member of started) this.#start(member, replays);
    void replays?.join(once(before ?? []));
  }

  /** Whether all that the task's containers wrote has been read at least once. */
  caughtUp(taskArn: string): boolean {
    return [...this.#members].every(
      ({ streams, follower, done }) => done || follower.caughtUp || ![...streams.values()].includes(taskArn),
    );
  }

  /** The task writes no more; a follower with nothing left to follow ends, and with it the live tail that costs. */
  release(taskArn: string): void {
    for (const member of this.#members) {
      if (member.over) continue;
      for (const [stream, owner] of member.streams) {
        if (owner !== taskArn) continue;
        member.streams.delete(stream);
        member.follower.history.remove(stream);
      }
      if (member.streams.size === 0) member.stop.abort();
    }
  }

  /** When every follower has come to its end by itself. */
  async settled(): Promise<void> {
    await Promise.all([...this.#members].map(({ running }) => running));
  }

  async stop(): Promise<void> {
    for (const { stop } of this.#members) stop.abort();
    await this.settled();
  }

  #memberFor({ stream, over }: JoiningStream): Member | undefined {
    return [...this.#members].find(
      (member) =>
        member.region === stream.region &&
        member.group === stream.group &&
        member.over === over &&
        !member.done &&
        !member.stop.signal.aborted &&
        // A follower that only reads once has its list when it starts.
        (!over || member.running === NOT_STARTED) &&
        member.streams.size < STREAMS_PER_FOLLOWER,
    );
  }

  #create({ stream: { region, group }, over }: JoiningStream, started: Set<Member>): Member {
    const { logs, clusterArn, clock, logger, dedupe, pattern, emit, note } = this.#options;
    const { partition = 'aws', accountId = '' } = parseArn(clusterArn) ?? {};
    const member: Member = {
      follower: new Follower({
        logs: logs(region),
        group,
        groupArn: `arn:${partition}:logs:${region}:${accountId}:log-group:${group}`,
        clock,
        logger,
        dedupe,
        ...given('pattern', pattern),
        emit: (events) => emit(this.#book.lines(region, group, events)),
        note,
      }),
      region,
      group,
      over,
      stop: new AbortController(),
      streams: new Map(),
      running: NOT_STARTED,
      done: false,
    };
    this.#members.add(member);
    started.add(member);
    return member;
  }

  #start(member: Member, replays: Replays<TailItem> | undefined): void {
    const { follower, stop, region, group, over } = member;
    const lines = (pages: AsyncIterable<readonly LogEvent[]>): AsyncIterable<readonly TailItem[]> =>
      map(pages, (events) => this.#book.lines(region, group, events));
    const replay: Replay = async (pages) => {
      if (replays !== undefined) await replays.join(lines(pages));
      else for await (const items of lines(pages)) await this.#options.emit(items);
    };
    member.running = (over ? follower.readOnce(stop.signal, replay) : follower.run(stop.signal, replay))
      .catch((error: unknown) => this.#options.logger.error(`Following ${group} ended`, error))
      .finally(() => {
        member.done = true;
        this.#members.delete(member);
      });
  }
}

const NOT_STARTED: Promise<void> = Promise.resolve();

async function* map<T, R>(source: AsyncIterable<T>, change: (value: T) => R): AsyncGenerator<R> {
  for await (const value of source) yield change(value);
}

async function* once<T>(value: readonly T[]): AsyncGenerator<readonly T[]> {
  if (value.length > 0) yield await Promise.resolve(value);
}
