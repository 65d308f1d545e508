import type { DeployTarget } from '../../core/deploy/target';
import { isJsonObject, type JsonObject } from '../../core/lib/json';
import { message, type Message } from '../../core/lib/message';
import { optional, readTexts } from './fields';
import { readSource, SOURCE_FIELDS, sourceProblem, TEXT_SOURCE_FIELDS, writeSource } from './source';

/** A deployment as the setting `quayside.targets` names it. Which connection it means is said only where it matters. */
export interface SavedTarget {
  readonly name: string;
  readonly profile?: string;
  readonly region?: string;
  readonly target: DeployTarget;
}

export interface ParsedTargets {
  readonly targets: readonly SavedTarget[];
  /** One sentence an entry that cannot be used; the others can. */
  readonly problems: readonly Message[];
}

const PLACE_FIELDS = [
  'name',
  'cluster',
  'service',
  'container',
  'profile',
  'region',
  'preDeployTask',
] as const;

/** `toAbsolute` turns a path of the setting into an absolute one. */
export function parseTargets(
  entries: readonly unknown[],
  toAbsolute: (text: string) => string,
): ParsedTargets {
  const targets: SavedTarget[] = [];
  const problems: Message[] = [];
  for (const [index, entry] of entries.entries()) {
    const problem = problemOf(entry, index) ?? twice(targets, entry, index);
    if (problem !== undefined) problems.push(problem);
    else if (isJsonObject(entry)) targets.push(toTarget(entry, toAbsolute));
  }
  return { targets, problems };
}

function problemOf(entry: unknown, index: number): Message | undefined {
  const at = place(entry, index);
  if (!isJsonObject(entry)) return message('targets.noObject', '{0} is not an object.', at);
  for (const name of ['name', 'cluster', 'service']) {
    if (entry[name] === undefined) return message('targets.missing', '{0}: "{1}" is missing.', at, name);
  }
  return (
    fieldProblem(entry, at, [...PLACE_FIELDS, ...SOURCE_FIELDS, 'more', 'also']) ??
    sourceProblem(entry, at) ??
    moreProblem(entry, at) ??
    alsoProblem(entry, at)
  );
}

function fieldProblem(entry: JsonObject, at: string, known: readonly string[]): Message | undefined {
  const texts: readonly string[] = [...PLACE_FIELDS, ...TEXT_SOURCE_FIELDS];
  for (const [name, value] of Object.entries(entry)) {
    if (!known.includes(name)) return message('targets.unknown', '{0}: there is no field "{1}".', at, name);
    if (texts.includes(name) && (typeof value !== 'string' || value.trim() === ''))
      return message('targets.noText', '{0}: "{1}" must be a text that is not empty.', at, name);
  }
  return undefined;
}

/** Further containers are named, since nothing else tells them apart. */
function moreProblem({ more }: JsonObject, at: string): Message | undefined {
  if (more === undefined) return undefined;
  if (!Array.isArray(more)) return message('targets.more', '{0}: "more" must be a list of objects.', at);
  const entries: readonly unknown[] = more;
  for (const [index, entry] of entries.entries()) {
    const here = `${at}.more[${index}]`;
    if (!isJsonObject(entry)) return message('targets.noObject', '{0} is not an object.', here);
    if (entry['container'] === undefined)
      return message('targets.missing', '{0}: "{1}" is missing.', here, 'container');
    const problem = fieldProblem(entry, here, ['container', ...SOURCE_FIELDS]) ?? sourceProblem(entry, here);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function alsoProblem({ also }: JsonObject, at: string): Message | undefined {
  if (also === undefined || isListOfTexts(also)) return undefined;
  return message('targets.also', '{0}: "also" must be a list of names of services.', at);
}

function twice(known: readonly SavedTarget[], entry: unknown, index: number): Message | undefined {
  if (!isJsonObject(entry) || !known.some(({ name }) => name === entry['name'])) return undefined;
  return message('targets.twice', '{0}: another target has this name.', place(entry, index));
}

/** `quayside.targets[1] "staging"`, so that it can be found in the file. */
function place(entry: unknown, index: number): string {
  const name = isJsonObject(entry) && typeof entry['name'] === 'string' ? ` "${entry['name']}"` : '';
  return `quayside.targets[${index}]${name}`;
}

function toTarget(entry: JsonObject, toAbsolute: (text: string) => string): SavedTarget {
  const {
    name = '',
    cluster = '',
    service = '',
    container,
    profile,
    region,
    preDeployTask,
  } = readTexts(entry, PLACE_FIELDS);
  const more = Array.isArray(entry['more']) ? (entry['more'] as readonly unknown[]).filter(isJsonObject) : [];
  const also = isListOfTexts(entry['also']) ? entry['also'] : [];
  return {
    name,
    ...optional({ profile, region }),
    target: {
      name,
      cluster,
      service,
      ...optional({ container, preDeployTask }),
      source: readSource(entry, toAbsolute),
      ...(more.length === 0
        ? {}
        : {
            more: more.map((one) => ({
              container: readTexts(one, ['container']).container ?? '',
              source: readSource(one, toAbsolute),
            })),
          }),
      ...(also.length === 0 ? {} : { also }),
    },
  };
}

/** A target as it is written into the settings; `toRelative` is the way back of `toAbsolute`. */
export function writeTarget(
  name: string,
  { cluster, service, container, source, more, also, preDeployTask }: DeployTarget,
  toRelative: (file: string) => string,
  { profile, region }: { readonly profile?: string; readonly region?: string } = {},
): JsonObject {
  return {
    ...{ name, ...optional({ profile, region }), cluster, service },
    ...optional({ container, preDeployTask }),
    ...writeSource(source, toRelative),
    ...(more === undefined
      ? {}
      : {
          more: more.map((one) => ({
            container: one.container,
            ...writeSource(one.source, toRelative),
          })),
        }),
    ...(also === undefined ? {} : { also }),
  };
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item.trim() !== '');
}
