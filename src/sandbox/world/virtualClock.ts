import type { WorldClock } from '../clock';

interface Entry {
  readonly due: number;
  /** Breaks ties: what was asked for first happens first. */
  readonly order: number;
  action: (() => void) | undefined;
}

function before(a: Entry, b: Entry): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

/** setTimeout cannot wait longer than this. */
const MAX_TIMEOUT_MS = 2_000_000_000;

export interface VirtualClockOptions {
  /** Milliseconds since the epoch at which the world's time starts. */
  readonly start: number;
  /** How much faster than the real time; 0 stands still except for `advance`. */
  readonly scale: number;
  /** A failing action must not stop the world. */
  readonly onError: (error: unknown) => void;
}

/** The world's time: as fast as asked for, and it can be moved on by hand. Always whole milliseconds, as AWS has them. */
export class VirtualClock implements WorldClock {
  readonly #scale: number;
  readonly #onError: (error: unknown) => void;
  readonly #heap: Entry[] = [];
  #base: number;
  #anchor = performance.now();
  #order = 0;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor({ start, scale, onError }: VirtualClockOptions) {
    this.#base = Math.round(start);
    this.#scale = scale;
    this.#onError = onError;
  }

  now(): number {
    if (this.#scale === 0) return this.#base;
    return Math.floor(this.#base + (performance.now() - this.#anchor) * this.#scale);
  }

  after(ms: number, action: () => void): () => void {
    if (this.#disposed) return () => undefined;
    this.#order += 1;
    const entry: Entry = { due: this.now() + Math.max(0, Math.round(ms)), order: this.#order, action };
    this.#push(entry);
    if (this.#heap[0] === entry) this.#arm();
    return () => {
      entry.action = undefined;
    };
  }

  /** Moves the time on, and lets everything that falls due happen in its order. Resolves when it has. */
  async advance(ms: number): Promise<void> {
    const target = this.now() + Math.round(ms);
    for (;;) {
      // What the former action set going (answers of promises) comes before the next.
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.#heap[0];
      if (next === undefined || next.due > target || this.#disposed) break;
      this.#moveTo(next.due);
      this.#fireDue();
    }
    this.#moveTo(target);
    this.#arm();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#heap.length = 0;
  }

  #moveTo(time: number): void {
    this.#base = Math.max(time, this.now());
    this.#anchor = performance.now();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const next = this.#heap[0];
    if (this.#scale === 0 || next === undefined || this.#disposed) return;
    const wait = Math.ceil((next.due - this.now()) / this.#scale);
    this.#timer = setTimeout(
      () => {
        this.#fireDue();
        this.#arm();
      },
      Math.min(Math.max(0, wait), MAX_TIMEOUT_MS),
    );
  }

  #fireDue(): void {
    const now = this.now();
    for (let next = this.#heap[0]; next !== undefined && next.due <= now; next = this.#heap[0]) {
      this.#pop();
      try {
        next.action?.();
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      const child = b !== undefined && a !== undefined && before(b, a) ? left + 1 : left;
      const below = heap[child];
      if (below === undefined || !before(below, last)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
  }
}
