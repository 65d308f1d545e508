import type { Connection } from '../aws/connection';
import { given } from '../aws/given';
import { isCancellation } from '../lib/abort';
import type { Clock } from '../lib/clock';
import type { Logger } from '../lib/logger';
import type { Message } from '../lib/message';
import type { Task } from '../model/task';
import { Deduper } from './dedupe';
import { FollowerPool, type JoiningStream } from './followerPool';
import { locateLogs, LogLocator } from './locate';
import type { ContainerLogs, LogSubject, TailItem, TailNote } from './model';
import {
  endNote,
  linkNote,
  recoveredNote,
  stoppedNote,
  tasksHindranceNote,
  unknownTaskNote,
  waitingForTasksNote,
} from './notes';
import { Queue } from './queue';
import { TaskWatch } from './taskWatch';
import { backOffMs, troubleOf, troubleText } from './trouble';

/** How often the tasks are looked at, for those that join or stop. */
const LOOK_MS = 5000;
/** A stopped task's last lines take a moment to arrive. */
const LAST_LINES_MS = 10_000;
/** Older ends need no waiting: everything has arrived. */
const LONG_AGO_MS = 120_000;
/** A task can log a little before ECS's own record of it, by another clock. */
const CLOCK_SLACK_MS = 60_000;
/** The same note again within this time is one note: every group meets the same trouble. */
const SAME_NOTE_MS = 10_000;
/** Batches that lie ready before reading is slowed down. */
const QUEUE_BATCHES = 16;

export interface TailDeps {
  readonly connection: Pick<Connection, 'info' | 'ecs' | 'logs'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the history starts, milliseconds since the epoch. */
  readonly since: number;
  /** Only lines that match, in CloudWatch's own language of patterns; chosen where they lie. */
  readonly pattern?: string;
  /** Leaves out the other tasks of the subject. */
  readonly only?: (task: Task) => boolean;
  /** Where a person can read what a container logs to another place than CloudWatch. */
  readonly linkOf?: (task: Task, container: string) => string | undefined;
  /** Given again when a tail is resumed, so that no line comes twice. */
  readonly dedupe?: Deduper;
}

/**
 * The output of a subject: history since the given time, then line by line as it comes, also of tasks that start later.
 * Ends when the signal fires, or when a single task has stopped and all of it was read; whatever else happens becomes
 * a note and the tail goes on. Batches are ordered by time within themselves.
 */
export async function* tail(
  subject: LogSubject,
  deps: TailDeps,
  signal: AbortSignal,
): AsyncGenerator<readonly TailItem[]> {
  const stop = new AbortController();
  const session = new TailSession(subject, deps);
  const running = session.run(AbortSignal.any([signal, stop.signal]));
  running.catch(() => undefined);
  try {
    yield* session.queue;
    await running;
  } finally {
    stop.abort();
    await running.catch(() => undefined);
  }
}

class TailSession {
  readonly queue = new Queue<readonly TailItem[]>(QUEUE_BATCHES);
  readonly #subject: LogSubject;
  readonly #deps: TailDeps;
  readonly #watch: TaskWatch;
  readonly #locator: LogLocator;
  readonly #pool: FollowerPool;
  /** Tasks that stopped and whose last lines are still waited for; of one that ECS has forgotten nothing more is known. */
  readonly #ending = new Map<string, { readonly task: Task | undefined; readonly due: number }>();
  /** Tasks seen whose streams are not known yet. */
  readonly #untaken: Task[] = [];
  readonly #explained = new Set<string>();
  readonly #said = new Map<string, number>();
  /** Whether ECS knew any of the tasks: of one that it has forgotten not all is told. */
  #wasSeen = false;
  /** What keeps the tasks from being looked at; told once, however long it lasts. */
  #hinderedBy: Message | undefined;

