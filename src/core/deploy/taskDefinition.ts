import type { RawTaskDefinition } from '../aws/api';
import { QuaysideError } from '../lib/errors';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json';
import type { Tag } from '../model/service';
import type { RevisionRef } from './plan';
import { ANSWER_ONLY, CONTAINER_MEMBERS, REQUEST_MEMBERS } from './members';

/** A container of a raw task definition, as far as deploying needs to look into it. */
export interface RawContainer {
  readonly name: string;
  readonly image: string;
  readonly body: JsonObject;
}

export function containersOf(body: JsonObject): readonly RawContainer[] {
  return list(body['containerDefinitions']).map((container) => ({
    name: textOf(container, 'name') ?? '',
    image: textOf(container, 'image') ?? '',
    body: container,
  }));
}

/** Fails with `awsError` when the answer does not say which revision it is. */
export function revisionOf(body: JsonObject): RevisionRef {
  const arn = textOf(body, 'taskDefinitionArn');
  const family = textOf(body, 'family');
  const revision = body['revision'];
  if (arn === undefined || family === undefined || typeof revision !== 'number') {
    throw new QuaysideError('awsError', 'The task definition has no ARN, family or revision', {
      details: { operation: 'DescribeTaskDefinition', awsCode: 'MalformedAnswer' },
    });
  }
  return { arn, family, revision };
}

/** All that a new revision may have otherwise than the running one. */
export interface RevisionChange {
  /** By container. */
  readonly images: ReadonlyMap<string, string>;
  /** Tags that are set, in place of those of the same key. */
  readonly tags?: readonly Tag[];
}

/** The `aws:` prefix is reserved: such tags are AWS's own, and cannot be handed over. */
export function ownTags(tags: readonly Tag[]): readonly Tag[] {
  return tags.filter(({ key }) => !key.toLowerCase().startsWith('aws:'));
}

/**
 * What RegisterTaskDefinition gets: the running revision as it is, with new images for the named containers, without
 * the nine members that only answers have. Nothing is cleaned: empty texts, zeros and empty lists have meaning.
 */
export function copyWithImages(
  base: RawTaskDefinition,
  { images, tags: set = [] }: RevisionChange,
): JsonObject {
  const body: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(base.body)) {
    if (value === undefined || ANSWER_ONLY.has(key)) continue;
    body[key] = key === 'containerDefinitions' ? withImages(value, images) : value;
  }
  const tags = withTags(base.tags, set);
  // An empty list is refused.
  if (tags.length > 0) body['tags'] = tags.map(({ key, value }) => ({ key, value }));
  return body;
}

function withTags(tags: readonly Tag[], set: readonly Tag[]): readonly Tag[] {
  return [...ownTags(tags).filter(({ key }) => !set.some((tag) => tag.key === key)), ...set];
}

function withImages(containers: JsonValue, images: ReadonlyMap<string, string>): JsonValue {
  if (!Array.isArray(containers)) return containers;
  return (containers as readonly JsonValue[]).map((container) => {
    if (!isJsonObject(container)) return container;
    const image = images.get(textOf(container, 'name') ?? '');
    return image === undefined ? container : { ...container, image };
  });
}

/** Paths of members that this version does not know, in the order they stand. */
export function unknownMembers(body: JsonObject): readonly string[] {
  const top = Object.keys(body).filter((key) => !REQUEST_MEMBERS.has(key) && !ANSWER_ONLY.has(key));
  const inside = containersOf(body).flatMap(({ name, body: container }) =>
    Object.keys(container)
      .filter((key) => !CONTAINER_MEMBERS.has(key))
      .map((key) => `containerDefinitions[${name}].${key}`),
  );
  return [...top, ...inside];
}

/** How many members there are to carry over: those of the definition, and those of each container. */
export function countMembers(base: RawTaskDefinition): number {
  const top = Object.keys(base.body).filter((key) => key !== 'containerDefinitions' && !ANSWER_ONLY.has(key));
  const inside = containersOf(base.body).reduce((sum, { body }) => sum + Object.keys(body).length, 0);
  return top.length + inside + (base.tags.length > 0 ? 1 : 0);
}

/** True when a container has a health check that ECS runs; those of Dockerfiles do not count. */
export function containerHealthCheck(body: JsonObject): {
  readonly present: boolean;
  readonly startPeriod: number;
} {
  const checks = containersOf(body)
    .map(({ body: container }) => container['healthCheck'])
    .filter(isJsonObject);
  const periods = checks.map(({ startPeriod }) => (typeof startPeriod === 'number' ? startPeriod : 0));
  return { present: checks.length > 0, startPeriod: Math.max(0, ...periods) };
}

function list(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isJsonObject) : [];
}

export function textOf(object: JsonObject | undefined, key: string): string | undefined {
  const value = object?.[key];
  return typeof value === 'string' ? value : undefined;
}
