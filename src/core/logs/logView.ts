import type { Message } from '../lib/message';
import { Backlog } from './backlog';
import { LineFormatter } from './format';
import { keepRecordsTogether } from './grouping';
import { LineFilter, type FilterOptions } from './lineFilter';
import type { TailItem } from './model';

export interface ViewOptions extends FilterOptions {
  readonly rawJson?: boolean;
}

export interface LogViewLimits {
  /** Items kept for being shown anew; the older ones go. */
  readonly kept: number;
  /** Items that wait while the view is paused; the older ones go, which is told. */
  readonly held: number;
  /** Characters of either: a line can have a quarter of a million. */
  readonly characters: number;
}

/** What a step shows: more lines at the end, or everything anew; `dropped` items have gone since it was empty. */
export type ViewChange =
  | { readonly kind: 'append'; readonly lines: readonly string[] }
  | { readonly kind: 'replace'; readonly lines: readonly string[]; readonly dropped: number };

const NOTHING: ViewChange = { kind: 'append', lines: [] };

/** The lines of one tail as an output panel shows them: bounded, filtered, paused and shown anew. Text only, no editor. */
export class LogView {
  readonly #limits: LogViewLimits;
  readonly #translate: (text: Message) => string;
  readonly #now: () => number;
  #options: ViewOptions = {};
  #filter = new LineFilter({});
  #formatter: LineFormatter;
  readonly #items = new Backlog();
  readonly #waiting = new Backlog();
  #paused = false;
  #dropped = 0;
  #lostWhilePaused = 0;
  /** Of the last line shown; today needs no mark. */
  #day: string | undefined;

  constructor(limits: LogViewLimits, translate: (text: Message) => string, now: () => number) {
    this.#limits = limits;
    this.#translate = translate;
    this.#now = now;
    this.#formatter = new LineFormatter({ translate });
  }

  get options(): ViewOptions {
    return this.#options;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Items that came while paused. */
  get waiting(): number {
    return this.#waiting.items.length + this.#lostWhilePaused;
  }

  push(items: readonly TailItem[]): ViewChange {
    if (!this.#paused) return this.#show(items);
    this.#waiting.add(items);
    this.#lostWhilePaused += this.#waiting.shrink(this.#limits.held, this.#limits.characters);
    return NOTHING;
  }

  pause(): void {
    this.#paused = true;
  }

  /** Shows what came meanwhile; `lost` of it were too many to keep. */
  resume(): { readonly change: ViewChange; readonly lost: number } {
    const waiting = this.#waiting.take();
    const lost = this.#lostWhilePaused;
    this.#paused = false;
    this.#lostWhilePaused = 0;
    return { change: this.#show(waiting), lost };
  }

  /** Chooses other lines, or another form of them: everything that is kept is shown anew. */
  change(options: ViewOptions): ViewChange {
    this.#options = options;
    const { rawJson = false } = options;
    this.#formatter = new LineFormatter({ rawJson, translate: this.#translate });
    return this.#anew();
  }

  clear(): void {
    this.#items.take();
    this.#waiting.take();
    this.#dropped = 0;
    this.#lostWhilePaused = 0;
    this.#day = undefined;
  }

  /** All that is kept, whatever is shown of it now: nothing is cut, and each day has its date. */
  everything(): readonly string[] {
    const formatter = new LineFormatter({ rawJson: true, whole: true, translate: this.#translate });
    const items = keepRecordsTogether([...this.#items.items, ...this.#waiting.items]);
    let day = '';
    return items.flatMap((item) => {
      const today = formatter.day(item.at);
      const mark = today === day ? [] : [dayMark(today)];
      day = today;
      return [...mark, ...formatter.format(item)];
    });
  }

  #show(items: readonly TailItem[]): ViewChange {
    const together = keepRecordsTogether(items);
    this.#items.add(together);
    const { kept, characters } = this.#limits;
    // Twice as much may be on screen before it is shown anew, so that this is seldom.
    if (this.#items.items.length > 2 * kept || this.#items.characters > 2 * characters) {
      this.#dropped += this.#items.shrink(kept, characters);
      return this.#anew();
    }
    return { kind: 'append', lines: this.#lines(together) };
  }

  #anew(): ViewChange {
    this.#filter = new LineFilter(this.#options);
    this.#day = undefined;
    // Records that came in pieces are put together now.
    const lines = this.#lines(keepRecordsTogether(this.#items.items));
    return { kind: 'replace', lines, dropped: this.#dropped };
  }

  #lines(items: readonly TailItem[]): readonly string[] {
    const lines: string[] = [];
    for (const item of items) {
      if (!this.#filter.passes(item)) continue;
      const day = this.#formatter.day(item.at);
      this.#day ??= this.#formatter.day(this.#now());
      if (day !== this.#day) lines.push(dayMark(day));
      this.#day = day;
      lines.push(...this.#formatter.format(item));
    }
    return lines;
  }
}

const dayMark = (day: string): string => `── ${day} ──`;
