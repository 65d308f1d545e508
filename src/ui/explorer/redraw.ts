import type { ExplorerNode } from './nodes';

/** Changes that come together are drawn together. */
const GATHER_MS = 40;
/** The same where rows may move while much is being read: they should not jump all the time. */
const CALM_MS = 300;

/** Gathers the rows that have to be drawn again. */
export class Redraw {
  readonly #fire: (rows: ExplorerNode[] | undefined) => void;
  #timer: NodeJS.Timeout | undefined;
  #pending = new Set<ExplorerNode | undefined>();

  constructor(fire: (rows: ExplorerNode[] | undefined) => void) {
    this.#fire = fire;
  }

  /** Undefined stands for everything. */
  row(node: ExplorerNode | undefined, calm = false): void {
    this.#pending.add(node);
    this.#timer ??= setTimeout(() => this.#flush(), calm ? CALM_MS : GATHER_MS);
  }

  /** Everything, and at once: what was there before is not valid any more. */
  all(): void {
    this.#pending.add(undefined);
    this.#flush();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending.clear();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = this.#pending;
    this.#pending = new Set();
    if (pending.has(undefined)) this.#fire(undefined);
    else
      this.#fire(
        [...pending].flatMap((row) => (row === undefined || hasAncestorIn(row, pending) ? [] : [row])),
      );
  }
}

/** The editor draws a row together with all that is expanded under it. */
function hasAncestorIn(node: ExplorerNode, rows: ReadonlySet<ExplorerNode | undefined>): boolean {
  for (let parent = node.parent; parent !== undefined; parent = parent.parent)
    if (rows.has(parent)) return true;
  return false;
}
