import { RegisterTaskDefinitionRequest$ } from '@aws-sdk/client-ecs';
import fc, { type Arbitrary } from 'fast-check';
import type { JsonObject, JsonValue } from '../../../src/core/lib/json';

/*
 * Task definitions out of the SDK's own schema of RegisterTaskDefinition: whatever member the model has, or gains with
 * the next version, is generated. Only what the service refuses is held back.
 */

/** The largest task definition that ECS takes, in bytes. */
export const MAX_BYTES = 64 * 1024;
const NEAR_MAX_BYTES = 60_000;

/** Codes of the SDK's schemas (`@smithy/types`, StaticSchema): simple types are numbers, the others lists. */
const [LIST, MAP, STRUCTURE, UNION] = [1, 2, 3, 4];
const [TEXT, NUMBER, FLAG, LIST_OF_TEXTS, MAP_OF_TEXTS] = [0, 1, 2, 64, 128];

const unicode = fc.string({ unit: 'binary', maxLength: 12 });
const text = fc.oneof(fc.constant(''), unicode, fc.string({ maxLength: 12 }), fc.constant('Grüße, 世界 🚀'));
const number = fc.oneof(fc.constant(0), fc.nat(), fc.integer());
const json = fc
  .jsonValue({ maxDepth: 2, stringUnit: 'binary' })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
const size = fc.constantFrom('256', '512', '1024', '4096');

/** What ECS (and the sandbox with it) does not take at random. */
const HELD: Readonly<Record<string, Arbitrary<JsonValue>>> = {
  'RegisterTaskDefinitionRequest.family': fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/),
  'RegisterTaskDefinitionRequest.cpu': size,
  'RegisterTaskDefinitionRequest.memory': size,
  'RegisterTaskDefinitionRequest.networkMode': fc.constantFrom('awsvpc', 'bridge', 'host', 'none'),
  'RegisterTaskDefinitionRequest.requiresCompatibilities': fc.constantFrom([], ['EC2'], ['EC2', 'EXTERNAL']),
  'RuntimePlatform.cpuArchitecture': fc.constantFrom('X86_64', 'ARM64'),
  'ContainerDefinition.image': fc.webPath().map((path) => `registry.example${path}`),
  'ContainerDefinition.stopTimeout': fc.integer({ min: 2, max: 120 }),
  'Tag.key': fc.oneof(unicode, fc.constantFrom('aws:cloudformation:stack-name', 'AWS:reserved', 'team')),
};
const ALWAYS = new Set([
  ...['RegisterTaskDefinitionRequest.memory', 'ContainerDefinition.name', 'ContainerDefinition.image'],
  ...['Tag.key', 'Tag.value'],
]);
/** Tags are read into a list of their own; everything else carries what nobody knows yet. */
const CLOSED = new Set(['Tag']);

export interface Shape {
  /** `all`: every member is there, and no list is empty. `some`: each member may be missing. */
  readonly members: 'all' | 'some';
}

/** A body for RegisterTaskDefinition; its containers are called c0, c1, … */
export function taskDefinition(shape: Shape): Arbitrary<JsonObject> {
  const body = valueOf(RegisterTaskDefinitionRequest$, '', shape).map((value) =>
    accepted(value as JsonObject),
  );
  const bytes = fc.oneof(
    { weight: 9, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: NEAR_MAX_BYTES, max: MAX_BYTES }) },
  );
  return fc
    .tuple(body, bytes, fc.constantFrom('x', 'é', '世', '🚀'))
    .map(([one, target, filler]) => filled(one, target, filler));
}

