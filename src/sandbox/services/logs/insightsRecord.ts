import { isJsonObject, type JsonValue } from '../../../core/lib/json';
import { eventId, type StoredEvent } from './eventList';
import type { LogGroup } from './logStore';

/** What a query sees of a line: fields by name, as texts; numbers are compared as numbers. */
export interface Row {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly get: (field: string) => string | undefined;
}

/** A line with the fields that Logs Insights finds in it: its own with `@`, and those of a JSON document by path. */
export function rowOf(group: LogGroup, event: StoredEvent): Row {
  let document: JsonValue | undefined;
  const own: Readonly<Record<string, () => string>> = {
    '@timestamp': () => formatTime(event.timestamp),
    '@ingestionTime': () => formatTime(event.ingestionTime),
    '@message': () => event.message,
    '@logStream': () => event.stream,
    '@log': () => `${group.scope.accountId}:${group.name}`,
    '@ptr': () => Buffer.from(eventId(event)).toString('base64'),
  };
  return {
    timestamp: event.timestamp,
    get: (field) => {
      if (field.startsWith('@')) return Object.hasOwn(own, field) ? own[field]?.() : undefined;
      document ??= parse(event.message);
      return textOf(lookUp(document, field));
    },
  };
}

/** As results show times: `2026-09-01 12:00:00.000`, UTC. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

function parse(message: string): JsonValue {
  const start = message.indexOf('{');
  if (start < 0) return null;
  try {
    return JSON.parse(message.slice(start)) as JsonValue;
  } catch {
    return null;
  }
}

function lookUp(document: JsonValue, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const step of path.split('.')) {
    if (Array.isArray(value)) value = (value as readonly JsonValue[])[Number(step)];
    else value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
