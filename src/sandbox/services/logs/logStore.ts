import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/lib/json';
import { EventList, type StoredEvent } from './eventList';

export interface LogScope {
  readonly accountId: string;
  readonly region: string;
}

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  readonly events: EventList;
  firstEventAt: number | undefined;
  lastEventAt: number | undefined;
  lastIngestionAt: number | undefined;
}

export interface LogGroup {
  readonly scope: LogScope;
  readonly name: string;
  readonly createdAt: number;
  readonly streams: Map<string, LogStream>;
  /** Of all streams. */
  readonly events: EventList;
  storedBytes: number;
  /** Undefined: for ever. */
  retentionInDays?: number;
  logGroupClass: string;
  tags: Readonly<Record<string, string>>;
}

export type LogListener = (group: LogGroup, events: readonly StoredEvent[]) => void;

export interface LogLimits {
  readonly eventsPerGroup: number;
  /** Of all groups together: a world with thousands of groups must not grow without end. */
  readonly bytes: number;
}

const DEFAULT_LIMITS: LogLimits = { eventsPerGroup: 200_000, bytes: 96 * 1024 * 1024 };
/** As AWS counts an event that is stored. */
const EVENT_OVERHEAD_BYTES = 26;
/** About what this program needs for an event on top of its text. */
const EVENT_MEMORY_BYTES = 200;
/** A saved world is for going on, not an archive. */
const SAVED_EVENTS_PER_GROUP = 2_000;

/** Log groups, their streams and events; the oldest events go when there are too many. */
export class LogStore {
  readonly #groups = new Map<string, LogGroup>();
  readonly #listeners = new Set<LogListener>();
  readonly #limits: LogLimits;
  #memory = 0;
  #order = 0;

  constructor(state: JsonObject | undefined, limits: LogLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
    const groups = state?.['groups'];
    if (Array.isArray(groups)) for (const group of groups as readonly JsonValue[]) this.#restore(group);
  }

  group(scope: LogScope, name: string): LogGroup | undefined {
    return this.#groups.get(keyOf(scope, name));
  }

