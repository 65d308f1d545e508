import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/lib/json';
import { records, text, texts } from '../../wire/input';
import { validationError } from './errors';

const NUMBERS = new Set([
  'Port',
  'Weight',
  'Order',
  'DurationSeconds',
  'HealthCheckIntervalSeconds',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'UnhealthyThresholdCount',
]);
const FLAGS = new Set(['Enabled', 'HealthCheckEnabled']);

/** The form has texts only; numbers and flags become what the model says they are. Priorities stay texts. */
export function typed(input: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]): [string, JsonValue] => [
      name,
      typedMember(name, value ?? null),
    ]),
  );
}

function typedMember(name: string, value: JsonValue): JsonValue {
  if (isJsonObject(value)) return typed(value);
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => typedMember('', item));
  if (NUMBERS.has(name)) {
    const number = Number(value);
    if (!Number.isInteger(number)) throw validationError(`The value of ${name} is not a number`);
    return number;
  }
  return FLAGS.has(name) ? value === 'true' : value;
}

export function required(input: JsonObject, name: string): string {
  const value = text(input, name);
  if (value === undefined || value === '') throw validationError(`A value for ${name} must be specified`);
  return value;
}

/** Lists of `Key` and `Value`, as tags and attributes come. */
export function pairs(input: JsonObject, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (records(input, name) ?? []).map((pair) => [text(pair, 'Key') ?? '', text(pair, 'Value') ?? '']),
  );
}

export function toPairs(values: Readonly<Record<string, string>>): readonly JsonObject[] {
  return Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
}

/** The target groups that actions lead to. */
export function groupsOf(actions: readonly JsonObject[]): readonly string[] {
  return actions.flatMap((action) => {
    const forward = isJsonObject(action['ForwardConfig']) ? action['ForwardConfig'] : {};
    const weighted = (records(forward, 'TargetGroups') ?? []).map((group) => text(group, 'TargetGroupArn'));
    return [text(action, 'TargetGroupArn'), ...weighted].filter((arn) => arn !== undefined);
  });
}

/** Pages as ELB has them: `PageSize`, `Marker` in, `NextMarker` out. */
export function page<T>(
  input: JsonObject,
  items: readonly T[],
): { readonly items: readonly T[]; readonly rest: JsonObject } {
  const size = Number(text(input, 'PageSize') ?? '400');
  if (!Number.isInteger(size) || size < 1 || size > 400) {
    throw validationError('PageSize must be between 1 and 400');
  }
  const marker = text(input, 'Marker');
  const from = marker === undefined ? 0 : Number(Buffer.from(marker, 'base64').toString('latin1'));
  if (!Number.isInteger(from) || from < 0) throw validationError('The marker is not valid');
  const to = from + size;
  return {
    items: items.slice(from, to),
    rest: to < items.length ? { NextMarker: Buffer.from(String(to)).toString('base64') } : {},
  };
}

/** Those that are named, or all; `missing` is thrown when one is not there. */
export function named<T extends { readonly arn: string; readonly name?: string }>(
  input: JsonObject,
  lists: { readonly arns: string; readonly names?: string },
  all: readonly T[],
  missing: Error,
): readonly T[] {
  const arns = texts(input, lists.arns);
  const names = lists.names === undefined ? undefined : texts(input, lists.names);
  const found = all.filter(
    ({ arn, name }) =>
      (arns === undefined || arns.includes(arn)) && (names === undefined || names.includes(name ?? '')),
  );
  if (found.length < new Set(arns ?? names ?? []).size) throw missing;
  return found;
}
