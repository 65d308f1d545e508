import { isJsonObject, type JsonObject } from '../../../core/lib/json';
import type { Image } from '../../registry/image';
import { tagsOf, type Repository } from '../../registry/repositories';
import { integer, record, records, text, texts } from '../../wire/input';
import { invalidParameter } from './errors';

const DAY_MS = 86_400_000;

interface LifecycleRule {
  readonly priority: number;
  readonly selects: (tags: readonly string[]) => boolean;
  readonly countType: string;
  readonly countNumber: number;
}

/** What a policy would do to an image. */
export interface Expiry {
  readonly image: Image;
  readonly priority: number;
}

function invalidPolicy(): Error {
  return invalidParameter(
    "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure'",
  );
}

/** Throws ECR's refusal when the text is no lifecycle policy. */
export function parseLifecyclePolicy(policy: string): readonly LifecycleRule[] {
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch {
    throw invalidPolicy();
  }
  const rules = isJsonObject(document) ? records(document, 'rules') : undefined;
  if (rules === undefined || rules.length === 0) throw invalidPolicy();
  const parsed = rules.map(parseRule);
  if (new Set(parsed.map(({ priority }) => priority)).size < parsed.length) throw invalidPolicy();
  return parsed.sort((a, b) => a.priority - b.priority);
}

function parseRule(rule: JsonObject): LifecycleRule {
  const selection = record(rule, 'selection') ?? {};
  const priority = integer(rule, 'rulePriority') ?? 0;
  const countType = text(selection, 'countType') ?? '';
  const countNumber = integer(selection, 'countNumber') ?? 0;
  const byDays = countType === 'sinceImagePushed' && text(selection, 'countUnit') === 'days';
  if (priority < 1 || countNumber < 1 || !(byDays || countType === 'imageCountMoreThan'))
    throw invalidPolicy();
  if (text(record(rule, 'action') ?? {}, 'type') !== 'expire') throw invalidPolicy();
  return { priority, countType, countNumber, selects: selector(selection) };
}

/** Prefixes and patterns of one rule all have to fit, each to some tag of the image. */
function selector(selection: JsonObject): LifecycleRule['selects'] {
  switch (text(selection, 'tagStatus')) {
    case 'any':
      return () => true;
    case 'untagged':
      return (tags) => tags.length === 0;
    case 'tagged': {
      const prefixes = (texts(selection, 'tagPrefixList') ?? []).map((prefix) => `${prefix}*`);
      const patterns = [...prefixes, ...(texts(selection, 'tagPatternList') ?? [])].map(wildcard);
      if (patterns.length === 0) throw invalidPolicy();
      return (tags) => patterns.every((pattern) => tags.some((tag) => pattern.test(tag)));
    }
    default:
      throw invalidPolicy();
  }
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

/** The images that would go at `now`: an image belongs to the first rule that selects it, newest images count first. */
export function expiries(repository: Repository, policy: string, now: number): readonly Expiry[] {
  const rules = parseLifecyclePolicy(policy);
  const newestFirst = [...repository.images.values()].sort((a, b) => b.pushedAt - a.pushedAt);
  const owned = new Map<Image, LifecycleRule>();
  for (const image of newestFirst) {
    const rule = rules.find(({ selects }) => selects(tagsOf(repository, image.digest)));
    if (rule !== undefined) owned.set(image, rule);
  }
  return rules.flatMap((rule) => {
    const images = newestFirst.filter((image) => owned.get(image) === rule);
    const going =
      rule.countType === 'imageCountMoreThan'
        ? images.slice(rule.countNumber)
        : images.filter(({ pushedAt }) => now - pushedAt > rule.countNumber * DAY_MS);
    return going.map((image) => ({ image, priority: rule.priority }));
  });
}
