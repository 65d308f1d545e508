import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { DeployState } from '../../core/deploy/state';
import { lastLines } from '../../core/deploy/view/logLines';
import type { DeployTarget } from '../../core/deploy/target';
import { describeError } from '../../core/lib/errors';
import { Emitter } from '../../core/lib/events';
import { isJsonObject } from '../../core/lib/json';
import type { Logger } from '../../core/lib/logger';
import { readJson, writeJson, writeJsonSync } from '../../platform/jsonFile';

/** What is kept of a deployment, also when AWS has forgotten it. Plain data, no secrets. */
export interface DeploymentRecord {
  readonly id: string;
  /** How it came here: what this product did, or what it only watched. */
  readonly origin: 'deploy' | 'redeploy' | 'watch';
  readonly target?: DeployTarget;
  /** The name of the workspace whose window began it. */
  readonly workspace?: string;
  readonly state: DeployState;
}

/** False for plans that nobody confirmed. */
export function hasBegun({ reference, stages }: DeployState): boolean {
  return reference !== undefined || stages.some(({ id, status }) => id !== 'plan' && status !== 'waiting');
}

/** Changes whenever old records could not be read any more. */
const VERSION = 2;
const SUFFIX = '.record.json';
/** The newest ones; each is some ten kilobytes. */
const KEPT = 200;
const KEPT_LINES = 100;

/** The deployments of all windows and connections, as files of one folder. */
export class DeploymentRecords {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #writing = new Map<string, Promise<void>>();
  readonly #changed = new Emitter<undefined>();
  readonly #read = new Map<
    string,
    { readonly mtimeMs: number; readonly size: number; readonly record: DeploymentRecord | undefined }
  >();

  /** Something was written or taken away, by this window. */
  readonly onDidChange = this.#changed.event;

  constructor(folder: string, logger: Logger) {
    this.#folder = folder;
    this.#logger = logger;
  }

  async find(id: string): Promise<DeploymentRecord | undefined> {
    await this.#writing.get(id);
    const value = await readJson(this.#file(id));
    return isRecord(value) ? value.record : undefined;
  }

  /** Newest first. */
  async all(): Promise<readonly DeploymentRecord[]> {
    await Promise.all(this.#writing.values());
    const names = await this.#names();
    const records = await Promise.all(names.map((name) => this.#kept(name)));
    for (const name of this.#read.keys()) if (!names.includes(name)) this.#read.delete(name);
    return records
      .filter((record) => record !== undefined)
      .sort((a, b) => b.state.startedAt - a.state.startedAt);
  }

  /** A list is drawn twice a second while something rolls out: what has not changed is not read and parsed again. */
  async #kept(name: string): Promise<DeploymentRecord | undefined> {
    const file = path.join(this.#folder, name);
    const { mtimeMs, size } = await stat(file).catch(() => ({ mtimeMs: 0, size: 0 }));
    const known = this.#read.get(name);
    if (known?.mtimeMs === mtimeMs && known.size === size) return known.record;
    const value = await readJson(file);
    const record = isRecord(value) ? value.record : undefined;
    this.#read.set(name, { mtimeMs, size, record });
    return record;
  }

  /** Writes in the background; of several that come quickly for one deployment the last one counts. */
  save(record: DeploymentRecord): void {
    const stored = toStored(record);
    const before = this.#writing.get(record.id) ?? Promise.resolve();
    const written = before
      .then(async () => {
        // Somebody saved a newer one while this one waited.
        if (this.#writing.get(record.id) !== written) return;
        await mkdir(this.#folder, { recursive: true });
        await writeJson(this.#file(record.id), stored);
        if (record.state.phase === 'ended') await this.#prune();
      })
      .catch((error: unknown) => this.#logger.warn(`A deployment could not be kept: ${describeError(error)}`))
      .finally(() => {
        if (this.#writing.get(record.id) === written) this.#writing.delete(record.id);
        this.#changed.fire(undefined);
      });
    this.#writing.set(record.id, written);
  }

  /** At once, while the window ends. */
  saveNow(record: DeploymentRecord): void {
    this.#writing.delete(record.id);
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeJsonSync(this.#file(record.id), toStored(record));
    } catch (error) {
      this.#logger.warn(`A deployment could not be kept: ${describeError(error)}`);
    }
  }

  /** It is on screen no more: a plan that nobody confirmed is no history, and would push what is out of it. */
  async letGo({ id, state }: Pick<DeploymentRecord, 'id' | 'state'>): Promise<void> {
    if (state.phase === 'ended' && !hasBegun(state)) await this.remove([id]);
  }

  async remove(ids: readonly string[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        await this.#writing.get(id);
        await rm(this.#file(id), { force: true });
      }),
    );
    this.#changed.fire(undefined);
  }

  #file(id: string): string {
    return path.join(this.#folder, `${id}${SUFFIX}`);
  }

  async #names(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.filter((name) => name.endsWith(SUFFIX));
  }

  async #prune(): Promise<void> {
    const names = await this.#names();
    if (names.length <= KEPT) return;
    const dated = await Promise.all(
      names.map(async (name) => {
        const file = path.join(this.#folder, name);
        return { file, at: (await stat(file)).mtimeMs };
      }),
    );
    const old = dated.sort((a, b) => b.at - a.at).slice(KEPT);
    await Promise.all(old.map(({ file }) => rm(file, { force: true })));
  }
}

interface Stored {
  readonly version: typeof VERSION;
  readonly record: DeploymentRecord;
}

function isRecord(value: unknown): value is Stored {
  return (
    isJsonObject(value) &&
    value['version'] === VERSION &&
    isJsonObject(value['record']) &&
    isJsonObject(value['record']['state'])
  );
}

function toStored(record: DeploymentRecord): Stored {
  return { version: VERSION, record: { ...record, state: shortened(record.state) } };
}

function shortened(state: DeployState): DeployState {
  const dropped = Math.max(0, state.output.length - KEPT_LINES);
  const logs = lastLines(state, KEPT_LINES);
  return {
    ...state,
    output: state.output.slice(dropped),
    droppedOutput: state.droppedOutput + dropped,
    ...(logs === undefined ? {} : { logs }),
  };
}
