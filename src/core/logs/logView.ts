import type { Message } from '../lib/message';
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
}

/** What a step shows: more lines at the end, or everything anew. */
export type ViewChange =
  | { readonly kind: 'append'; readonly lines: readonly string[] }
  | { readonly kind: 'replace'; readonly lines: readonly string[]; readonly dropped: number };

const NOTHING: ViewChange = { kind: 'append', lines: [] };

/** The lines of one tail as an output panel shows them: bounded, filtered, paused and shown anew. Text only, no editor. */
export class LogView {
  readonly #limits: LogViewLimits;
  readonly #translate: (text: Message) => string;
  #options: ViewOptions = {};
  #filter = new LineFilter({});
  #formatter: LineFormatter;
  #items: TailItem[] = [];
  /** Since the view was shown anew, the dropped ones among them. */
  #shown = 0;
  #waiting: TailItem[] | undefined;
  #lostWhilePaused = 0;

  constructor(limits: LogViewLimits, translate: (text: Message) => string) {
    this.#limits = limits;
    this.#translate = translate;
    this.#formatter = new LineFormatter({ translate });
  }

  get options(): ViewOptions {
    return this.#options;
  }

  get paused(): boolean {
    return this.#waiting !== undefined;
  }

  /** Items that came while paused. */
  get waiting(): number {
    return (this.#waiting?.length ?? 0) + this.#lostWhilePaused;
  }

  push(items: readonly TailItem[]): ViewChange {
    if (this.#waiting === undefined) return this.#show(items);
    this.#waiting.push(...items);
    const over = this.#waiting.length - this.#limits.held;
    if (over > 0) {
      this.#waiting.splice(0, over);
      this.#lostWhilePaused += over;
    }
    return NOTHING;
  }

  pause(): void {
    this.#waiting ??= [];
  }

  /** Shows what came meanwhile; `lost` of it were too many to keep. */
  resume(): { readonly change: ViewChange; readonly lost: number } {
    const waiting = this.#waiting ?? [];
    const lost = this.#lostWhilePaused;
    this.#waiting = undefined;
    this.#lostWhilePaused = 0;
    return { change: this.#show(waiting), lost };
  }

  /** Chooses other lines, or another form of them: everything that is kept is shown anew. */
  change(options: ViewOptions): ViewChange {
    this.#options = options;
    const { rawJson = false } = options;
    this.#formatter = new LineFormatter({ rawJson, translate: this.#translate });
    return this.#anew(0);
  }

  clear(): void {
    this.#items = [];
    this.#shown = 0;
    if (this.#waiting !== undefined) this.#waiting = [];
    this.#lostWhilePaused = 0;
  }

  /** All that is kept, whatever is shown of it now. */
  everything(): readonly string[] {
    const formatter = new LineFormatter({ rawJson: true, translate: this.#translate });
    return this.#items.flatMap((item) => formatter.format(item));
  }

  #show(items: readonly TailItem[]): ViewChange {
    const together = keepRecordsTogether(items);
    for (const item of together) this.#items.push(item);
    this.#shown += together.length;
    // Twice as many may be on screen before it is shown anew, so that this is seldom.
    if (this.#shown > 2 * this.#limits.kept) {
      const dropped = this.#shown - this.#limits.kept;
      this.#items = this.#items.slice(-this.#limits.kept);
      return this.#anew(dropped);
    }
    return { kind: 'append', lines: this.#lines(together) };
  }

  #anew(dropped: number): ViewChange {
    this.#filter = new LineFilter(this.#options);
    this.#shown = this.#items.length;
    return { kind: 'replace', lines: this.#lines(this.#items), dropped };
  }

  #lines(items: readonly TailItem[]): readonly string[] {
    return items.filter((item) => this.#filter.passes(item)).flatMap((item) => this.#formatter.format(item));
  }
}
