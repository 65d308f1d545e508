import { sameData } from '../lib/sameData';

/** Older data is shown with its time, milliseconds. */
export const OLD_MS = 5 * 60_000;

/** How models are compared and kept; `keep` is asked for only where something is new. */
export interface Keeping<T> {
  readonly same: (known: T, data: T) => boolean;
  readonly keep: (data: T) => T;
}

/** Models by ARN. Equal data keeps its identity, so that "nothing changed" costs nothing further on. */
export class Facts<T extends object> {
  readonly #known = new Map<string, { data: T; at: number }>();
  readonly #keeping: Keeping<T>;
  #values: readonly T[] | undefined;

  constructor(keeping: Partial<Keeping<T>> = {}) {
    this.#keeping = { same: sameData, keep: (data) => data, ...keeping };
  }

  get size(): number {
    return this.#known.size;
  }

  get(arn: string): T | undefined {
    return this.#known.get(arn)?.data;
  }

  /** When it was read, milliseconds since the epoch. */
  at(arn: string): number | undefined {
    return this.#known.get(arn)?.at;
  }

  /** The same array until something changes. */
  values(): readonly T[] {
    return (this.#values ??= [...this.#known.values()].map(({ data }) => data));
  }

  /** True when it says something new. */
  put(arn: string, data: T, at: number): boolean {
    const entry = this.#known.get(arn);
    if (entry === undefined) {
      this.#known.set(arn, { data: this.#keeping.keep(data), at });
      this.#values = undefined;
      return true;
    }
    // What is shown with its age is news when it is fresh again.
    const wasOld = at - entry.at > OLD_MS;
    entry.at = at;
    if (this.#keeping.same(entry.data, data)) return wasOld;
    entry.data = this.#keeping.keep(data);
    this.#values = undefined;
    return true;
  }

  delete(arn: string): boolean {
    this.#values = undefined;
    return this.#known.delete(arn);
  }
}
