/**
 * Hands values from several producers to one consumer. Producers wait once `capacity` values lie there, so a slow
 * reader slows the reading of the source instead of filling the memory.
 */
export class Queue<T> implements AsyncIterable<T> {
  readonly #capacity: number;
  readonly #values: T[] = [];
  #closed = false;
  #wakeConsumer: (() => void) | undefined;
  #wakeProducers: (() => void)[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Takes the value at once; resolves when there is room again. Values for a closed queue are dropped. */
  async push(value: T): Promise<void> {
    if (this.#closed) return;
    this.#values.push(value);
    this.#wakeConsumer?.();
    if (this.#values.length < this.#capacity) return;
    await new Promise<void>((resolve) => this.#wakeProducers.push(resolve));
  }

  /** The consumer still gets what lies there, then the end. */
  close(): void {
    this.#closed = true;
    this.#wakeConsumer?.();
    this.#releaseProducers();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const value = this.#values.shift();
      if (value !== undefined) {
        if (this.#values.length < this.#capacity) this.#releaseProducers();
        yield value;
      } else if (this.#closed) {
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wakeConsumer = resolve));
        this.#wakeConsumer = undefined;
      }
    }
  }

  #releaseProducers(): void {
    const waiting = this.#wakeProducers;
    this.#wakeProducers = [];
    for (const resume of waiting) resume();
  }
}
