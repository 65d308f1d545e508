import { mergeByTime } from './merge';

/** Joins the histories of several groups into one, in order of time: it begins when all have come. */
export class Replays<T extends { readonly at: number }> {
  readonly #expected: number;
  readonly #emit: (items: readonly T[]) => Promise<void>;
  readonly #sources: AsyncIterable<readonly T[]>[] = [];
  readonly #done: (() => void)[] = [];

  constructor(expected: number, emit: (items: readonly T[]) => Promise<void>) {
    this.#expected = expected;
    this.#emit = emit;
  }

  /** Resolves when the merged history, this one's included, was handed on. */
  async join(source: AsyncIterable<readonly T[]>): Promise<void> {
    const finished = new Promise<void>((resolve) => this.#done.push(resolve));
    this.#sources.push(source);
    if (this.#sources.length === this.#expected) {
      try {
        for await (const items of mergeByTime(this.#sources)) await this.#emit(items);
      } finally {
        for (const resolve of this.#done) resolve();
      }
    }
    return finished;
  }
}
