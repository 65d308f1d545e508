import type { JsonObject } from '../../../core/lib/json';
import type { WorldClock } from '../../clock';
import { flag, integer, text, texts } from '../../wire/input';
import type { Answer, Operation, WrittenJson } from '../../wire/service';
import { eventId, parseEventId, type EventList, type Position, type StoredEvent } from './eventList';
import { writePage } from './eventWriter';
import { parseFilterPattern } from './filterPattern';
import { sizeOf, type LogGroup, type LogStore } from './logStore';
import {
  decodeToken,
  encodeToken,
  invalidParameter,
  invalidToken,
  limitOf,
  requireGroup,
  requireStream,
  streamName,
} from './scope';

const MAX_PAGE_EVENTS = 10_000;
const MAX_PAGE_BYTES = 1024 * 1024;
/** A search looks at this many events at once, then answers with what it has and a token: pages can be empty. */
const SCAN_EVENTS = 20_000;
const FILTER_TOKEN_LIFETIME_MS = 24 * 60 * 60 * 1000;
const NEWEST_FIRST_SINCE = Date.UTC(2024, 0, 1);

export function readOperations(
  store: LogStore,
  clock: WorldClock,
): Record<string, Operation<Answer | WrittenJson>> {
  return {
    GetLogEvents: (input, scope) => {
      const group = requireGroup(store, input, scope);
      store.expire(group, clock.now());
      const { events } = requireStream(group, streamName(input));
      const token = text(input, 'nextToken');
      const [, way, id = ''] = /^([fb])\/(\d{56})\/s$/.exec(token ?? '') ?? [];
      const from = parseEventId(id);
      if (token !== undefined && from === undefined) throw invalidToken();
      const forward = way === undefined ? flag(input, 'startFromHead') === true : way === 'f';
      // The end is exclusive here and inclusive in FilterLogEvents.
      const range = { start: integer(input, 'startTime'), end: minusOne(integer(input, 'endTime')) };
      const found = scan(events, { forward, from, ...range, limit: limitOf(input, MAX_PAGE_EVENTS) });
      const items = forward ? found.items : [...found.items].reverse();
      const [first, last] = [items[0], items.at(-1)];
      const rest = restingPlace(from, forward, range.start ?? 0);
      const members = {
        nextForwardToken: `f/${eventId(last ?? rest.forward)}/s`,
        nextBackwardToken: `b/${eventId(first ?? rest.backward)}/s`,
      };
      return writePage(items, { named: false, members });
    },

    FilterLogEvents: (input, scope) => {
      const group = requireGroup(store, input, scope);
      store.expire(group, clock.now());
      const start = integer(input, 'startTime');
      const token = text(input, 'nextToken');
      const page = token === undefined ? undefined : readFilterToken(token, clock.now());
      const forward = page?.forward ?? flag(input, 'startFromHead') !== false;
      if (!forward && (start ?? 0) < NEWEST_FIRST_SINCE) {
        throw invalidParameter(
          'startFromHead can be false only when startTime is on or after 2024-01-01T00:00:00Z',
        );
      }
      const inStreams = streamFilter(group, input);
      const matches = parseFilterPattern(text(input, 'filterPattern'));
      const found = scan(group.events, {
        forward,
        from: page?.from,
        start,
        end: integer(input, 'endTime'),
        limit: limitOf(input, MAX_PAGE_EVENTS),
        scanLimit: SCAN_EVENTS,
        accept: (event) => inStreams(event.stream) && matches(event.message),
      });
      const nextToken =
        found.next === undefined ? {} : { nextToken: filterToken(found.next, forward, clock.now()) };
      return writePage(found.items, { named: true, members: { searchedLogStreams: [], ...nextToken } });
    },
  };
}

interface Scan {
  readonly forward: boolean;
  /** Goes on behind this place, seen in the direction. */
  readonly from: Position | undefined;
  /** Milliseconds since the epoch, both inclusive. */
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly limit: number;
  readonly scanLimit?: number;
  readonly accept?: (event: StoredEvent) => boolean;
}

/** `next` is the last place that was looked at, when the range goes on behind it. */
function scan(
  events: EventList,
  options: Scan,
): { readonly items: readonly StoredEvent[]; readonly next?: Position } {
  const { forward, from, start = 0, end, limit, scanLimit = Infinity, accept = () => true } = options;
  const low = events.lowerBound({ timestamp: start, order: 0 });
  const high = end === undefined ? events.length : events.lowerBound({ timestamp: end + 1, order: 0 });
  const step = forward ? 1 : -1;
  let index = forward ? low : high - 1;
  if (from !== undefined) {
    index = forward
      ? Math.max(low, events.lowerBound({ ...from, order: from.order + 1 }))
      : Math.min(high, events.lowerBound(from)) - 1;
  }
  const items: StoredEvent[] = [];
  let bytes = 0;
  let scanned = 0;
  let last: StoredEvent | undefined;
  for (; index >= low && index < high; index += step) {
    const event = events.at(index);
    if (event === undefined) break;
    const accepted = accept(event);
    const full = items.length >= limit || (bytes > 0 && bytes + sizeOf(event.message) > MAX_PAGE_BYTES);
    if (scanned >= scanLimit || (accepted && full))
      return last === undefined ? { items } : { items, next: last };
    scanned += 1;
    last = event;
    if (!accepted) continue;
    items.push(event);
    bytes += sizeOf(event.message);
  }
  return { items };
}

/**
 * Where the tokens stand when a page of GetLogEvents is empty: the direction asked for stays where it was, so its
 * token repeats, and the other one leads back over the event that the token named.
 */
function restingPlace(from: Position | undefined, forward: boolean, start: number) {
  const place = from ?? { timestamp: start, order: 0 };
  return forward
    ? { forward: place, backward: { ...place, order: place.order + 1 } }
    : { forward: { ...place, order: Math.max(0, place.order - 1) }, backward: place };
}

function minusOne(time: number | undefined): number | undefined {
  return time === undefined ? undefined : time - 1;
}

function streamFilter(group: LogGroup, input: JsonObject): (stream: string) => boolean {
  const names = texts(input, 'logStreamNames');
  const prefix = text(input, 'logStreamNamePrefix');
  if (names !== undefined && prefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
  }
  if (names === undefined) return prefix === undefined ? () => true : (stream) => stream.startsWith(prefix);
  if (names.length === 0 || names.length > 100) {
    throw invalidParameter(
      "1 validation error detected: Value at 'logStreamNames' failed to satisfy constraint: Member must have length between 1 and 100",
    );
  }
  for (const name of names) requireStream(group, name);
  const wanted = new Set(names);
  return (stream) => wanted.has(stream);
}

function filterToken(position: Position, forward: boolean, now: number): string {
  return encodeToken({ place: eventId(position), forward, issued: now });
}

function readFilterToken(token: string, now: number): { readonly from: Position; readonly forward: boolean } {
  const { place, forward, issued } = decodeToken(token) as Readonly<Record<string, unknown>>;
  const from = typeof place === 'string' ? parseEventId(place) : undefined;
  if (from === undefined || typeof forward !== 'boolean' || typeof issued !== 'number') throw invalidToken();
  if (now - issued > FILTER_TOKEN_LIFETIME_MS) throw invalidToken();
  return { from, forward };
}
