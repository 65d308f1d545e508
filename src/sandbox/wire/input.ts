import { isJsonObject, type JsonObject, type JsonValue } from '../../core/lib/json';
import { AwsError } from './service';

/** What the JSON protocols answer when a member has another type than the model says. */
function wrongType(name: string, expected: string): AwsError {
  return new AwsError('SerializationException', `${name} must be ${expected}.`);
}

// A member that is null is the same as one that is left out.
function member(input: JsonObject, name: string): JsonValue | undefined {
  return input[name] ?? undefined;
}

export function text(input: JsonObject, name: string): string | undefined {
  const value = member(input, name);
  if (value !== undefined && typeof value !== 'string') throw wrongType(name, 'a string');
  return value;
}

export function integer(input: JsonObject, name: string): number | undefined {
  const value = member(input, name);
  if (value !== undefined && (typeof value !== 'number' || !Number.isInteger(value))) {
    throw wrongType(name, 'an integer');
  }
  return value;
}

export function flag(input: JsonObject, name: string): boolean | undefined {
  const value = member(input, name);
  if (value !== undefined && typeof value !== 'boolean') throw wrongType(name, 'a boolean');
  return value;
}

export function record(input: JsonObject, name: string): JsonObject | undefined {
  const value = member(input, name);
  if (value !== undefined && !isJsonObject(value)) throw wrongType(name, 'an object');
  return value;
}

export function texts(input: JsonObject, name: string): readonly string[] | undefined {
  const value = member(input, name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw wrongType(name, 'a list');
  return (value as readonly JsonValue[]).map((item) => {
    if (typeof item !== 'string') throw wrongType(name, 'a list of strings');
    return item;
  });
}

export function records(input: JsonObject, name: string): readonly JsonObject[] | undefined {
  const value = member(input, name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw wrongType(name, 'a list');
  return (value as readonly JsonValue[]).map((item) => {
    if (!isJsonObject(item)) throw wrongType(name, 'a list of objects');
    return item;
  });
}

/** All members but these. */
export function without(input: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)));
}
