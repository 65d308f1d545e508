import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json';
import { sameData } from '../lib/sameData';

/** One thing that differs between two revisions. `before` and `after` are absent where values may be secret. */
export interface RevisionDifference {
  /** What it is about, such as `app: image` or `cpu`. */
  readonly subject: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before?: string;
  readonly after?: string;
}

/** Members of the answer that differ between any two revisions and mean nothing. */
const OF_THE_ANSWER: ReadonlySet<string> = new Set([
  'taskDefinitionArn',
  'revision',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
  'deleteRequestedAt',
  'status',
  'requiresAttributes',
  'compatibilities',
]);
/** Lists whose entries have names: compared entry by entry, without their values. */
const NAMED_LISTS: ReadonlySet<string> = new Set(['environment', 'secrets']);
const LONGEST_VALUE = 120;

/** What somebody deploys when going from one revision to the other, container by container. */
export function compareRevisions(before: JsonObject, after: JsonObject): readonly RevisionDifference[] {
  const [left, right] = [containersOf(before), containersOf(after)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  return [
    ...names.flatMap((name) => compareContainers(name, left.get(name), right.get(name))),
    ...compareMembers('', without(before), without(after)),
  ];
}

function compareContainers(
  name: string,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): readonly RevisionDifference[] {
  if (before === undefined) return [{ subject: name, kind: 'added', ...textOf('after', after?.['image']) }];
  if (after === undefined) return [{ subject: name, kind: 'removed', ...textOf('before', before['image']) }];
  return compareMembers(`${name}: `, before, after);
}

function compareMembers(
  prefix: string,
  before: JsonObject,
  after: JsonObject,
): readonly RevisionDifference[] {
  // The image is what people look for.
  const keys = [...new Set(['image', ...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): readonly RevisionDifference[] => {
    const [left, right] = [before[key], after[key]];
    // Maps such as labels come in no order.
    if (sameData(left, right)) return [];
    if (NAMED_LISTS.has(key)) return compareNamed(`${prefix}${key} `, left, right);
    const kind = left === undefined ? 'added' : right === undefined ? 'removed' : 'changed';
    return [{ subject: `${prefix}${key}`, kind, ...textOf('before', left), ...textOf('after', right) }];
  });
}

function compareNamed(
  prefix: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): readonly RevisionDifference[] {
  const [left, right] = [byName(before), byName(after)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .sort()
    .flatMap((name): readonly RevisionDifference[] => {
      const [one, other] = [left.get(name), right.get(name)];
      if (sameData(one, other)) return [];
      const kind = one === undefined ? 'added' : other === undefined ? 'removed' : 'changed';
      return [{ subject: `${prefix}${name}`, kind }];
    });
}

function byName(list: JsonValue | undefined): ReadonlyMap<string, JsonObject> {
  const entries = Array.isArray(list) ? list.filter(isJsonObject) : [];
  return new Map(entries.map((entry) => [nameOf(entry), entry]));
}

function containersOf({ containerDefinitions: containers }: JsonObject): ReadonlyMap<string, JsonObject> {
  const list = Array.isArray(containers) ? containers.filter(isJsonObject) : [];
  return new Map(list.map((container) => [nameOf(container), container]));
}

function without(body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).filter(([key]) => key !== 'containerDefinitions' && !OF_THE_ANSWER.has(key)),
  );
}

function textOf<K extends 'before' | 'after'>(
  key: K,
  value: JsonValue | undefined,
): Partial<Record<K, string>> {
  if (value === undefined) return {};
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const result: Partial<Record<K, string>> = {};
  result[key] = text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
  return result;
}

function nameOf({ name }: JsonObject): string {
  return typeof name === 'string' ? name : '';
}