  constructor(subject: LogSubject, deps: TailDeps) {
    const { connection, clock, logger, pattern, dedupe = new Deduper() } = deps;
    this.#subject = subject;
    this.#deps = deps;
    this.#watch = new TaskWatch(connection.ecs, subject);
    this.#locator = new LogLocator(connection.ecs, connection.info.region);
    this.#pool = new FollowerPool({
      logs: (region) => connection.logs(region),
      clusterArn: subject.clusterArn,
      clock,
      logger,
      dedupe,
      ...given('pattern', pattern),
      emit: (items) => this.queue.push(items),
      note: (text) => this.#note(text),
    });
  }

  async run(signal: AbortSignal): Promise<void> {
    const stopReading = (): void => {
      this.queue.close();
      void this.#pool.stop();
    };
    signal.addEventListener('abort', stopReading, { once: true });
    if (signal.aborted) stopReading();
    try {
      let first = true;
      for (let attempt = 0; !signal.aborted;) {
        const ok = await this.#look(first, signal);
        if (ok && (await this.#isOver())) return;
        first &&= !ok;
        attempt = ok ? 0 : attempt + 1;
        await this.#deps.clock.sleep(ok ? LOOK_MS : backOffMs(attempt), signal);
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    } finally {
      signal.removeEventListener('abort', stopReading);
      this.queue.close();
      await this.#pool.stop();
    }
  }

  /** One look at the tasks; false when something stood in the way. */
  async #look(first: boolean, signal: AbortSignal): Promise<boolean> {
    try {
      const { tasks, missing } = await this.#watch.look(signal);
      const { only = () => true } = this.#deps;
      this.#untaken.push(...tasks.filter(only));
      this.#wasSeen ||= tasks.length > 0;
      await this.#take(first, signal);
      for (const arn of missing) this.#forget(arn);
      this.#endTasks();
      this.#recover();
      return true;
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.kind === 'cancelled') throw error;
      this.#deps.logger.debug(`Tasks of a tail: ${troubleText(trouble)}`);
      const text = tasksHindranceNote(trouble);
      if (text !== undefined && text.id !== this.#hinderedBy?.id) this.#note(text);
      this.#hinderedBy = text ?? this.#hinderedBy;
      return false;
    }
  }

  #recover(): void {
    if (this.#hinderedBy === undefined) return;
    this.#hinderedBy = undefined;
    this.#note(recoveredNote());
  }

  /** A task that ECS forgot before its end was seen (while the machine slept, say) is not to be followed for ever. */
  #forget(arn: string): void {
    if (arn === this.#subject.taskArn) this.#note(unknownTaskNote(arn));
    const task = this.#ending.get(arn)?.task;
    this.#ending.set(arn, { task, due: this.#deps.clock.now() });
  }

  /** Finds the streams of the tasks that were seen. They wait in `#untaken` until their log configuration is known. */
  async #take(first: boolean, signal: AbortSignal): Promise<void> {
    const now = this.#deps.clock.now();
    const joining: JoiningStream[] = [];
    const before: TailNote[] = [];
    for (const task of this.#untaken) {
      const over = task.lastStatus === 'STOPPED' && (task.stoppedAt ?? now) < now - LONG_AGO_MS;
      const from = this.#start(task, first);
      if (over && (task.stoppedAt ?? now) < from) continue;
      const { streams } = locateLogs(task, await this.#containers(task, signal));
      joining.push(...streams.map((stream) => ({ stream, from, over })));
      if (task.lastStatus !== 'STOPPED') continue;
      if (over) before.push({ kind: 'note', at: task.stoppedAt ?? now, text: stoppedNote(task) });
      else this.#ending.set(task.arn, { task, due: now + LAST_LINES_MS });
    }
    if (first && this.#untaken.length === 0 && this.#subject.taskArn === undefined)
      this.#note(waitingForTasksNote());
    this.#untaken.length = 0;
    if (first || joining.length > 0) this.#pool.add(joining, first || before.length > 0 ? before : undefined);
  }

  /**
   * Says of containers that log elsewhere where their lines are, and leaves out those that nobody asked for. What a log
   * router says for itself goes with a container whose lines it took elsewhere.
   */
  async #containers(task: Task, signal: AbortSignal): Promise<readonly ContainerLogs[]> {
    const all = await this.#locator.containers(task.taskDefinitionArn, signal);
    const { container: only } = this.#subject;
    const asked = only === undefined ? all : all.filter(({ container }) => container === only);
    for (const logs of asked) {
      const known = `${logs.container}\n${logs.kind === 'elsewhere' ? (logs.driver ?? '') : ''}`;
      if (logs.kind !== 'elsewhere' || this.#explained.has(known)) continue;
      this.#explained.add(known);
      this.#note(logs.explanation);
      const link = this.#deps.linkOf?.(task, logs.container);
      if (link !== undefined) this.#note(linkNote(logs.container, link));
    }
    const throughRouter = asked.some((logs) => logs.kind === 'elsewhere' && logs.driver === 'awsfirelens');
    return throughRouter && only !== undefined
      ? [...asked, ...all.filter(({ isRouter }) => isRouter)]
      : asked;
  }

  /** A task that joins later is read from its beginning; one that ended before the time asked for, as far back from its end. */
  #start(task: Task, first: boolean): number {
    const { since, clock } = this.#deps;
    if (this.#subject.taskArn !== undefined && task.stoppedAt !== undefined)
      return Math.min(since, task.stoppedAt - (clock.now() - since));
    return first ? since : Math.max(since, task.createdAt - CLOCK_SLACK_MS);
  }

  /** Tells the end of stopped tasks once their last lines are out. */
  #endTasks(): void {
    const now = this.#deps.clock.now();
    for (const [arn, { task, due }] of this.#ending) {
      if (due > now || !this.#pool.caughtUp(arn)) continue;
      this.#ending.delete(arn);
      this.#pool.release(arn);
      if (task !== undefined) this.#note(stoppedNote(task));
    }
  }

  /** A single task ends: there is nothing to wait for once it has stopped and was read. */
  async #isOver(): Promise<boolean> {
    if (this.#subject.taskArn === undefined || !this.#watch.allStopped || this.#ending.size > 0) return false;
    await this.#pool.settled();
    if (this.#wasSeen) this.#note(endNote());
    return true;
  }

  #note(text: Message): void {
    const now = this.#deps.clock.now();
    const key = `${text.id}\n${text.args.join('\n')}`;
    if (now - (this.#said.get(key) ?? -Infinity) < SAME_NOTE_MS) return;
    this.#said.set(key, now);
    void this.queue.push([{ kind: 'note', at: now, text }]);
  }
}
