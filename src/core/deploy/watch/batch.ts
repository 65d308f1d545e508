import { raceAbort } from '../../lib/abort';
import { QuaysideError } from '../../lib/errors';
import { isPassing } from './hindrance';

interface Asked<T> {
  readonly answer: Promise<T | undefined>;
  readonly resolve: (value: T | undefined) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchOptions<T> {
  /** Keys of one call at most. */
  readonly limit: number;
  /** Settles when whoever asks in the same moment has asked. */
  readonly gather: () => Promise<void>;
  readonly send: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>;
}

/** Asks for many things with few calls: what is asked for in the same moment shares one. Every answer is a fresh one. */
export class Batch<T> {
  readonly #options: BatchOptions<T>;
  #waiting = new Map<string, Asked<T>>();

  constructor(options: BatchOptions<T>) {
    this.#options = options;
  }

  /** Undefined when the answer has nothing of this name; rejects as the call does, or as cancelled. */
  ask(key: string, signal: AbortSignal): Promise<T | undefined> {
    return raceAbort(this.#asked(key), signal);
  }

  /** Those of which the answer has nothing are left out; a signal listens once, however many they are. */
  async askAll(keys: readonly string[], signal: AbortSignal): Promise<readonly T[]> {
    const answers = await raceAbort(Promise.all(keys.map((key) => this.#asked(key))), signal);
    return answers.filter((answer) => answer !== undefined);
  }

  #asked(key: string): Promise<T | undefined> {
    const known = this.#waiting.get(key);
    if (known !== undefined) return known.answer;
    const asked = pending<T>();
    this.#waiting.set(key, asked);
    if (this.#waiting.size === 1) void this.#options.gather().then(() => this.#flush());
    return asked.answer;
  }

  #flush(): void {
    const waiting = [...this.#waiting];
    this.#waiting = new Map();
    for (let from = 0; from < waiting.length; from += this.#options.limit) {
      void this.#send(waiting.slice(from, from + this.#options.limit));
    }
  }

  async #send(asked: readonly (readonly [string, Asked<T>])[]): Promise<void> {
    try {
      const answers = await this.#options.send(asked.map(([key]) => key));
      for (const [key, { resolve }] of asked) resolve(answers.get(key));
    } catch (error) {
      // One that may not be read, or is gone, must not take the others with it.
      if (asked.length > 1 && QuaysideError.is(error) && !isPassing(error)) {
        await Promise.all(asked.map((one) => this.#send([one])));
      } else {
        for (const [, { reject }] of asked) reject(error);
      }
    }
  }
}

function pending<T>(): Asked<T> {
  let resolve: Asked<T>['resolve'] = () => undefined;
  let reject: Asked<T>['reject'] = () => undefined;
  const answer = new Promise<T | undefined>((onAnswer, onError) => {
    resolve = onAnswer;
    reject = onError;
  });
  return { answer, resolve, reject };
}
