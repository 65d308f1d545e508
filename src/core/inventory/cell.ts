import { isCancellation } from '../lib/abort';
import { describeError, QuaysideError } from '../lib/errors';
import { sameData } from '../lib/sameData';
import type { InventoryChange, InventoryScope } from './change';
import { OLD_MS } from './facts';

/** Something that is read from AWS: what is known, since when, and what went wrong at the last try. */
export interface Slot<T> {
  /** The last good data. Together with an error: what was known before, or the part that came before it failed. */
  readonly data?: T;
  /** When `data` was read in full, milliseconds since the epoch; absent while only a part is known. */
  readonly at?: number;
  readonly error?: QuaysideError;
}

/** Reads a value; `publish` shows a part of it at once (only when nothing complete is known yet). */
export type Reader<T> = (signal: AbortSignal, publish: (part: T) => void) => Promise<T>;

export interface CellOptions<T> {
  readonly scope: InventoryScope;
  readonly change: InventoryChange;
  readonly read: Reader<T>;
}

/** One slot with its reader. Loads never overlap, never reject, and never lose what was known. */
export class Cell<T> {
  readonly #options: CellOptions<T>;
  #slot: Slot<T> = {};
  #loading: Promise<void> | undefined;
  #waiting: (() => void)[] = [];

  constructor(options: CellOptions<T>) {
    this.#options = options;
  }

  get slot(): Slot<T> {
    return this.#slot;
  }

  /** Reads it (again); joins a load under way. `read` may stand in for the usual reader, to refresh with fewer calls. */
  load(read: Reader<T> = this.#options.read): Promise<void> {
    this.#loading ??= this.#load(read).finally(() => {
      this.#loading = undefined;
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
    return this.#loading;
  }

  get loading(): boolean {
    return this.#loading !== undefined;
  }

  /** Resolves as soon as there is something to show, be it a part or an error; reads only what was not read in full yet. */
  async first(): Promise<void> {
    const { data, at, error } = this.#slot;
    if (error !== undefined || at !== undefined) return;
    if (data !== undefined) {
      // A part may have come by another way, with nobody reading the rest.
      void this.load();
      return;
    }
    const shown = new Promise<void>((resolve) => this.#waiting.push(resolve));
    void this.load();
    await shown;
  }

  /** Takes data that came by another way; with `complete` it stands for a whole reading. */
  replace(data: T, complete = false): void {
    this.#set(complete ? { data, at: this.#options.scope.now() } : { ...this.#slot, data });
    if (complete) for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Takes in that a part could not be read; what is known stays. */
  fail(error: unknown): void {
    if (isCancellation(error)) return;
    const failure = toQuaysideError(error);
    // Being asked to slow down is no news to a person who sees data: it is only read later.
    if (failure.code === 'throttled' && this.#slot.at !== undefined) return;
    this.#set({ ...this.#slot, error: failure });
  }

  async #load(read: Reader<T>): Promise<void> {
    const { scope } = this.#options;
    try {
      const data = await read(scope.signal, (part) => {
        if (this.#slot.at !== undefined) return;
        this.#set({ ...this.#slot, data: part });
        for (const resolve of this.#waiting.splice(0)) resolve();
      });
      this.#set({ data, at: scope.now() });
    } catch (error) {
      this.fail(error);
    }
  }

  #set(next: Slot<T>): void {
    const { scope, change } = this.#options;
    if (scope.signal.aborted) return;
    const before = this.#slot;
    const same = sameData(before.data, next.data);
    this.#slot = same && before.data !== undefined ? { ...next, data: before.data } : next;
    // That a part turns out to be all is news: "none yet" becomes "none".
    const completed = before.at === undefined && next.at !== undefined;
    // What is shown with its age is news when it is fresh again.
    const wasOld = before.at !== undefined && next.at !== undefined && next.at - before.at > OLD_MS;
    const sameError =
      before.error?.code === next.error?.code && before.error?.message === next.error?.message;
    if (!same || completed || wasOld || !sameError) scope.changed([change]);
  }
}

function toQuaysideError(error: unknown): QuaysideError {
  return QuaysideError.is(error)
    ? error
    : new QuaysideError('awsError', describeError(error), { cause: error });
}
