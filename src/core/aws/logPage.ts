import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { isJsonObject } from '../lib/json';
import type { LogEvent, LogPage } from './api';
import { given } from './given';

/** What follows the events in an answer is short; AWS writes the token there. */
const TAIL_CHARACTERS = 4096;
/** A member of that name. Inside of a text its quotes would stand behind backslashes. */
const TOKEN = /[{,]\s*"next(?:Forward)?Token"\s*:\s*("(?:[^"\\]|\\.)*")/;

/** What the events of a page do not say of themselves: those of GetLogEvents come without their stream. */
export interface PageOf {
  readonly group: string;
  readonly stream?: string;
}

/**
 * A page of FilterLogEvents, or of GetLogEvents on its way forward, from the answer's text. Its token is known at once, its events
 * are read when they are asked for, so that the next page can be on its way meanwhile; an answer that is no JSON is a
 * SyntaxError then.
 */
export function readLogPage(text: string, of: PageOf): LogPage {
  const [, token] = TOKEN.exec(text.slice(-TAIL_CHARACTERS)) ?? [];
  if (token === undefined) {
    const { events = [], nextToken, nextForwardToken = nextToken } = parse(text);
    return { events: toEvents(events, of), ...given('nextToken', nextForwardToken) };
  }
  let unread: string | undefined = text;
  let events: readonly LogEvent[] = [];
  return {
    get events() {
      if (unread !== undefined) events = toEvents(parse(unread).events ?? [], of);
      unread = undefined;
      return events;
    },
    nextToken: JSON.parse(token) as string,
  };
}

/** On the wire these members are as the SDK has them; times are numbers there, too. */
interface Answer {
  readonly events?: readonly FilteredLogEvent[];
  readonly nextToken?: string;
  readonly nextForwardToken?: string;
}

function parse(text: string): Answer {
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new SyntaxError('The answer is no JSON object');
  return value;
}

function toEvents(events: readonly FilteredLogEvent[], { group, stream = '' }: PageOf): readonly LogEvent[] {
  let current = stream;
  return events.map((event) => {
    const { logStreamName: name = stream } = event;
    // Events of one stream come in runs: with one text for its name, whoever looks it up finds it at once.
    if (name !== current) current = name;
    return toLogEvent(event, group, current);
  });
}

/** An event as history and live tail have it. */
export function toLogEvent(event: FilteredLogEvent, group: string, stream: string): LogEvent {
  const { timestamp = 0, ingestionTime = timestamp, message = '', eventId } = event;
  // Millions of them are made: without a spread.
  return eventId === undefined
    ? { timestamp, ingestionTime, message, group, stream }
    : { timestamp, ingestionTime, message, group, stream, eventId };
}
