import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/lib/json';
import type { WorldData } from './world';

const VERSION = 1;

/** A sandbox as it is put away. */
export interface SavedState {
  readonly version: number;
  /** `127.0.0.1:PORT` at that time; image references name it. */
  readonly registryHost: string;
  readonly world: WorldData;
  readonly logs?: JsonObject;
  readonly registry?: JsonObject;
}

export function stateText(state: Required<Omit<SavedState, 'version'>>): string {
  return JSON.stringify({ version: VERSION, ...state });
}

/** Undefined when there is no such file; an Error that says what to do when it is something else. The file stays as it is. */
export async function readState(file: string): Promise<SavedState | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unusable(file, 'is not JSON', error);
  }
  if (!isJsonObject(value) || typeof value['version'] !== 'number') throw unusable(file, 'is no saved world');
  if (value['version'] !== VERSION) throw unusable(file, 'was saved by another version of the sandbox');
  if (!isState(value)) throw unusable(file, 'holds a damaged world');
  return value as unknown as SavedState;
}

export function unusable(file: string, what: string, cause?: unknown): Error {
  return new Error(`${file} ${what}. Move it away or name another file to start with a new world.`, {
    cause,
  });
}

/** What a world cannot be without. Members that older sandboxes did not write yet may be missing. */
function isState({ registryHost, world, logs, registry }: JsonObject): boolean {
  if (typeof registryHost !== 'string' || !isJsonObject(world)) return false;
  const { seed, pace, random, now, regions } = world;
  return (
    [logs, registry].every((part) => part === undefined || isJsonObject(part)) &&
    typeof seed === 'string' &&
    (pace === 'aws' || pace === 'brisk') &&
    Number.isFinite(random) &&
    Number.isFinite(now) &&
    Array.isArray(regions) &&
    (regions as readonly JsonValue[]).every(isRegion)
  );
}

function isRegion(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false;
  const { accountId, region, ...lists } = value;
  return (
    typeof accountId === 'string' &&
    typeof region === 'string' &&
    Object.values(lists).every((list) => Array.isArray(list))
  );
}

/** The saved world with its image references at the registry's new address. */
export function moveImages(world: WorldData, from: string, to: string): WorldData {
  if (from === to) return world;
  const moved: unknown = JSON.parse(JSON.stringify(world), (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(`${from}/`) ? to + value.slice(from.length) : value,
  );
  return moved as WorldData;
}

/** Writes the whole file or nothing: beside it first, then over it. */
export async function writeState(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, text, { mode: 0o600 });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
