import type { Disposable } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { Clock } from '../../core/lib/clock';
import type { Logger } from '../../core/lib/logger';
import { message, type Message } from '../../core/lib/message';
import { Deduper } from '../../core/logs/dedupe';
import type { LogSubject } from '../../core/logs/model';
import { tail } from '../../core/logs/tail';
import { TailChannel } from './tailChannel';

export interface TailSessionOptions {
  readonly name: string;
  readonly subject: LogSubject;
  /** Asked for at each start: the profile may have got a new one by a sign-in. */
  readonly connect: () => Promise<Connection>;
  /** Where its history starts, milliseconds since the epoch. */
  readonly since: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when it starts, stops or ends. */
  readonly changed: () => void;
}

/** How far behind the newest line a resumed tail begins: lines arrive late, and no line is shown twice. */
const RESUME_OVERLAP_MS = 60_000;
/** While lines pour in, the panel gets time to take them. */
const BREATHE_EVERY = 2000;
const BREATHE_MS = 50;

/** A tail and its output channel. */
export class TailSession implements Disposable {
  readonly #options: TailSessionOptions;
  readonly #channel: TailChannel;
  readonly #dedupe = new Deduper();
  #run: AbortController | undefined;
  #since: number;

  constructor(options: TailSessionOptions) {
    this.#options = options;
    this.#since = options.since;
    this.#channel = new TailChannel(options.name);
  }

  get name(): string {
    return this.#channel.name;
  }

  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  show(): void {
    this.#channel.show();
  }

  clear(): void {
    this.#channel.clear();
  }

  /** Starts, or goes on where it was stopped. */
  start(): void {
    if (this.#run !== undefined) return;
    const run = new AbortController();
    this.#run = run;
    this.#options.changed();
    void this.#read(run).finally(() => {
      if (this.#run === run) this.#run = undefined;
      this.#options.changed();
    });
  }

  stop(): void {
    if (this.#run === undefined) return;
    this.#run.abort();
    this.#run = undefined;
    this.#say(message('tail.byYou', 'stopped'));
    this.#options.changed();
  }

  dispose(): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#channel.dispose();
  }

  async #read(run: AbortController): Promise<void> {
    const { subject, connect, clock, logger } = this.#options;
    let unbroken = 0;
    try {
      const connection = await connect();
      const deps = { connection, clock, logger, since: this.#since, dedupe: this.#dedupe };
      for await (const items of tail(subject, deps, run.signal)) {
        // Also after a stop, for what was read before it: a resumed tail would not bring that again.
        this.#channel.write(items);
        for (const { at } of items)
          this.#since = Math.max(this.#since, Math.min(at, clock.now()) - RESUME_OVERLAP_MS);
        unbroken += items.length;
        if (unbroken < BREATHE_EVERY) continue;
        unbroken = 0;
        await new Promise((resolve) => setTimeout(resolve, BREATHE_MS));
      }
    } catch (error) {
      logger.error(`The tail ${this.name} ended`, error);
      this.#say(message('tail.failed', 'the tail ended unexpectedly: see the log; it can be resumed'));
    }
  }

  #say(text: Message): void {
    this.#channel.write([{ kind: 'note', at: this.#options.clock.now(), text }]);
  }
}
