import { stripEscapes } from './cleanText';
import { sourceOf } from './grouping';
import type { TailItem } from './model';
import { isContinuation, levelOfLine, LEVELS, type Level } from './record';

export interface FilterOptions {
  /** The least urgent level to show. A line that names none counts as `info`. */
  readonly level?: Level;
  /** Part of the text, in whatever case. */
  readonly text?: string;
}

/** What was decided about the record that a source has begun. */
interface Decided {
  readonly urgent: boolean;
  readonly shown: boolean;
}

/**
 * Chooses lines by level and text. What goes on with a record shares its fate, but is shown by itself where it has the text
 * that its first line has not. Notes always pass.
 */
export class LineFilter {
  readonly #least: number;
  readonly #text: string;
  readonly #records = new Map<string, Decided>();

  constructor({ level, text = '' }: FilterOptions) {
    this.#least = level === undefined ? 0 : LEVELS.indexOf(level);
    this.#text = text.toLowerCase();
  }

  passes(item: TailItem): boolean {
    if (item.kind === 'note' || (this.#least === 0 && this.#text === '')) return true;
    const source = sourceOf(item);
    const record = isContinuation(item.text) ? this.#records.get(source) : undefined;
    if (record !== undefined) return record.shown || (record.urgent && this.#hasText(item.text));
    const urgent = this.#isUrgent(item.text);
    const shown = urgent && this.#hasText(item.text);
    this.#records.set(source, { urgent, shown });
    return shown;
  }

  #hasText(text: string): boolean {
    return this.#text === '' || stripEscapes(text).toLowerCase().includes(this.#text);
  }

  #isUrgent(text: string): boolean {
    return this.#least === 0 || LEVELS.indexOf(levelOfLine(text) ?? 'info') >= this.#least;
  }
}
