import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isJsonObject, type JsonObject } from '../../core/lib/json';
import type { WorldData } from './world';

const VERSION = 1;

/** A sandbox as it is put away. */
export interface SavedState {
  readonly version: number;
  /** `127.0.0.1:PORT` at that time; image references name it. */
  readonly registryHost: string;
  readonly world: WorldData;
  readonly logs: JsonObject;
  readonly registry: JsonObject;
}

export function stateText(state: Omit<SavedState, 'version'>): string {
  return JSON.stringify({ version: VERSION, ...state });
}

/** Undefined when there is no such file; an Error with a sentence when it is something else. */
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
    throw new Error(`${file} is not JSON`, { cause: error });
  }
  if (!isJsonObject(value) || value['version'] !== VERSION || !isJsonObject(value['world'])) {
    throw new Error(`${file} is not a saved sandbox of this version`);
  }
  return value as unknown as SavedState;
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
