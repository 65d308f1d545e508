import type { Connection } from '../../aws/connection';
import type { Evidence, LogExcerpt } from '../../diagnose/evidence';
import { firstToFail } from '../../diagnose/failing';
import { firstErrorLine } from '../../diagnose/firstErrorLine';
import { groupTasks } from '../../diagnose/taskSightings';
import { isCancellation } from '../../lib/abort';
import { describeError } from '../../lib/errors';
import type { JsonObject } from '../../lib/json';
import type { Logger } from '../../lib/logger';
import type { Message } from '../../lib/message';
import { readContainerLogs } from '../../logs/containerLogs';
import { locateLogs } from '../../logs/locate';
import type { LogStream } from '../../logs/model';
import { arnName } from '../../model/arn';
import type { Task } from '../../model/task';

const MAX_TASKS = 3;
/** Of one deployment. */
const MAX_READS = 6;
const LINES = 100;
/** Lines reach the API later than the stop: so long after the first read the next ones begin. */
const RETRY_AT = [0, 5000, 15_000, 30_000] as const;
/** What stopped longer ago than this has nothing on the way any more. */
const ALL_ARRIVED_MS = 60_000;

interface Wanted {
  readonly task: Task;
  readonly container: string;
  readonly since: number;
  reads: number;
  state: 'open' | 'reading' | 'done';
}

/** Reads the last lines of containers that failed, in the background: nothing waits for it. */
export class LogExcerpts {
  readonly #connection: Connection;
  readonly #logger: Logger;
  readonly #wanted = new Map<string, Wanted>();
  readonly #excerpts = new Map<string, LogExcerpt>();
  readonly #reading = new Set<Promise<void>>();
  #reads = 0;
  #failure: unknown;
  #elsewhere: Message | undefined;

  constructor(connection: Connection, logger: Logger) {
    this.#connection = connection;
    this.#logger = logger;
  }

  get excerpts(): readonly LogExcerpt[] {
    return [...this.#excerpts.values()];
  }

  /** What a read failed with last, such as that logs may not be read; undefined when none has. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Where a container that failed writes its log, when that is not where it could be read. */
  get elsewhere(): Message | undefined {
    return this.#elsewhere;
  }

  /** Settles when one of the reads that are under way has ended; undefined when none is. */
  get arrival(): Promise<void> | undefined {
    return this.#reading.size === 0 ? undefined : Promise.race(this.#reading);
  }

  /** When the next read is due, milliseconds since the epoch; undefined when none will be. */
  get nextDue(): number | undefined {
    if (this.#reads >= MAX_READS) return undefined;
    const due = [...this.#wanted.values()]
      .filter(({ state }) => state === 'open')
      .flatMap(({ since, reads }) => RETRY_AT.slice(reads, reads + 1).map((after) => since + after));
    return due.length === 0 ? undefined : Math.min(...due);
  }

  want(task: Task, container: string, now: number): void {
    if (this.#wanted.has(task.arn) || this.#wanted.size >= MAX_TASKS) return;
    this.#wanted.set(task.arn, { task, container, since: now, reads: 0, state: 'open' });
  }

  /** Begins the reads that are due. */
  read(definition: JsonObject, now: number, signal: AbortSignal): void {
    for (const wanted of this.#wanted.values()) {
      const due = RETRY_AT[wanted.reads];
      if (wanted.state !== 'open' || due === undefined || now - wanted.since < due) continue;
      if (this.#reads >= MAX_READS) return;
      const stream = this.#streamOf(definition, wanted);
      if (stream === undefined) {
        wanted.state = 'done';
        continue;
      }
      wanted.state = 'reading';
      wanted.reads += 1;
      this.#reads += 1;
      const reading = this.#readOne(wanted, stream, now, signal).finally(() => this.#reading.delete(reading));
      this.#reading.add(reading);
    }
  }

  #streamOf(definition: JsonObject, { task, container }: Wanted): LogStream | undefined {
    const logs = readContainerLogs(definition, this.#connection.info.region);
    const ours = logs.filter((entry) => entry.container === container);
    for (const place of ours) if (place.kind === 'elsewhere') this.#elsewhere ??= place.explanation;
    return locateLogs(task, ours).streams[0];
  }

  /** Lines without a sign of an error may not be the last ones: they are shown, and looked for again. */
  async #readOne(
    wanted: Wanted,
    { group, stream, region }: LogStream,
    now: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { task, container } = wanted;
    try {
      const events = await this.#connection.logs(region).lastEvents({ group, stream, limit: LINES }, signal);
      const lines = events.map(({ message }) => message);
      const settled = now - (task.stoppedAt ?? now) > ALL_ARRIVED_MS;
      wanted.state = settled || firstErrorLine(lines) !== undefined ? 'done' : 'open';
      if (lines.length > 0) this.#excerpts.set(task.arn, { taskArn: task.arn, container, lines });
    } catch (error) {
      // The card stands without the lines; asking again would be refused again.
      wanted.state = 'done';
      if (isCancellation(error)) return;
      this.#failure = error;
      this.#logger.warn(`No log of ${container} of task ${arnName(task.arn)}: ${describeError(error)}`);
    }
  }
}

/** Asks for the logs that tell why these tasks failed: one of those that died alike speaks for all of them. */
export function wantLogs(logs: LogExcerpts, evidence: Evidence, now: number): void {
  for (const { task } of groupTasks(evidence)) {
    const container = firstToFail(task, evidence);
    // What never ran has written nothing.
    const ran = task.startedAt !== undefined || container?.exitCode !== undefined;
    if (container !== undefined && ran) logs.want(task, container.name, now);
  }
}
