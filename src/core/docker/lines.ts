import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

/** A line that never ends is given in pieces of this many characters. */
const LONGEST = 32_768;

/** Cuts a stream of bytes into lines. Of a line that was overwritten by carriage returns only the last text counts. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #pending = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(bytes: Buffer): void {
    const parts = (this.#pending + this.#decoder.write(bytes)).split('\n');
    this.#pending = parts.pop() ?? '';
    for (const part of parts) this.#emit(part);
    if (this.#pending.length > LONGEST) this.#flush();
  }

  end(): void {
    this.#pending += this.#decoder.end();
    if (this.#pending !== '') this.#flush();
  }

  #flush(): void {
    this.#emit(this.#pending);
    this.#pending = '';
  }

  #emit(raw: string): void {
    const text = raw.replace(/\r+$/, '');
    this.#onLine(stripVTControlCharacters(text.slice(text.lastIndexOf('\r') + 1)));
  }
}

/** Keeps the end of a text, which is where programs say what went wrong. */
export class Tail {
  readonly #limit: number;
  #text = '';

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(text: string): void {
    this.#text += text;
    // Cutting at every line would copy the whole text each time.
    if (this.#text.length > this.#limit * 2) this.#text = this.#text.slice(-this.#limit);
  }

  get text(): string {
    return this.#text.slice(-this.#limit);
  }
}