function valueOf(schema: unknown, member: string, shape: Shape): Arbitrary<JsonValue> {
  const held = HELD[member];
  if (held !== undefined) return held;
  if (typeof schema === 'function') return valueOf((schema as () => unknown)(), member, shape);
  if (!Array.isArray(schema)) return simple(schema, member, shape);
  const [kind, , name, , first, second, required] = schema as unknown[];
  // A member with traits: what it refers to comes first.
  if (schema.length === 2) return valueOf(kind, member, shape);
  const minLength = shape.members === 'all' || member.endsWith('.containerDefinitions') ? 1 : 0;
  if (kind === LIST) return fc.array(valueOf(first, '', shape), { minLength, maxLength: 3 });
  if (kind === MAP) return mapOf(valueOf(second, '', shape), minLength);
  if (kind === STRUCTURE) {
    return structure(String(name), first as string[], second as unknown[], Number(required ?? 0), shape);
  }
  if (kind === UNION) return union(first as string[], second as unknown[], shape);
  throw new Error(`A schema of a kind that is not known here: ${JSON.stringify(schema)}`);
}

function simple(code: unknown, member: string, { members }: Shape): Arbitrary<JsonValue> {
  const minLength = members === 'all' ? 1 : 0;
  if (code === TEXT) return text;
  if (code === NUMBER) return number;
  if (code === FLAG) return fc.boolean();
  if (code === LIST_OF_TEXTS) return fc.array(text, { minLength, maxLength: 3 });
  if (code === LIST_OF_TEXTS + NUMBER) return fc.array(number, { minLength, maxLength: 3 });
  if (code === MAP_OF_TEXTS) return mapOf(text, minLength);
  throw new Error(`A type that is not known here: ${String(code)} of ${member}`);
}

function mapOf(value: Arbitrary<JsonValue>, minKeys: number): Arbitrary<JsonObject> {
  return fc.dictionary(text, value, { minKeys, maxKeys: 3, noNullPrototype: true });
}

function structure(
  name: string,
  members: readonly string[],
  schemas: readonly unknown[],
  required: number,
  shape: Shape,
): Arbitrary<JsonObject> {
  const model = Object.fromEntries(
    members.map((member, index) => [member, valueOf(schemas[index], `${name}.${member}`, shape)]),
  );
  const requiredKeys = members.filter(
    (member, index) => shape.members === 'all' || index < required || ALWAYS.has(`${name}.${member}`),
  );
  const known = fc.record(model, { requiredKeys });
  if (CLOSED.has(name)) return known;
  const unknown = fc.dictionary(fc.constantFrom('futureMember', 'anotherOne'), json, {
    minKeys: shape.members === 'all' ? 1 : 0,
    maxKeys: 2,
    noNullPrototype: true,
  });
  return fc.tuple(known, unknown).map(([one, more]) => ({ ...one, ...more }));
}

/** One of its members, or one that nobody knows yet. */
function union(members: readonly string[], schemas: readonly unknown[], shape: Shape): Arbitrary<JsonObject> {
  const known = members.map((member, index) =>
    valueOf(schemas[index], '', shape).map((value) => ({ [member]: value })),
  );
  return fc.oneof(...known, fc.record({ futureKind: json }));
}

/** Names that are unique, and one essential container. */
function accepted(body: JsonObject): JsonObject {
  const containers = body['containerDefinitions'] as readonly JsonObject[];
  return {
    ...body,
    containerDefinitions: containers.map((container, index) => ({
      ...container,
      name: `c${index}`,
      ...(index === 0 ? { essential: true } : {}),
    })),
  };
}

/** Fills a variable of the first container up to so many bytes, as they are on the wire. */
function filled(body: JsonObject, bytes: number, filler: string): JsonObject {
  const [first, ...others] = body['containerDefinitions'] as readonly JsonObject[];
  const withValue = (value: string): JsonObject => ({
    ...body,
    containerDefinitions: [
      {
        ...first,
        environment: [...((first?.['environment'] ?? []) as JsonValue[]), { name: 'FILL', value }],
      },
      ...others,
    ],
  });
  const room = bytes - byteLength(withValue(''));
  return room <= 0 ? body : withValue(filler.repeat(Math.floor(room / Buffer.byteLength(filler))));
}

export function byteLength(body: JsonObject): number {
  return Buffer.byteLength(JSON.stringify(body));
}
