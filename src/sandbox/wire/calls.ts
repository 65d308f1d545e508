/** Counts calls by `service:Operation`, so that tests and benchmarks can hold clients to their budgets. */
export class CallCounter {
  readonly #counts = new Map<string, number>();

  count(operation: string): void {
    this.#counts.set(operation, (this.#counts.get(operation) ?? 0) + 1);
  }

  reset(): void {
    this.#counts.clear();
  }

  toJSON(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => a.localeCompare(b)));
  }
}
