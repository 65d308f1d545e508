/** Randomness that a seed decides and that can be put away and taken up again: the same seed gives the same world. */
export class SeededRandom {
  #state: number;

  /** Takes a name, or the number that `state` gave. */
  constructor(seed: string | number) {
    this.#state = typeof seed === 'number' ? seed : hash(seed);
  }

  get state(): number {
    return this.#state;
  }

  /** In [0, 1). Mulberry32: small, and good enough for ids. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let value = this.#state;
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number in [from, to]. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** `alphabet` is ASCII. Large worlds make millions of these letters: one buffer, one string. */
  text(length: number, alphabet: string): string {
    const letters = Buffer.allocUnsafe(length);
    for (let index = 0; index < length; index += 1) {
      letters[index] = alphabet.charCodeAt(Math.floor(this.next() * alphabet.length));
    }
    return letters.toString('latin1');
  }

  hex(length: number): string {
    return this.text(length, '0123456789abcdef');
  }

  /** Decimal digits, the first of them not 0. */
  digits(length: number): string {
    return this.text(1, '123456789') + this.text(length - 1, '0123456789');
  }

  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${this.hex(12)}`;
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
