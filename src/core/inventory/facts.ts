import { sameData } from '../lib/sameData';

/** Models by ARN. Equal data keeps its identity, so that "nothing changed" costs nothing further on. */
export class Facts<T extends object> {
  readonly #known = new Map<string, { data: T; at: number }>();

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

  values(): readonly T[] {
    return [...this.#known.values()].map(({ data }) => data);
  }

  /** True when it says something new. */
  put(arn: string, data: T, at: number): boolean {
    const entry = this.#known.get(arn);
    if (entry === undefined) {
      this.#known.set(arn, { data, at });
      return true;
    }
    entry.at = at;
    if (sameData(entry.data, data)) return false;
    entry.data = data;
    return true;
  }

  delete(arn: string): boolean {
    return this.#known.delete(arn);
  }
}
