/** Keeps equal texts once: tens of thousands of tasks name the same few clusters, revisions and images. */
export class Interner {
  readonly #known = new Map<string, string>();

  text(value: string): string {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    this.#known.set(value, value);
    return value;
  }
}
