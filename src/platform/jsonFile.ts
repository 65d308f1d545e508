import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';

/** What a file holds; undefined where there is none, or something that is no JSON. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Replaces a file as a whole; `durable` waits for the disk. */
export async function writeJson(
  file: string,
  value: unknown,
  { durable = false }: { readonly durable?: boolean } = {},
): Promise<void> {
  const fresh = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(fresh, 'w');
    try {
      await handle.writeFile(JSON.stringify(value));
      if (durable) await handle.sync();
    } finally {
      await handle.close();
    }
    await replace(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** The same at once, for the end of a process. */
export function writeJsonSync(file: string, value: unknown): void {
  const fresh = `${file}.${randomUUID()}.tmp`;
  try {
    writeFileSync(fresh, JSON.stringify(value));
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

const TRIES = 5;
const PAUSE_MS = 20;

/** On Windows a file that somebody is reading (another window, a virus scanner) cannot be replaced for a moment. */
async function replace(fresh: string, file: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(fresh, file);
      return;
    } catch (error) {
      if (attempt === TRIES || process.platform !== 'win32') throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
    }
  }
}
