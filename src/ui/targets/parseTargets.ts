import path from 'node:path';
import type { DeployTarget, ImageOrigin } from '../../core/deploy/target';
import { isJsonObject, type JsonObject } from '../../core/lib/json';
import { message, type Message } from '../../core/lib/message';

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

const TEXTS = [
  'name',
  'cluster',
  'service',
  'container',
  'dockerfile',
  'context',
  'stage',
  'platform',
  'image',
  'profile',
  'region',
] as const;
type TextField = (typeof TEXTS)[number];
type Texts = Readonly<Partial<Record<TextField, string>>>;

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
  for (const [name, value] of Object.entries(entry)) {
    if (name === 'buildArgs') {
      if (!isTexts(value))
        return message('targets.buildArgs', '{0}: "buildArgs" must be an object of texts.', at);
    } else if (!TEXTS.some((known) => known === name)) {
      return message('targets.unknown', '{0}: there is no field "{1}".', at, name);
    } else if (typeof value !== 'string' || value.trim() === '') {
      return message('targets.noText', '{0}: "{1}" must be a text that is not empty.', at, name);
    }
  }
  const both = entry['dockerfile'] !== undefined && entry['image'] !== undefined;
  const none = entry['dockerfile'] === undefined && entry['image'] === undefined;
  if (both || none)
    return message(
      'targets.source',
      '{0}: name either a "dockerfile" to build or an "image" that exists.',
      at,
    );
  const building = ['context', 'stage', 'platform', 'buildArgs'].find((name) => entry[name] !== undefined);
  if (entry['image'] !== undefined && building !== undefined)
    return message('targets.notBuilt', '{0}: "{1}" has no meaning for an image that exists.', at, building);
  return undefined;
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
  const texts: Texts = Object.fromEntries(
    TEXTS.flatMap((name) => (typeof entry[name] === 'string' ? [[name, entry[name]]] : [])),
  );
  const { name = '', cluster = '', service = '', container, profile, region } = texts;
  return {
    name,
    ...optional({ profile, region }),
    target: {
      name,
      cluster,
      service,
      ...optional({ container }),
      source: toSource(texts, entry, toAbsolute),
    },
  };
}

function toSource(
  { image, dockerfile = '', context, stage, platform }: Texts,
  { buildArgs }: JsonObject,
  toAbsolute: (text: string) => string,
): ImageOrigin {
  if (image !== undefined) return { kind: 'image', image };
  const file = toAbsolute(dockerfile);
  return {
    kind: 'build',
    dockerfile: file,
    context: context === undefined ? path.dirname(file) : toAbsolute(context),
    ...optional({ stage, platform }),
    ...(isTexts(buildArgs) ? { buildArgs } : {}),
  };
}

/** A target as it is written into the settings; `toRelative` is the way back of `toAbsolute`. */
export function writeTarget(
  name: string,
  { cluster, service, container, source }: DeployTarget,
  toRelative: (file: string) => string,
  { profile, region }: { readonly profile?: string; readonly region?: string } = {},
): JsonObject {
  const common = { name, ...optional({ profile, region }), cluster, service, ...optional({ container }) };
  if (source.kind === 'image') return { ...common, image: source.image };
  const { dockerfile, context, stage, platform, buildArgs } = source;
  return {
    ...common,
    dockerfile: toRelative(dockerfile),
    ...(context === path.dirname(dockerfile) ? {} : { context: toRelative(context) }),
    ...optional({ stage, platform }),
    ...(buildArgs === undefined ? {} : { buildArgs }),
  };
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isJsonObject(value) && Object.values(value).every((member) => typeof member === 'string');
}

type Given<T> = { readonly [K in keyof T]?: NonNullable<T[K]> };

/** Without the members that are undefined: "absent" and "undefined" are not the same in a setting. */
function optional<T extends Readonly<Record<string, string | undefined>>>(members: T): Given<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>;
}
