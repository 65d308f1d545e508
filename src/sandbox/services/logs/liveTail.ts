import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../core/lib/json';
import type { WorldClock } from '../../clock';
import { text, texts } from '../../wire/input';
import { AwsError, EventStreamAnswer, type CallContext, type StreamFrame } from '../../wire/service';
import type { StoredEvent } from './eventList';
import { parseFilterPattern } from './filterPattern';
import type { LogGroup, LogStore } from './logStore';
import { groupByArn, groupNotFound, invalidParameter } from './scope';

const UPDATE_MS = 1000;
const SESSION_MS = 3 * 60 * 60 * 1000;
const EVENTS_PER_UPDATE = 500;
/** A reader that falls behind loses the oldest updates. */
const BUFFERED_UPDATES = 10;
const SESSIONS_PER_ACCOUNT = 15;

export class LiveTail {
  readonly #store: LogStore;
  readonly #clock: WorldClock;
  readonly #sessions = new Map<string, number>();

  constructor(store: LogStore, clock: WorldClock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Checks everything before the stream opens: what is wrong with the request is an ordinary error. */
  start(input: JsonObject, context: CallContext): EventStreamAnswer {
    const { accountId, requestId, signal } = context;
    const identifiers = texts(input, 'logGroupIdentifiers') ?? [];
    const names = texts(input, 'logStreamNames');
    const prefixes = texts(input, 'logStreamNamePrefixes');
    const groups = this.#groups(identifiers, context);
    checkStreams(groups.length, names, prefixes);
    const pattern = text(input, 'logEventFilterPattern');
    const matches = parseFilterPattern(pattern);
    const open = this.#sessions.get(accountId) ?? 0;
    if (open >= SESSIONS_PER_ACCOUNT) {
      throw new AwsError(
        'LimitExceededException',
        'The maximum number of concurrent Live Tail sessions was reached.',
      );
    }
    const start: JsonObject = {
      requestId,
      sessionId: randomUUID(),
      logGroupIdentifiers: identifiers,
      logStreamNames: names ?? [],
      logStreamNamePrefixes: prefixes ?? [],
      ...(pattern === undefined ? {} : { logEventFilterPattern: pattern }),
    };
    const wanted = (group: LogGroup, { stream, message }: StoredEvent): boolean =>
      groups.includes(group) &&
      (names?.includes(stream) ?? true) &&
      (prefixes?.some((prefix) => stream.startsWith(prefix)) ?? true) &&
      matches(message);
    return new EventStreamAnswer(this.#frames(start, wanted, accountId, signal));
  }

  async *#frames(
    start: JsonObject,
    wanted: (group: LogGroup, event: StoredEvent) => boolean,
    accountId: string,
    signal: AbortSignal,
  ): AsyncGenerator<StreamFrame> {
    this.#sessions.set(accountId, (this.#sessions.get(accountId) ?? 0) + 1);
    const session = new Session(this.#store, this.#clock, wanted, signal);
    try {
      yield { type: 'sessionStart', payload: start };
      for (;;) {
        const frame = await session.next();
        if (frame === undefined) return;
        yield frame;
        if (frame.exception === true) return;
      }
    } finally {
      session.end();
      this.#sessions.set(accountId, (this.#sessions.get(accountId) ?? 1) - 1);
    }
  }

  #groups(identifiers: readonly string[], { accountId, region }: CallContext): readonly LogGroup[] {
    if (identifiers.length === 0 || identifiers.length > 10) {
      throw invalidParameter(
        "1 validation error detected: Value at 'logGroupIdentifiers' failed to satisfy constraint: Member must have length between 1 and 10",
      );
    }
    return identifiers.map((identifier) => {
      if (!/^arn:[^*]+$/.test(identifier)) {
        throw invalidParameter(
          'The log group identifiers must be ARNs that do not end with an asterisk (*).',
        );
      }
      const group = groupByArn(this.#store, identifier);
      if (group?.scope.accountId !== accountId || group.scope.region !== region) throw groupNotFound();
      return group;
    });
  }
}

function checkStreams(
  groups: number,
  names: readonly string[] | undefined,
  prefixes: readonly string[] | undefined,
): void {
  if (names !== undefined && prefixes !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefixes are mutually exclusive parameters.');
  }
  if (names === undefined && prefixes === undefined) return;
  if (groups > 1) {
    throw invalidParameter('Log stream names or prefixes can be specified with one log group only.');
  }
  const count = (names ?? prefixes ?? []).length;
  if (count === 0 || count > 100)
    throw invalidParameter('Between 1 and 100 log stream names or prefixes can be specified.');
}

/** Collects what arrives and cuts it into one update a second of the world's time. */
class Session {
  readonly #clock: WorldClock;
  readonly #signal: AbortSignal;
  readonly #unsubscribe: () => void;
  readonly #endsAt: number;
  readonly #ready: StreamFrame[] = [];
  #collected: JsonObject[] = [];
  #sampled = false;
  #cancelTick: () => void = () => undefined;
  #wake: () => void = () => undefined;
  #ended = false;
  readonly #end = (): void => this.end();

  constructor(
    store: LogStore,
    clock: WorldClock,
    wanted: (group: LogGroup, event: StoredEvent) => boolean,
    signal: AbortSignal,
  ) {
    this.#clock = clock;
    this.#signal = signal;
    this.#endsAt = clock.now() + SESSION_MS;
    this.#unsubscribe = store.subscribe((group, events) => {
      for (const event of events) if (wanted(group, event)) this.#collect(group, event);
    });
    signal.addEventListener('abort', this.#end);
    if (signal.aborted) this.end();
    else this.#schedule();
  }

  /** The next frame; undefined when the client has gone. */
  async next(): Promise<StreamFrame | undefined> {
    while (this.#ready.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#ready.shift();
  }

  end(): void {
    this.#ended = true;
    this.#unsubscribe();
    this.#cancelTick();
    this.#signal.removeEventListener('abort', this.#end);
    this.#wake();
  }

  #collect(group: LogGroup, { stream, timestamp, ingestionTime, message }: StoredEvent): void {
    if (this.#collected.length >= EVENTS_PER_UPDATE) {
      this.#sampled = true;
      return;
    }
    const logGroupIdentifier = `${group.scope.accountId}:${group.name}`;
    this.#collected.push({ logStreamName: stream, logGroupIdentifier, message, timestamp, ingestionTime });
  }

  #schedule(): void {
    this.#cancelTick = this.#clock.after(UPDATE_MS, () => {
      this.#push({
        type: 'sessionUpdate',
        payload: { sessionMetadata: { sampled: this.#sampled }, sessionResults: this.#collected },
      });
      this.#collected = [];
      this.#sampled = false;
      if (this.#clock.now() < this.#endsAt) {
        this.#schedule();
        return;
      }
      const message = 'The Live Tail session has timed out.';
      this.#push({ type: 'SessionTimeoutException', payload: { message }, exception: true });
      this.end();
    });
  }

  #push(frame: StreamFrame): void {
    this.#ready.push(frame);
    if (this.#ready.length > BUFFERED_UPDATES) this.#ready.shift();
    this.#wake();
  }
}
