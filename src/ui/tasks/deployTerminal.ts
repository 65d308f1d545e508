import { EventEmitter, l10n, type Pseudoterminal } from 'vscode';
import { isCancellation } from '../../core/lib/abort';
import { describeError, QuaysideError } from '../../core/lib/errors';
import { explain } from '../errors';
import { EXIT } from './exitCode';

/** Writes one line. */
export type Print = (line: string) => void;

const INTERRUPT = '\x03';

/** A terminal in which a deployment runs: lines come out, Ctrl+C stops it, and it ends with an exit code. */
export class DeployTerminal implements Pseudoterminal {
  readonly #work: (print: Print, signal: AbortSignal) => Promise<number>;
  readonly #written = new EventEmitter<string>();
  readonly #closed = new EventEmitter<number>();
  readonly #abort = new AbortController();

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;

  constructor(work: (print: Print, signal: AbortSignal) => Promise<number>) {
    this.#work = work;
  }

  open(): void {
    void this.#run();
  }

  /** The terminal was closed, or the task ended by the editor's command. */
  close(): void {
    this.#abort.abort();
  }

  handleInput(data: string): void {
    if (!data.includes(INTERRUPT)) return;
    this.#print(l10n.t('^C Stopping…'));
    this.#abort.abort();
  }

  async #run(): Promise<void> {
    let code: number;
    try {
      code = await this.#work((line) => this.#print(line), this.#abort.signal);
    } catch (error) {
      code = isCancellation(error) ? EXIT.cancelled : EXIT.notStarted;
      this.#print(isCancellation(error) ? l10n.t('Cancelled') : words(error));
    }
    this.#closed.fire(code);
  }

  #print(line: string): void {
    // A terminal wants both, or the next line begins where this one ends.
    this.#written.fire(`${line.replaceAll(/\r?\n/g, '\r\n')}\r\n`);
  }
}

function words(error: unknown): string {
  if (!QuaysideError.is(error)) return describeError(error);
  const { what, next } = explain(error);
  return next === undefined ? what : `${what} ${next}`;
}
