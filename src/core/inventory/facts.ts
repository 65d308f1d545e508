import { isDeepStrictEqual } from 'node:util';

/** Models by ARN. Equal data keeps its identity, so that "nothing changed" costs nothing further on. */
export class Facts<T extends object> {
  readonly #known = new Map<string, { readonly data: T; readonly at: number }>();

  get(arn: string): T | undefined {
    return this.#known.get(arn)?.data;
  }

  /** When it was read, milliseconds since the epoch. */
  at(arn: string): number | undefined {
    return this.#known.get(arn)?.at;
  }

  /** True when it says something new. */
  put(arn: string, data: T, at: number): boolean {
    const before = this.#known.get(arn);
    const same = before !== undefined && isDeepStrictEqual(before.data, data);
    this.#known.set(arn, { data: same ? before.data : data, at });
    return !same;
  }

  delete(arn: string): boolean {
    return this.#known.delete(arn);
  }
}
