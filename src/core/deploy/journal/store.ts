import type { JournalEntry } from './entry';

/** Who has an entry, and when it last said so. */
export interface Lease {
  /** Unique per window. */
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Where entries outlive the process. A lease has generations: whoever creates the next one owns the entry from then on.
 * Failures of the disk reject.
 */
export interface JournalStore {
  ids(): Promise<readonly string[]>;
  /** Undefined for an entry that is gone, or that this version cannot read. */
  read(id: string): Promise<JournalEntry | undefined>;
  /** Replaces the entry as a whole: a crash leaves the old one or the new one. */
  write(entry: JournalEntry): Promise<void>;
  /** Takes the entry away with its leases. */
  remove(id: string): Promise<void>;
  /** The newest lease; its generation is 0 where there was none yet. */
  lease(id: string): Promise<{ readonly generation: number; readonly lease?: Lease }>;
  /** False when somebody else was faster. */
  createLease(id: string, generation: number, lease: Lease): Promise<boolean>;
  renewLease(id: string, generation: number, lease: Lease): Promise<void>;
  /** Lets go at once, while the process ends; `generation` counts on for whoever comes next. */
  releaseSync(id: string, generation: number): void;
  /** False for an owner that surely runs no more. */
  isAlive(owner: string): boolean;
}
