import type { Disposable } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import { given } from '../../core/aws/given';
import type { Clock } from '../../core/lib/clock';
import { QuaysideError } from '../../core/lib/errors';
import type { Logger } from '../../core/lib/logger';
import { message, type Message } from '../../core/lib/message';
import { Deduper } from '../../core/logs/dedupe';
import type { ViewOptions } from '../../core/logs/logView';
import type { LogSubject, TailItem } from '../../core/logs/model';
import { isSignedOutNote } from '../../core/logs/notes';
import { resumePoint } from '../../core/logs/resumePoint';
import { tail, type TailDeps } from '../../core/logs/tail';
import { TailChannel } from './tailChannel';

export interface TailSessionOptions {
  readonly id: string;
  readonly name: string;
  readonly subject: LogSubject;
  /** Asked for at each start: the profile may have got a new one by a sign-in. */
  readonly connect: () => Promise<Connection>;
  /** Where its history starts, milliseconds since the epoch. */
  readonly since: number;
  /** What is read of it, and what is shown, at first. */
  readonly pattern?: string;
  readonly view?: ViewOptions;
  readonly linkOf: TailDeps['linkOf'];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when it starts, stops, ends, or shows other lines. */
  readonly changed: () => void;
  /** Called while it is paused, now and then when more lines wait. */
  readonly counted: () => void;
  /** An error in words for people. */
  readonly explain: (error: QuaysideError) => string;
  /** Called when it waits for credentials. */
  readonly signedOut: () => void;
}

/** What is read, in difference to what of it is shown. */
export interface TailSource {
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** In CloudWatch's language of patterns; all lines where it is left out. */
  readonly pattern?: string;
}

/** Often enough for a number in a list. */
const COUNT_MS = 1000;
/** While lines pour in, the panel gets time to take them. */
const BREATHE_EVERY = 2000;
const BREATHE_MS = 50;

/** A tail and its output channel. */
export class TailSession implements Disposable {
  readonly #options: TailSessionOptions;
  readonly #channel: TailChannel;
  #dedupe = new Deduper();
  #run: AbortController | undefined;
  #rests = false;
  #readFrom: number;
  /** Where it goes on when it is resumed. */
  #since: number;
  #pattern: string | undefined;
  #counting: ReturnType<typeof setTimeout> | undefined;

  constructor(options: TailSessionOptions) {
    this.#options = options;
    this.#readFrom = options.since;
    this.#since = options.since;
    this.#pattern = options.pattern;
    this.#channel = new TailChannel(options.name, options.clock);
    if (options.view !== undefined) this.#channel.change(options.view);
  }

  get id(): string {
    return this.#options.id;
  }

  get name(): string {
    return this.#channel.name;
  }

  get subject(): LogSubject {
    return this.#options.subject;
  }

  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  get isPaused(): boolean {
    return this.#channel.paused;
  }

  /** Lines that wait because it is paused. */
  get held(): number {
    return this.#channel.held;
  }

  get view(): ViewOptions {
    return this.#channel.options;
  }

  /** Where its history started, milliseconds since the epoch. */
  get readFrom(): number {
    return this.#readFrom;
  }

  get pattern(): string | undefined {
    return this.#pattern;
  }

  show(): void {
    this.#channel.show();
  }

  clear(): void {
    this.#channel.clear();
  }

  /** Goes on reading, but shows nothing new until `goOn`. */
  pause(): void {
    this.#channel.pause();
    this.#options.changed();
  }

  goOn(): void {
    this.#channel.goOn();
    this.#options.changed();
  }

  /** Other lines of what is kept, or in another form. */
  choose(view: ViewOptions): void {
    this.#channel.change(view);
    this.#options.changed();
  }

  /** Reads anew: from another time, or other lines of the source. */
  readAnew({ since, pattern }: TailSource): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#readFrom = since;
    this.#since = since;
    this.#pattern = pattern;
    this.#dedupe = new Deduper();
    // Who asks for other lines wants to see them.
    if (this.isPaused) this.#channel.goOn();
    this.#channel.clear();
    this.start();
  }

  /** All that is kept of it, as it came. */
  everything(): string {
    return this.#channel.everything();
  }

  /** Starts, or goes on where it was stopped. */
  start(): void {
    this.#rests = false;
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
    this.#rests = false;
    this.#end(message('tail.byYou', 'stopped'));
  }

  /** Stops until `wake`: live tail is billed, whether somebody reads it or not. */
  rest(): void {
    this.#rests ||= this.isRunning;
    this.#end(
      message('tail.rests', 'nobody was at this window for two hours: the tail goes on when somebody is'),
    );
  }

  wake(): void {
    if (this.#rests) this.start();
  }

  #end(words: Message): void {
    if (this.#run === undefined) return;
    this.#run.abort();
    this.#run = undefined;
    this.#say(words);
    this.#options.changed();
  }

  dispose(): void {
    this.#run?.abort();
    this.#run = undefined;
    clearTimeout(this.#counting);
    this.#channel.dispose();
  }

  async #read(run: AbortController): Promise<void> {
    const { subject, connect, clock, logger, linkOf, explain } = this.#options;
    const dedupe = this.#dedupe;
    let unbroken = 0;
    try {
      const connection = await connect();
      const optional = { ...given('pattern', this.#pattern), ...given('linkOf', linkOf) };
      const deps = { connection, clock, logger, since: this.#since, dedupe, ...optional };
      for await (const items of tail(subject, deps, run.signal)) {
        // Also after a stop, for what was read before it: a resumed tail would not bring that again.
        if (dedupe === this.#dedupe) this.#take(items);
        unbroken += items.length;
        if (unbroken < BREATHE_EVERY) continue;
        unbroken = 0;
        await new Promise((resolve) => setTimeout(resolve, BREATHE_MS));
      }
    } catch (error) {
      logger.error(`The tail ${this.name} ended`, error);
      this.#say(
        QuaysideError.is(error)
          ? message('tail.failedBecause', 'the tail ended: {0} It can be resumed.', explain(error))
          : message('tail.failed', 'the tail ended unexpectedly: see the log; it can be resumed'),
      );
    }
  }

  #take(items: readonly TailItem[]): void {
    this.#channel.write(items);
    this.#since = resumePoint(this.#since, items, this.#options.clock.now());
    if (items.some(isSignedOutNote)) this.#options.signedOut();
    if (!this.isPaused) return;
    this.#counting ??= setTimeout(() => {
      this.#counting = undefined;
      this.#options.counted();
    }, COUNT_MS);
  }

  #say(text: Message): void {
    this.#channel.write([{ kind: 'note', at: this.#options.clock.now(), text }]);
  }
}
