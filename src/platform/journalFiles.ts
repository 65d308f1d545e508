import { writeFileSync } from 'node:fs';
import { mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { isJournalEntry, type JournalEntry } from '../core/deploy/journal/entry';
import type { JournalStore, Lease } from '../core/deploy/journal/store';
import { isJsonObject } from '../core/lib/json';
import { readJson, writeJson } from './jsonFile';

const ENTRY = '.journal.json';
const LEASE = /\.(\d+)\.lease$/;
/** Nobody's: what is left of a lease that was let go, so that generations go on counting. */
const NOBODY: Lease = { owner: '', at: 0 };

/** A name for this window that tells whether its process still runs. */
export function windowOwner(unique: string): string {
  return `${hostname()}/${process.pid}/${unique}`;
}

/** Journal entries and their leases as files of one folder, which all windows share. */
export class JournalFiles implements JournalStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async ids(): Promise<readonly string[]> {
    const names = await this.#names();
    return names.filter((name) => name.endsWith(ENTRY)).map((name) => name.slice(0, -ENTRY.length));
  }

  async read(id: string): Promise<JournalEntry | undefined> {
    const value = await readJson(this.#entry(id));
    return isJournalEntry(value) ? value : undefined;
  }

  async write(entry: JournalEntry): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeJson(this.#entry(entry.id), entry, { durable: true });
  }

  async remove(id: string): Promise<void> {
    // The entry first: leases of nothing harm nobody, an entry without them would be anybody's.
    await rm(this.#entry(id), { force: true });
    const leases = (await this.#names()).filter((name) => generationOf(name, id) !== undefined);
    await Promise.all(leases.map((name) => rm(path.join(this.#folder, name), { force: true })));
  }

  async lease(id: string): Promise<{ readonly generation: number; readonly lease?: Lease }> {
    const generations = (await this.#names()).flatMap((name) => generationOf(name, id) ?? []);
    const generation = Math.max(0, ...generations);
    if (generation === 0) return { generation };
    const value = await readJson(this.#lease(id, generation));
    // One that is just being written, or was cut off in that moment, is as old as its file.
    const lease = isLease(value) ? value : { owner: '?', at: await this.#writtenAt(id, generation) };
    return lease.owner === NOBODY.owner ? { generation } : { generation, lease };
  }

  async createLease(id: string, generation: number, lease: Lease): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true });
    try {
      const file = await open(this.#lease(id, generation), 'wx');
      await file.writeFile(JSON.stringify(lease));
      await file.close();
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
    // Older ones say nothing any more.
    await rm(this.#lease(id, generation - 1), { force: true });
    return true;
  }

  async renewLease(id: string, generation: number, lease: Lease): Promise<void> {
    await writeFile(this.#lease(id, generation), JSON.stringify(lease));
  }

  releaseSync(id: string, generation: number): void {
    writeFileSync(this.#lease(id, generation), JSON.stringify(NOBODY));
  }

  isAlive(owner: string): boolean {
    const [host, pid] = owner.split('/');
    // Of another machine's processes nothing is known; time tells.
    if (host !== hostname() || pid === undefined) return true;
    try {
      process.kill(Number(pid), 0);
      return true;
    } catch (error) {
      return codeOf(error) === 'EPERM';
    }
  }

  async #writtenAt(id: string, generation: number): Promise<number> {
    return stat(this.#lease(id, generation)).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
  }

  #entry(id: string): string {
    return path.join(this.#folder, `${id}${ENTRY}`);
  }

  #lease(id: string, generation: number): string {
    return path.join(this.#folder, `${id}.${generation}.lease`);
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    }
  }
}

function generationOf(name: string, id: string): number | undefined {
  const match = name.startsWith(`${id}.`) ? LEASE.exec(name) : null;
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

function isLease(value: unknown): value is Lease {
  return isJsonObject(value) && typeof value['owner'] === 'string' && typeof value['at'] === 'number';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