  /** Sorted by name. */
  groups({ accountId, region }: LogScope): readonly LogGroup[] {
    return [...this.#groups.values()]
      .filter(({ scope }) => scope.accountId === accountId && scope.region === region)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  createGroup(
    { accountId, region }: LogScope,
    name: string,
    createdAt: number,
    options: Partial<Pick<LogGroup, 'retentionInDays' | 'logGroupClass' | 'tags'>> = {},
  ): LogGroup {
    const scope = { accountId, region };
    const group: LogGroup = {
      scope,
      name,
      createdAt,
      streams: new Map(),
      events: new EventList(),
      storedBytes: 0,
      logGroupClass: 'STANDARD',
      tags: {},
      ...options,
    };
    this.#groups.set(keyOf(scope, name), group);
    return group;
  }

  deleteGroup(group: LogGroup): void {
    while (group.events.length > 0) this.#forgetOldest(group);
    this.#groups.delete(keyOf(group.scope, group.name));
  }

  deleteStream(group: LogGroup, stream: LogStream): void {
    group.streams.delete(stream.name);
    for (const event of group.events.removeAll(({ stream: name }) => name === stream.name)) {
      group.storedBytes -= sizeOf(event.message);
      this.#memory -= memoryOf(event);
    }
  }

  /** Lets go what is older than the group keeps. */
  expire(group: LogGroup, now: number): void {
    const { retentionInDays } = group;
    if (retentionInDays === undefined) return;
    const oldest = now - retentionInDays * 86_400_000;
    while ((group.events.at(0)?.timestamp ?? Infinity) < oldest) this.#forgetOldest(group);
  }

  createStream(group: LogGroup, name: string, createdAt: number): LogStream {
    const stream: LogStream = {
      name,
      createdAt,
      events: new EventList(),
      firstEventAt: undefined,
      lastEventAt: undefined,
      lastIngestionAt: undefined,
    };
    group.streams.set(name, stream);
    return stream;
  }

  append(
    group: LogGroup,
    stream: LogStream,
    events: readonly { readonly timestamp: number; readonly message: string }[],
    ingestionTime: number,
  ): void {
    const stored = events.map(({ timestamp, message }): StoredEvent => {
      this.#order += 1;
      return { stream: stream.name, timestamp, ingestionTime, order: this.#order, message };
    });
    group.events.insert(stored);
    stream.events.insert(stored);
    for (const event of stored) {
      group.storedBytes += sizeOf(event.message);
      this.#memory += memoryOf(event);
      stream.firstEventAt = Math.min(stream.firstEventAt ?? event.timestamp, event.timestamp);
      stream.lastEventAt = Math.max(stream.lastEventAt ?? event.timestamp, event.timestamp);
    }
    stream.lastIngestionAt = ingestionTime;
    this.#forget(group);
    for (const listener of this.#listeners) listener(group, stored);
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: LogListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  toJSON(): JsonObject {
    return { groups: [...this.#groups.values()].map(groupToJson) };
  }

  #forget(group: LogGroup): void {
    while (group.events.length > this.#limits.eventsPerGroup) this.#makeRoom(group);
    if (this.#memory <= this.#limits.bytes) return;
    // Every group gives a tenth, so this is seldom.
    for (const each of this.#groups.values()) {
      for (let count = Math.ceil(each.events.length / 10); count > 0; count -= 1) this.#makeRoom(each);
    }
  }

  /** Tasks come and go by the thousand: a stream goes with its last event, or the world would grow without end. */
  #makeRoom(group: LogGroup): void {
    const stream = this.#forgetOldest(group);
    if (stream?.events.length === 0) group.streams.delete(stream.name);
  }

  #forgetOldest(group: LogGroup): LogStream | undefined {
    const event = group.events.removeFirst();
    if (event === undefined) return undefined;
    // Both lists have the same order, so the group's oldest event is its stream's oldest, too.
    const stream = group.streams.get(event.stream);
    stream?.events.removeFirst();
    group.storedBytes -= sizeOf(event.message);
    this.#memory -= memoryOf(event);
    return stream;
  }

  /** Trusts its input: it is this program's own file. */
  #restore(json: JsonValue): void {
    if (!isJsonObject(json)) return;
    const saved = json as unknown as SavedGroup;
    const { scope, name: groupName, createdAt: made, retentionInDays, logGroupClass, tags } = saved;
    const group = this.createGroup(scope, groupName, made, {
      ...(retentionInDays !== undefined && { retentionInDays }),
      ...(logGroupClass !== undefined && { logGroupClass }),
      ...(tags !== undefined && { tags }),
    });
    for (const { name, createdAt } of saved.streams) this.createStream(group, name, createdAt);
    for (const [name, timestamp, ingestionTime, message] of saved.events) {
      const stream = group.streams.get(name);
      if (stream !== undefined) this.append(group, stream, [{ timestamp, message }], ingestionTime);
    }
  }
}

/** The optional members are missing in files of the first sandboxes. */
interface SavedGroup extends Partial<Pick<LogGroup, 'retentionInDays' | 'logGroupClass' | 'tags'>> {
  readonly scope: LogScope;
  readonly name: string;
  readonly createdAt: number;
  readonly streams: readonly { readonly name: string; readonly createdAt: number }[];
  readonly events: readonly (readonly [string, number, number, string])[];
}

function groupToJson(group: LogGroup): JsonObject {
  return {
    scope: { ...group.scope },
    name: group.name,
    createdAt: group.createdAt,
    ...(group.retentionInDays !== undefined && { retentionInDays: group.retentionInDays }),
    logGroupClass: group.logGroupClass,
    tags: group.tags,
    streams: [...group.streams.values()].map(({ name, createdAt }) => ({ name, createdAt })),
    events: group.events
      .toArray()
      .slice(-SAVED_EVENTS_PER_GROUP)
      .map(({ stream, timestamp, ingestionTime, message }) => [stream, timestamp, ingestionTime, message]),
  };
}

/** Bytes of a line, as AWS counts them. */
export function sizeOf(message: string): number {
  return Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
}

function memoryOf({ message }: StoredEvent): number {
  return message.length + EVENT_MEMORY_BYTES;
}

function keyOf({ accountId, region }: LogScope, name: string): string {
  return `${accountId} ${region} ${name}`;
}
