/** One line of a log. `order` is the arrival's number in the sandbox: with the timestamp it gives a total order. */
export interface StoredEvent {
  readonly stream: string;
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly order: number;
  readonly message: string;
}

/** A place between events: everything before it is smaller in (timestamp, order). */
export interface Position {
  readonly timestamp: number;
  readonly order: number;
}

/** Events in order of their timestamps, with a cheap end for new ones and a cheap front for forgetting old ones. */
export class EventList {
  #items: (StoredEvent | undefined)[] = [];
  #start = 0;

  get length(): number {
    return this.#items.length - this.#start;
  }

  /** The index counts from the oldest event that is left. */
  at(index: number): StoredEvent | undefined {
    return index < 0 ? undefined : this.#items[this.#start + index];
  }

  /** Late events are woven in where their time belongs, all at once. */
  insert(events: readonly StoredEvent[]): void {
    const [first, ...more] = [...events].sort(compare);
    if (first === undefined) return;
    const last = this.#items.at(-1);
    const late = last !== undefined && compare(last, first) > 0;
    const later = late ? this.#items.splice(this.#start + this.lowerBound(first)) : [];
    let next = 0;
    for (const event of [first, ...more]) {
      for (let other = later[next]; other !== undefined && compare(other, event) <= 0; other = later[next]) {
        this.#items.push(other);
        next += 1;
      }
      this.#items.push(event);
    }
    for (; next < later.length; next += 1) this.#items.push(later[next]);
  }

  removeFirst(): StoredEvent | undefined {
    const first = this.#items[this.#start];
    if (first === undefined) return undefined;
    this.#items[this.#start] = undefined;
    this.#start += 1;
    // Compacting at half keeps the cost of forgetting constant on average; an empty list holds on to nothing.
    if (this.length === 0) {
      this.#items = [];
      this.#start = 0;
    } else if (this.#start > 1024 && this.#start * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#start);
      this.#start = 0;
    }
    return first;
  }

  /** Takes out all events of which `gone` is true, and returns them. */
  removeAll(gone: (event: StoredEvent) => boolean): readonly StoredEvent[] {
    const all = this.toArray();
    this.#items = all.filter((event) => !gone(event));
    this.#start = 0;
    return all.filter(gone);
  }

  /** The index of the first event that is not before `position`. */
  lowerBound(position: Position): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const event = this.at(middle);
      if (event !== undefined && compare(event, position) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  toArray(): readonly StoredEvent[] {
    return this.#items.slice(this.#start).filter((event) => event !== undefined);
  }
}

function compare(a: Position, b: Position): number {
  return a.timestamp - b.timestamp || a.order - b.order;
}

/** The 56 digits that AWS's event ids and tokens are made of. */
export function eventId({ timestamp, order }: Position): string {
  return `3${String(timestamp).padStart(15, '0')}${String(order).padStart(40, '0')}`;
}

export function parseEventId(text: string): Position | undefined {
  if (!/^3\d{55}$/.test(text)) return undefined;
  return { timestamp: Number(text.slice(1, 16)), order: Number(text.slice(16)) };
}
