import { writeState } from './stateFile';

const DELAY_MS = 2_000;

/** Saves a moment after a change, one save at a time, and once more at the end. */
export class Saver {
  readonly #file: string;
  readonly #text: () => string;
  readonly #log: (line: string) => void;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: { file: string; text: () => string; log: (line: string) => void }) {
    this.#file = options.file;
    this.#text = options.text;
    this.#log = options.log;
  }

  /** Saves once more; nothing is written after that. */
  async close(): Promise<void> {
    await this.save();
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  changed(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.save();
    }, DELAY_MS);
  }

  /** Never rejects: a world that cannot be saved goes on. */
  save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing
      .then(() => writeState(this.#file, this.#text()))
      .catch((error: unknown) => this.#log(`The world could not be saved: ${String(error)}`));
    return this.#writing;
  }
}
