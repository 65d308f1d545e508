import { l10n, window, type Disposable, type OutputChannel } from 'vscode';
import { LineFormatter } from '../../core/logs/format';
import type { TailItem } from '../../core/logs/model';
import { translate } from '../words';

export const LOG_LANGUAGE = 'quayside-log';
/** When the panel holds this many lines, the oldest go. */
const MOST_LINES = 20_000;
const LINES_KEPT = 5_000;
/** Lines are written together; so often is often enough for a person. */
const WRITE_MS = 100;

/** One output channel: writes in batches, and stays bounded. */
export class TailChannel implements Disposable {
  readonly #channel: OutputChannel;
  readonly #formatter = new LineFormatter({ translate });
  /** What the panel shows, as far as it is needed when the oldest lines go. */
  #shown: string[] = [];
  #count = 0;
  #waiting: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(name: string) {
    this.#channel = window.createOutputChannel(name, LOG_LANGUAGE);
  }

  get name(): string {
    return this.#channel.name;
  }

  show(): void {
    this.#channel.show(true);
  }

  write(items: readonly TailItem[]): void {
    if (this.#disposed) return;
    for (const item of items) this.#waiting.push(...this.#formatter.format(item));
    this.#timer ??= setTimeout(() => this.#flush(), WRITE_MS);
  }

  clear(): void {
    this.#shown = [];
    this.#waiting = [];
    this.#count = 0;
    this.#channel.clear();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#channel.dispose();
  }

  #flush(): void {
    this.#timer = undefined;
    const lines = this.#waiting;
    this.#waiting = [];
    if (lines.length === 0) return;
    this.#count += lines.length;
    this.#shown = [...this.#shown, ...lines].slice(-LINES_KEPT);
    if (this.#count <= MOST_LINES) {
      this.#channel.append(`${lines.join('\n')}\n`);
      return;
    }
    this.#count = this.#shown.length;
    const note = l10n.t('the oldest lines were dropped: the panel keeps {0}', LINES_KEPT);
    this.#channel.replace(`── ${note} ──\n${this.#shown.join('\n')}\n`);
  }
}
