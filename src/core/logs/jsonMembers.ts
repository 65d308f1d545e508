import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json';

/** A text that is there and not empty. */
export function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An object, or an empty one in its place. */
export function object(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
