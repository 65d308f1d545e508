import { sourceOf } from './grouping';
import type { TailItem } from './model';
import { isContinuation, LEVELS, levelOfText, readJsonRecord, type Level } from './record';

export interface FilterOptions {
  /** The least urgent level to show. A line that names none counts as `info`. */
  readonly level?: Level;
  /** Part of the text, in whatever case. */
  readonly text?: string;
}

/** Chooses lines by level and text; what goes on with a record shares its fate. Notes always pass. */
export class LineFilter {
  readonly #least: number;
  readonly #text: string;
  readonly #shown = new Map<string, boolean>();

  constructor({ level, text = '' }: FilterOptions) {
    this.#least = level === undefined ? 0 : LEVELS.indexOf(level);
    this.#text = text.toLowerCase();
  }

  passes(item: TailItem): boolean {
    if (item.kind === 'note' || (this.#least === 0 && this.#text === '')) return true;
    const source = sourceOf(item);
    const before = this.#shown.get(source);
    if (before !== undefined && isContinuation(item.text)) return before;
    const passes = this.#isUrgent(item.text) && item.text.toLowerCase().includes(this.#text);
    this.#shown.set(source, passes);
    return passes;
  }

  #isUrgent(text: string): boolean {
    if (this.#least === 0) return true;
    const level = readJsonRecord(text)?.level ?? levelOfText(text) ?? 'info';
    return LEVELS.indexOf(level) >= this.#least;
  }
}
