import type { Connection } from '../../aws/connection';
import type { Diagnosis } from '../../diagnose/cause';
import { diagnose } from '../../diagnose/diagnose';
import type { Evidence, TaskDefinitionFacts } from '../../diagnose/evidence';
import { firstToFail } from '../../diagnose/failing';
import { groupTasks } from '../../diagnose/taskSightings';
import type { JsonObject } from '../../lib/json';
import type { Logger } from '../../lib/logger';
import type { ServiceEvent } from '../../model/service';
import type { Task } from '../../model/task';
import type { Observation, WatchReference } from '../event';
import { viewCause } from '../view/cause';
import { eventsAfter } from '../view/serviceEvents';
import { isFailedTask, sideOf } from '../view/taskTracks';
import { definitionFacts } from './definitionFacts';
import { evidenceOf } from './evidence';
import { LogExcerpts } from './logExcerpts';
import { StopOrder } from './stopOrder';

/** Stopped tasks that are looked at, the newest. */
const MAX_TASKS = 200;
/** Words of service events that are worth a look; whether they mean anything is for the rules to say. */
const TROUBLE = ['unable to', 'failed', 'unhealthy', 'error'];

/** A rollout at one moment. */
export interface Scene {
  readonly reference: WatchReference;
  readonly observation: Observation;
  /** The new revision, once it was read. */
  readonly definition: JsonObject | undefined;
  readonly at: number;
  /** True when the rollout has come to a bad end. */
  readonly failed: boolean;
}

/** Says why the tasks of a rollout fail, from what watching reads anyway and the logs of the containers that failed. */
export class CauseFinder {
  readonly #logs: LogExcerpts;
  readonly #stops = new StopOrder();
  #events: readonly ServiceEvent[] = [];
  #facts: TaskDefinitionFacts | undefined;
  /** What was examined last. */
  #examined = '';
  #told = '';

  constructor(connection: Connection, logger: Logger) {
    this.#logs = new LogExcerpts(connection, logger);
  }

  /** Settles when a log that is being read has arrived; undefined when none is. */
  get arrival(): Promise<void> | undefined {
    return this.#logs.arrival;
  }

  /** What is to be told now; undefined when nothing fails, or nothing new is known. Begins the reads of logs that are due. */
  examine(scene: Scene, signal: AbortSignal): Diagnosis | undefined {
    const { reference, observation, definition, at } = scene;
    const tasks = observation.tasks ?? [];
    this.#stops.note(tasks);
    this.#events = eventsAfter(reference, observation.service?.events ?? [], this.#events);
    if (definition !== undefined) this.#facts ??= definitionFacts(definition);
    const stopped = tasks
      .filter((task) => task.lastStatus === 'STOPPED' && sideOf(task, reference) === 'new')
      .filter(({ stoppedAt = Infinity }) => stoppedAt >= reference.startedAt)
      .slice(-MAX_TASKS);
    const failed = stopped.filter(isFailedTask);
    const troubles = this.#events.filter(({ message }) => isTrouble(message));
    if (failed.length === 0 && troubles.length === 0 && !scene.failed) return undefined;
    const evidence = (): Evidence =>
      evidenceOf(reference, observation, {
        at,
        tasks: stopped,
        events: this.#events,
        stopOrder: this.#stops.order,
        definition: this.#facts,
        logs: this.#logs.excerpts,
      });
    if (definition !== undefined) this.#readLogs(failed, evidence(), definition, at, signal);
    const seen = JSON.stringify([
      failed.map(({ arn }) => arn),
      troubles.map(({ id }) => id),
      this.#logs.excerpts.map(({ taskArn, lines }) => [taskArn, lines.length]),
      observation.deployment?.status,
      this.#facts !== undefined,
      scene.failed,
    ]);
    if (seen === this.#examined) return undefined;
    this.#examined = seen;
    return this.#news(diagnose(evidence()));
  }

  #readLogs(
    failed: readonly Task[],
    evidence: Evidence,
    definition: JsonObject,
    at: number,
    signal: AbortSignal,
  ): void {
    // One of those that died alike speaks for all of them.
    for (const { task } of groupTasks({ ...evidence, tasks: failed })) {
      const container = firstToFail(task, evidence);
      // What never ran has written nothing.
      const ran = task.startedAt !== undefined || container?.exitCode !== undefined;
      if (container !== undefined && ran) this.#logs.want(task, container.name, at);
    }
    this.#logs.read(definition, at, signal);
  }

  /** A cause that was told is not taken back: that nothing new fails does not mean that nothing failed. */
  #news(diagnosis: Diagnosis): Diagnosis | undefined {
    const { causes, unrecognised } = diagnosis;
    if (causes.length === 0 && unrecognised === undefined) return undefined;
    const words = JSON.stringify(viewCause(diagnosis));
    if (words === this.#told) return undefined;
    this.#told = words;
    return diagnosis;
  }
}

function isTrouble(message: string): boolean {
  const words = message.toLowerCase();
  return TROUBLE.some((sign) => words.includes(sign));
}
