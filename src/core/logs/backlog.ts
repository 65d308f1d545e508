import type { TailItem } from './model';

/** Items in a row, and how long they are together. */
export class Backlog {
  #items: TailItem[] = [];
  #characters = 0;

  get items(): readonly TailItem[] {
    return this.#items;
  }

  get characters(): number {
    return this.#characters;
  }

  add(items: readonly TailItem[]): void {
    for (const item of items) {
      this.#items.push(item);
      this.#characters += sizeOf(item);
    }
  }

  /** Drops the oldest until what is left is as few and as short; the answer is how many. */
  shrink(most: number, characters: number): number {
    let first = Math.max(0, this.#items.length - most);
    for (const item of this.#items.slice(0, first)) this.#characters -= sizeOf(item);
    for (const item of this.#items.slice(first, -1)) {
      if (this.#characters <= characters) break;
      this.#characters -= sizeOf(item);
      first += 1;
    }
    if (first > 0) this.#items = this.#items.slice(first);
    return first;
  }

  /** Empties it. */
  take(): readonly TailItem[] {
    const items = this.#items;
    this.#items = [];
    this.#characters = 0;
    return items;
  }
}

/** What an item takes beside its text is as much as a short line. */
function sizeOf(item: TailItem): number {
  return 100 + (item.kind === 'line' ? item.text.length : 0);
}
