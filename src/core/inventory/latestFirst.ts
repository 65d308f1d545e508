interface Group {
  readonly works: (() => Promise<void>)[];
}

/**
 * Runs pieces of work in groups, a few at a time: the group that came last goes first, as it is what a person looks at now;
 * within a group the order stays. What has begun is never interrupted.
 */
export class LatestFirst {
  readonly #atOnce: number;
  readonly #groups: Group[] = [];
  #running = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** How many pieces have not begun. */
  get waiting(): number {
    return this.#groups.reduce((sum, { works }) => sum + works.length, 0);
  }

  /** Resolves when all of the group has ended; only then throws the first failure, so that its siblings are not lost. */
  async run(works: readonly (() => Promise<void>)[]): Promise<void> {
    const pending: (() => Promise<void>)[] = [];
    const ended = works.map(
      (work) =>
        new Promise<void>((resolve, reject) => {
          pending.push(() => work().then(resolve, reject));
        }),
    );
    if (pending.length > 0) this.#groups.push({ works: pending });
    this.#pump();
    const failed = (await Promise.allSettled(ended)).find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  #pump(): void {
    while (this.#running < this.#atOnce) {
      const work = this.#groups.at(-1)?.works.shift();
      if (this.#groups.at(-1)?.works.length === 0) this.#groups.pop();
      if (work === undefined) return;
      this.#running += 1;
      void work().finally(() => {
        this.#running -= 1;
        this.#pump();
      });
    }
  }
}
