import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { isJsonObject, type JsonValue } from '../../../src/core/lib/json';
import { xmlTree } from './xmlTree';

/** What the SDK keeps of AWS's model of a shape: `[kind, namespace, name, traits, …]`, a number for simple ones. */
type Schema = number | readonly unknown[] | (() => Schema);

const LIST = 64;
const MAP = 128;
const TIMESTAMPS = [4, 5, 6, 7];
const BLOBS = [21, 42];

interface Stack {
  add(middleware: unknown, options: { readonly step: string; readonly priority?: string }): void;
}

interface Context {
  readonly commandName: string;
  readonly __smithy_context: { readonly operationSchema: readonly Schema[] };
}

interface Response {
  body: Readable;
  readonly headers: Readonly<Record<string, string>>;
}

export interface WatchedAnswers {
  /** Operation -> how many answers of it were compared. */
  readonly seen: ReadonlyMap<string, number>;
  /** What answers since the last time had that the SDK does not hand on, or lack though the model requires it. */
  readonly takeLosses: () => readonly string[];
}

/**
 * Compares every answer of these clients as it was on the wire with what the SDK makes of it: nothing may be dropped
 * or changed on the way, and what the model requires has to be there.
 */
export function watchAnswers(...clients: readonly { readonly middlewareStack: object }[]): WatchedAnswers {
  const seen = new Map<string, number>();
  const losses: string[] = [];
  for (const { middlewareStack } of clients) watch(middlewareStack as Stack, seen, losses);
  return { seen, takeLosses: () => losses.splice(0) };
}

function watch(stack: Stack, seen: Map<string, number>, losses: string[]): void {
  // Both middlewares of one call get the same context.
  const bodies = new WeakMap<object, string>();
  stack.add(
    (next: (args: unknown) => Promise<{ response: Response }>, context: Context) => async (args: unknown) => {
      const answer = await next(args);
      const { body, headers } = answer.response;
      if (/eventstream/.test(headers['content-type'] ?? '')) return answer;
      const bytes = await buffer(body);
      bodies.set(context, bytes.toString('utf8'));
      answer.response.body = Readable.from([bytes]);
      return answer;
    },
    { step: 'deserialize', priority: 'low' },
  );
  stack.add(
    (next: (args: unknown) => Promise<{ output: unknown }>, context: Context) => async (args: unknown) => {
      const answer = await next(args);
      const body = bodies.get(context);
      if (body === undefined) return answer;
      const operation = context.commandName.replace(/Command$/, '');
      seen.set(operation, (seen.get(operation) ?? 0) + 1);
      const output = context.__smithy_context.operationSchema[5] ?? 0;
      const raw = body.startsWith('<')
        ? xmlTree(body, `${operation}Result`)
        : (JSON.parse(body) as JsonValue);
      compare(operation, output, raw, answer.output, losses);
      return answer;
    },
    { step: 'initialize' },
  );
}

/** Follows references, and members that stand with their traits. */
function resolved(schema: Schema): Schema {
  if (typeof schema === 'function') return resolved(schema());
  if (Array.isArray(schema) && schema.length === 2) return resolved((schema as readonly Schema[])[0] ?? 0);
  if (Array.isArray(schema) && schema[0] === 0) return resolved((schema as readonly Schema[])[4] ?? 0);
  return schema;
}

function compare(path: string, unresolved: Schema, raw: JsonValue, value: unknown, losses: string[]): void {
  const schema = resolved(unresolved);
  if (typeof schema === 'number') {
    if (schema >= MAP) entries(path, schema - MAP, raw, value, losses);
    else if (schema >= LIST) items(path, schema - LIST, raw, value, losses);
    else if (!same(schema, raw, value))
      losses.push(`${path}: ${JSON.stringify(raw)} became ${String(value)}`);
    return;
  }
  const [kind, , , , first, second, required] = schema as readonly unknown[];
  if (kind === 1) items(path, first as Schema, raw, value, losses);
  else if (kind === 2) entries(path, second as Schema, raw, value, losses);
  else
    members(
      path,
      first as readonly string[],
      second as readonly Schema[],
      Number(required ?? 0),
      raw,
      value,
      losses,
    );
}

function members(
  path: string,
  names: readonly string[],
  schemas: readonly Schema[],
  required: number,
  raw: JsonValue,
  value: unknown,
  losses: string[],
): void {
  // An element without content is a structure without members.
  const present = raw === '' ? {} : raw;
  if (!isJsonObject(present) || typeof value !== 'object' || value === null) {
    losses.push(`${path}: ${JSON.stringify(raw)} became ${String(value)}`);
    return;
  }
  for (const name of names.slice(0, required)) {
    if (present[name] === undefined) losses.push(`${path}.${name} is required and missing`);
  }
  for (const [name, member] of Object.entries(present)) {
    const index = names.indexOf(name);
    const schema = schemas[index];
    if (member === undefined || member === null) continue;
    if (schema === undefined) losses.push(`${path}.${name} is not in the model`);
    else compare(`${path}.${name}`, schema, member, (value as Record<string, unknown>)[name], losses);
  }
}

function items(path: string, schema: Schema, raw: JsonValue, value: unknown, losses: string[]): void {
  const list = raw === '' ? [] : isJsonObject(raw) ? [raw['member'] ?? []].flat() : raw;
  if (!Array.isArray(list) || !Array.isArray(value) || list.length !== value.length) {
    losses.push(`${path}: a list of another length`);
    return;
  }
  (list as readonly JsonValue[]).forEach((item, index) => {
    compare(`${path}[]`, schema, item, (value as readonly unknown[])[index], losses);
  });
}

function entries(path: string, schema: Schema, raw: JsonValue, value: unknown, losses: string[]): void {
  if (!isJsonObject(raw) || typeof value !== 'object' || value === null) {
    losses.push(`${path}: ${JSON.stringify(raw)} became ${String(value)}`);
    return;
  }
  for (const [key, item] of Object.entries(raw)) {
    compare(`${path}{}`, schema, item ?? null, (value as Record<string, unknown>)[key], losses);
  }
}

/** Whether a leaf came through; the query protocol writes all of them as text. */
function same(schema: number, raw: JsonValue, value: unknown): boolean {
  if (TIMESTAMPS.includes(schema)) {
    const ms =
      typeof raw === 'number' ? Math.round(raw * 1000) : Date.parse(typeof raw === 'string' ? raw : '');
    return value instanceof Date && value.getTime() === ms;
  }
  if (BLOBS.includes(schema)) {
    return value instanceof Uint8Array && Buffer.from(value).toString('base64') === raw;
  }
  if (typeof raw === 'string' && typeof value !== 'string') return String(value) === raw;
  return value === raw;
}
