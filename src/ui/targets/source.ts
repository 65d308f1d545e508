import path from 'node:path';
import type { ImageOrigin } from '../../core/deploy/target';
import { isJsonObject, type JsonObject } from '../../core/lib/json';
import { message, type Message } from '../../core/lib/message';
import { optional, readTexts } from './fields';

/** What an entry may say of an image, as far as it is a text. */
export const TEXT_SOURCE_FIELDS = ['dockerfile', 'context', 'stage', 'platform', 'cache', 'image'] as const;
export const SOURCE_FIELDS = [...TEXT_SOURCE_FIELDS, 'buildArgs', 'secrets', 'options'] as const;

/** Where the value of a build secret comes from; the value itself has no place in settings. */
const SECRET = /^(?:env|src)=\S/;

/** Why an entry's image cannot be told; undefined when it can. Texts have been looked at already. */
export function sourceProblem(entry: JsonObject, at: string): Message | undefined {
  const { buildArgs, secrets, options } = entry;
  if (buildArgs !== undefined && !isTexts(buildArgs))
    return message('targets.buildArgs', '{0}: "buildArgs" must be an object of texts.', at);
  if (
    secrets !== undefined &&
    !(isTexts(secrets) && Object.values(secrets).every((from) => SECRET.test(from)))
  )
    return message(
      'targets.secrets',
      '{0}: "secrets" must say where each value is: "env=NAME" or "src=path", never the value itself.',
      at,
    );
  if (options !== undefined && !isWords(options))
    return message('targets.options', '{0}: "options" must be a list of texts.', at);
  const both = entry['dockerfile'] !== undefined && entry['image'] !== undefined;
  const none = entry['dockerfile'] === undefined && entry['image'] === undefined;
  if (both || none)
    return message(
      'targets.source',
      '{0}: name either a "dockerfile" to build or an "image" that exists.',
      at,
    );
  const building = SOURCE_FIELDS.find(
    (name) => name !== 'image' && name !== 'dockerfile' && entry[name] !== undefined,
  );
  if (entry['image'] !== undefined && building !== undefined)
    return message('targets.notBuilt', '{0}: "{1}" has no meaning for an image that exists.', at, building);
  return undefined;
}

/** An entry's image; `toAbsolute` turns a path of the setting into an absolute one. */
export function readSource(entry: JsonObject, toAbsolute: (text: string) => string): ImageOrigin {
  const texts = readTexts(entry, TEXT_SOURCE_FIELDS);
  const { image, dockerfile = '', context, stage, platform, cache } = texts;
  if (image !== undefined) return { kind: 'image', image };
  const { buildArgs, secrets, options } = entry;
  const file = toAbsolute(dockerfile);
  return {
    kind: 'build',
    dockerfile: file,
    context: context === undefined ? path.dirname(file) : toAbsolute(context),
    ...optional({ stage, platform, cache }),
    ...(isTexts(buildArgs) ? { buildArgs } : {}),
    ...(isTexts(secrets) ? { secrets: changed(secrets, toAbsolute) } : {}),
    ...(isWords(options) ? { options } : {}),
  };
}

/** The way back of `readSource`. */
export function writeSource(source: ImageOrigin, toRelative: (file: string) => string): JsonObject {
  if (source.kind === 'image') return { image: source.image };
  const { dockerfile, context, stage, platform, cache, buildArgs, secrets, options } = source;
  return {
    dockerfile: toRelative(dockerfile),
    ...(context === path.dirname(dockerfile) ? {} : { context: toRelative(context) }),
    ...optional({ stage, platform, cache }),
    ...(buildArgs === undefined ? {} : { buildArgs }),
    ...(secrets === undefined ? {} : { secrets: changed(secrets, toRelative) }),
    ...(options === undefined ? {} : { options }),
  };
}

/** Files of secrets are named like all others; variables have no path. */
function changed(
  secrets: Readonly<Record<string, string>>,
  change: (file: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(secrets).map(([id, from]) => [
      id,
      from.startsWith('src=') ? `src=${change(from.slice('src='.length))}` : from,
    ]),
  );
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isJsonObject(value) && Object.values(value).every((member) => typeof member === 'string');
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
