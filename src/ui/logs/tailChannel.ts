import { l10n, window, type Disposable, type OutputChannel } from 'vscode';
import type { Clock } from '../../core/lib/clock';
import { LogView, type ViewChange, type ViewOptions } from '../../core/logs/logView';
import type { TailItem } from '../../core/logs/model';
import { translate } from '../words';
import { describeOptions, LOG_LANGUAGE } from './viewWords';

/** What a panel keeps, and what waits while it is paused: the oldest go. */
const LIMITS = { kept: 10_000, held: 10_000, characters: 8_000_000 } as const;
/** Lines are written together; so often is often enough for a person. */
const WRITE_MS = 100;

/** One output channel: writes in batches, and stays bounded. */
export class TailChannel implements Disposable {
  readonly #channel: OutputChannel;
  readonly #view: LogView;
  #waiting: TailItem[] = [];
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(name: string, clock: Pick<Clock, 'now'>) {
    this.#view = new LogView(LIMITS, translate, () => clock.now());
    this.#channel = window.createOutputChannel(name, LOG_LANGUAGE);
  }

  get name(): string {
    return this.#channel.name;
  }

  get options(): ViewOptions {
    return this.#view.options;
  }

  get paused(): boolean {
    return this.#view.paused;
  }

  /** Lines that came while paused. */
  get held(): number {
    return this.#view.waiting + (this.#view.paused ? this.#waiting.length : 0);
  }

  show(): void {
    this.#channel.show(true);
  }

  write(items: readonly TailItem[]): void {
    if (this.#disposed) return;
    for (const item of items) this.#waiting.push(item);
    this.#timer ??= setTimeout(() => this.#flush(), WRITE_MS);
  }

  pause(): void {
    this.#flush();
    this.#view.pause();
    this.#channel.append(`${rule(l10n.t('paused: new lines wait'))}\n`);
  }

  /** Shows what came meanwhile. */
  goOn(): void {
    this.#flush();
    const count = this.#view.waiting;
    const { change, lost } = this.#view.resume();
    const words =
      lost === 0
        ? l10n.t('{0} lines came meanwhile', count)
        : l10n.t('{0} lines came meanwhile; the oldest {1} of them were too many to keep', count, lost);
    this.#channel.append(`${rule(words)}\n`);
    this.#apply(change);
  }

  /** Shows everything that is kept anew, with other lines or in another form. */
  change(options: ViewOptions): void {
    this.#flush();
    this.#apply(this.#view.change(options));
  }

  clear(): void {
    this.#waiting = [];
    this.#view.clear();
    this.#channel.clear();
  }

  /** All that is kept, as it came. */
  everything(): string {
    this.#flush();
    return `${this.#view.everything().join('\n')}\n`;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#channel.dispose();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const items = this.#waiting;
    this.#waiting = [];
    if (items.length > 0) this.#apply(this.#view.push(items));
  }

  #apply(change: ViewChange): void {
    const text = change.lines.map((line) => `${line}\n`).join('');
    if (change.kind === 'append') {
      if (text !== '') this.#channel.append(text);
      return;
    }
    const head = change.dropped === 0 ? [] : [l10n.t('the oldest {0} lines were dropped', change.dropped)];
    const chosen = describeOptions(this.#view.options);
    if (chosen !== '') head.push(l10n.t('showing {0}', chosen));
    const foot = this.#view.paused ? [l10n.t('paused: new lines wait')] : [];
    const rules = (words: readonly string[]): string => words.map((each) => `${rule(each)}\n`).join('');
    this.#channel.replace(`${rules(head)}${text}${rules(foot)}`);
  }
}

function rule(words: string): string {
  return `── ${words} ──`;
}
