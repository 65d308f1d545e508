import type { LoggedLine, WatchReference } from '../../core/deploy/event';
import type { DeployState } from '../../core/deploy/state';
import { LOG_LINES } from '../../core/deploy/view/logLines';
import { sideOf } from '../../core/deploy/view/taskTracks';
import { Deduper } from '../../core/logs/dedupe';
import type { TailItem } from '../../core/logs/model';
import { previewLine } from '../../core/logs/preview';
import { resumePoint } from '../../core/logs/resumePoint';
import { tail, type TailDeps } from '../../core/logs/tail';
import type { LineReading } from './session';

export interface RolloutLinesOptions extends Pick<TailDeps, 'connection' | 'clock' | 'logger'> {
  readonly tell: (lines: readonly LoggedLine[], more: number) => void;
}

/** Lines are told together: more often than this nobody can read. */
const TELL_MS = 250;
/** What is longer is for the log tail. */
const LONGEST_LINE = 1000;

/** Reads what the tasks of the new revision write, while somebody looks at a rollout that goes on. */
export class RolloutLines implements LineReading {
  readonly #options: RolloutLinesOptions;
  readonly #dedupe = new Deduper();
  #run: AbortController | undefined;
  #since: number | undefined;
  #waiting: TailItem[] = [];
  /** Lines that came before those that wait, and are too many to be told. */
  #more = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RolloutLinesOptions) {
    this.#options = options;
  }

  attend(looking: boolean, { phase, reference, logs }: DeployState): void {
    if (!looking || phase !== 'running' || reference === undefined) {
      this.#rest();
      return;
    }
    if (this.#run !== undefined) return;
    this.#run = new AbortController();
    this.#since ??= startOf(reference, logs);
    void this.#read(reference, this.#since, this.#run.signal);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting.slice(-LOG_LINES);
    const more = this.#more + this.#waiting.length - waiting.length;
    this.#waiting = [];
    this.#more = 0;
    if (waiting.length > 0) this.#options.tell(waiting.map(loggedLine), more);
  }

  #rest(): void {
    if (this.#run === undefined) return;
    this.#run.abort();
    this.#run = undefined;
    this.flush();
  }

  async #read(reference: WatchReference, since: number, signal: AbortSignal): Promise<void> {
    const { connection, clock, logger } = this.#options;
    const { clusterArn, serviceArn } = reference;
    const only: TailDeps['only'] = (task) => sideOf(task, reference) === 'new';
    const deps = { connection, clock, logger, since, only, dedupe: this.#dedupe };
    try {
      for await (const items of tail({ clusterArn, serviceArn }, deps, signal)) this.#take(items);
    } catch (error) {
      // The rollout is shown all the same; looking away and back begins anew.
      logger.error('Reading the lines of a rollout ended', error);
    }
  }

  #take(items: readonly TailItem[]): void {
    for (const item of items) this.#waiting.push(item);
    const over = this.#waiting.length - 2 * LOG_LINES;
    if (over > 0) {
      this.#waiting.splice(0, over);
      this.#more += over;
    }
    this.#since = resumePoint(this.#since ?? 0, items, this.#options.clock.now());
    this.#timer ??= setTimeout(() => this.flush(), TELL_MS);
  }
}

/** Where the history begins: with the rollout, or behind what was read before the window was loaded. */
function startOf({ startedAt }: WatchReference, logs: DeployState['logs']): number {
  return (logs?.lines ?? []).reduce(
    (newest, line) => (line.kind === 'line' ? Math.max(newest, line.at + 1) : newest),
    startedAt,
  );
}

function loggedLine(item: TailItem): LoggedLine {
  if (item.kind === 'note') return item;
  const { at, source, text } = item;
  const { taskId, container } = source;
  return { kind: 'line', at, taskId, container, ...previewLine(text, LONGEST_LINE) };
}
