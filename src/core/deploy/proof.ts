import type { RawTaskDefinition } from '../aws/api';
import { QuaysideError } from '../lib/errors';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json';
import type { Tag } from '../model/service';
import { ANSWER_ONLY } from './members';
import { ownTags, type RevisionChange } from './taskDefinition';

/**
 * Proves that a registered revision is the planned copy: only the images of the named containers and the tags that
 * were set may differ. Answers how many members do. Fails with `copyNotIdentical` (details.paths) on any other
 * difference.
 */
export function proveCopy(
  base: RawTaskDefinition,
  copy: RawTaskDefinition,
  { images, tags = [] }: RevisionChange,
): number {
  const found = differences(comparable(base), comparable(copy));
  const planned = new Map<string, string>(
    [...images].map(([container, image]) => [`containerDefinitions[${container}].image`, image] as const),
  );
  // A member that is lost has no value after, and a path that is not planned no image: `undefined` twice is no match.
  const wrong = found.filter(
    ({ path, after }) =>
      after === undefined || (planned.get(path) !== after && !isPlannedTag(path, after, tags)),
  );
  if (wrong.length > 0) {
    const paths = wrong.map(({ path }) => path);
    throw new QuaysideError('copyNotIdentical', `The new revision differs in ${paths.join(', ')}`, {
      details: { paths },
    });
  }
  for (const [path, image] of planned) {
    if (imageAt(copy.body, path, images) !== image) {
      throw new QuaysideError('copyNotIdentical', `The new revision lacks ${path}`, {
        details: { paths: [path] },
      });
    }
  }
  return found.length;
}

/** Paths at which two task definitions differ in what they say, whoever registered them and when. */
export function changedPaths(before: RawTaskDefinition, after: RawTaskDefinition): readonly string[] {
  return differences(comparable(before), comparable(after)).map(({ path }) => path);
}

/** A tag that is new comes as a whole, one that was there with its value only. */
function isPlannedTag(path: string, after: JsonValue, tags: readonly Tag[]): boolean {
  return tags.some(({ key, value }) =>
    isJsonObject(after)
      ? path === `tags[${key}]` && after['value'] === value
      : path === `tags[${key}].value` && after === value,
  );
}

function imageAt(body: JsonObject, path: string, images: ReadonlyMap<string, string>): JsonValue | undefined {
  const containers = body['containerDefinitions'];
  if (!Array.isArray(containers)) return undefined;
  const name = [...images.keys()].find((container) => path === `containerDefinitions[${container}].image`);
  return (containers as readonly JsonValue[]).filter(isJsonObject).find((one) => one['name'] === name)?.[
    'image'
  ];
}

function comparable({ body, tags }: RawTaskDefinition): JsonObject {
  const kept = Object.fromEntries(Object.entries(body).filter(([key]) => !ANSWER_ONLY.has(key)));
  return { ...kept, tags: ownTags(tags).map(({ key, value }) => ({ key, value })) };
}

interface Difference {
  readonly path: string;
  readonly after: JsonValue | undefined;
}

/** Every path at which two values differ; lists of named things are compared by name, since their order may change. */
function differences(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path = '',
): readonly Difference[] {
  if (isJsonObject(before) && isJsonObject(after)) {
    return keysOf(before, after).flatMap((key) =>
      differences(before[key], after[key], path === '' ? key : `${path}.${key}`),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return listDifferences(before as readonly JsonValue[], after as readonly JsonValue[], path);
  }
  return Object.is(before, after) ? [] : [{ path, after }];
}

function listDifferences(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  path: string,
): readonly Difference[] {
  const [left, right] = [byName(before), byName(after)];
  if (left !== undefined && right !== undefined) {
    return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) =>
      differences(left.get(name), right.get(name), `${path}[${name}]`),
    );
  }
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, index) =>
    differences(before[index], after[index], `${path}[${index}]`),
  ).flat();
}

/** Undefined unless every item is an object with a name (or key) that no other has. */
function byName(items: readonly JsonValue[]): ReadonlyMap<string, JsonValue> | undefined {
  const named = new Map<string, JsonValue>();
  for (const item of items) {
    const name = isJsonObject(item) ? (item['name'] ?? item['key']) : undefined;
    if (typeof name !== 'string' || named.has(name)) return undefined;
    named.set(name, item);
  }
  return named;
}

function keysOf(left: JsonObject, right: JsonObject): readonly string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])];
}
