import { isCancellation } from '../../lib/abort';
import type { Clock } from '../../lib/clock';
import { describeError, QuaysideError } from '../../lib/errors';
import type { Logger } from '../../lib/logger';
import type { JournalEntry, JournalRecord } from './entry';
import type { JournalStore } from './store';

/** A lease that was not renewed for so long belongs to nobody. A machine that slept renews before anything else. */
const LEASE_MS = 30_000;
const HEARTBEAT_MS = 5000;

export interface JournalOptions {
  readonly store: JournalStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Unique per window, and known to the store's `isAlive`. */
  readonly owner: string;
}

/** An entry as it stands, and whether it can be taken up here. */
export interface JournalListing {
  readonly entry: JournalEntry;
  readonly owned: 'here' | 'elsewhere' | 'nobody';
}

/** The deployments that have not ended, of all windows. */
export class Journal {
  readonly #options: JournalOptions;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  async list(): Promise<readonly JournalListing[]> {
    const { store } = this.#options;
    const all = (await store.ids()).map(async (id): Promise<readonly JournalListing[]> => {
      const entry = await store.read(id);
      return entry === undefined ? [] : [{ entry, owned: (await this.#standing(id)).owned }];
    });
    return (await Promise.all(all)).flat();
  }

  /** True while a deployment has not ended, whoever has it. */
  async has(id: string): Promise<boolean> {
    return (await this.#options.store.read(id)) !== undefined;
  }

  /** Begins an entry, which this window owns. Fails with `conflict` where there is one, and when it cannot be written. */
  async begin(entry: JournalEntry): Promise<OwnedEntry> {
    const { store } = this.#options;
    const { id } = entry;
    const owned = (await this.has(id))
      ? undefined
      : await this.#take(entry, (await store.lease(id)).generation);
    if (owned === undefined) throw takenOver(id);
    await store.write(entry);
    return owned;
  }

  /** Takes up an entry whose owner is gone; undefined while another window has it, or when it is over. */
  async take(id: string): Promise<OwnedEntry | undefined> {
    const { store } = this.#options;
    // One look for both: whoever is quicker has made the lease that follows this one, and it cannot be made again.
    const { owned: by, generation } = await this.#standing(id);
    if (by !== 'nobody') return undefined;
    const entry = await store.read(id);
    if (entry === undefined) return undefined;
    const owned = await this.#take(entry, generation);
    if (owned === undefined) return undefined;
    // Whoever had it may have ended it in between, and a lease of nothing would be left over.
    if ((await store.read(id)) !== undefined) return owned;
    await owned.close();
    return undefined;
  }

  async #take(entry: JournalEntry, generation: number): Promise<OwnedEntry | undefined> {
    const { store, clock, owner } = this.#options;
    const next = generation + 1;
    const created = await store.createLease(entry.id, next, { owner, at: clock.now() });
    return created ? new OwnedEntry(this.#options, entry, next) : undefined;
  }

  /** Whose an entry is, and by which lease: both from one look. */
  async #standing(
    id: string,
  ): Promise<{ readonly owned: JournalListing['owned']; readonly generation: number }> {
    const { store, clock, owner } = this.#options;
    const { lease, generation } = await store.lease(id);
    if (lease === undefined) return { owned: 'nobody', generation };
    if (lease.owner === owner) return { owned: 'here', generation };
    const held = store.isAlive(lease.owner) && clock.now() - lease.at < LEASE_MS;
    return { owned: held ? 'elsewhere' : 'nobody', generation };
  }
}

/** An entry that this window owns, until it is closed, let go or taken over. */
export class OwnedEntry {
  readonly #options: JournalOptions;
  readonly #generation: number;
  readonly #beating = new AbortController();
  #entry: JournalEntry;
  #closed = false;
  #writing: Promise<void> = Promise.resolve();
  #renewing: Promise<void> = Promise.resolve();
  #released = false;

  constructor(options: JournalOptions, entry: JournalEntry, generation: number) {
    this.#options = options;
    this.#entry = entry;
    this.#generation = generation;
    void this.#beat();
  }

  /** True once the deployment is over, and nothing is left to be taken up. */
  get closed(): boolean {
    return this.#closed;
  }

  /** False when it was closed, let go or taken over. */
  get held(): boolean {
    return !this.#beating.signal.aborted;
  }

  get entry(): JournalEntry {
    return this.#entry;
  }

  /**
   * Writes a step down; what it announces may be done once this has settled. Fails with `conflict` when another window
   * has taken the entry over, and as the disk does: then nothing may be done.
   */
  record(record: JournalRecord): Promise<void> {
    const written = this.#writing.then(() => this.#write(record));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async #write(record: JournalRecord): Promise<void> {
    const { store, clock } = this.#options;
    try {
      await this.#assertOwned();
      const next = { ...this.#entry, ...record, at: clock.now() };
      await store.write(next);
      this.#entry = next;
    } catch (error) {
      if (QuaysideError.is(error)) throw error;
      throw new QuaysideError('invalid', 'The journal of deployments cannot be written', { cause: error });
    }
  }

  /** The deployment is over: nothing is left to be taken up. */
  async close(): Promise<void> {
    if (this.#beating.signal.aborted) return;
    this.#beating.abort();
    this.#closed = true;
    await this.#writing;
    // A lease that is written after the entry is gone would be left over.
    await this.#renewing.catch(() => undefined);
    await this.#options.store.remove(this.#entry.id);
  }

  /** Lets the entry go as it is, for this window or another to take up. Also while the process ends. */
  release(): void {
    if (this.#beating.signal.aborted) return;
    this.#beating.abort();
    this.#released = true;
    this.#options.store.releaseSync(this.#entry.id, this.#generation);
  }

  async #assertOwned(): Promise<void> {
    const { store } = this.#options;
    const { id } = this.#entry;
    if (this.#beating.signal.aborted) throw takenOver(id);
    // After a sleep somebody else may have gone on with it: two at a time would do everything twice.
    if ((await store.lease(id)).generation !== this.#generation) {
      this.#beating.abort();
      throw takenOver(id);
    }
  }

  async #beat(): Promise<void> {
    const { store, clock, logger, owner } = this.#options;
    const { signal } = this.#beating;
    while (!signal.aborted) {
      try {
        await clock.sleep(HEARTBEAT_MS, signal);
        await this.#assertOwned();
        // Let go while it was looked: a renewal would take it back.
        if (!this.held) return;
        this.#renewing = store.renewLease(this.#entry.id, this.#generation, { owner, at: clock.now() });
        await this.#renewing;
        // The same, while it was being written.
        if (this.#released) store.releaseSync(this.#entry.id, this.#generation);
      } catch (error) {
        // A disk that fails for good is told by the next record; so is another owner, which ends this.
        if (!isCancellation(error))
          logger.warn(`The lease of deployment ${this.#entry.id} was not renewed: ${describeError(error)}`);
      }
    }
  }
}

function takenOver(id: string): QuaysideError {
  return new QuaysideError('conflict', `Another window has taken over deployment ${id}`, {
    details: { deployment: id },
  });
}
