import { Cell, type CellOptions } from './cell';

/** Cells by key, each made when it is first asked for. */
export class Cells<T, K extends string = string> {
  readonly #options: (key: K) => CellOptions<T>;
  readonly #known = new Map<K, Cell<T>>();

  constructor(options: (key: K) => CellOptions<T>) {
    this.#options = options;
  }

  get(key: K): Cell<T> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const cell = new Cell(this.#options(key));
    this.#known.set(key, cell);
    return cell;
  }

  /** The cell when it was asked for before. */
  known(key: K): Cell<T> | undefined {
    return this.#known.get(key);
  }

  /** The keys of those that have something to show. */
  get filled(): readonly K[] {
    return [...this.#known].flatMap(([key, cell]) => (cell.slot.data === undefined ? [] : [key]));
  }
}
