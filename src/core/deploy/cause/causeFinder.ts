import type { Connection } from '../../aws/connection';
import type { Diagnosis } from '../../diagnose/cause';
import { diagnose } from '../../diagnose/diagnose';
import type { Evidence, TaskDefinitionFacts } from '../../diagnose/evidence';
import type { JsonObject } from '../../lib/json';
import type { Logger } from '../../lib/logger';
import type { ServiceEvent } from '../../model/service';
import type { Observation, WatchReference } from '../event';
import { viewCause } from '../view/cause';
import { eventsAfter } from '../view/serviceEvents';
import { isFailedTask, sideOf } from '../view/taskTracks';
import { definitionFacts } from './definitionFacts';
import { evidenceOf } from './evidence';
import { LogExcerpts, wantLogs } from './logExcerpts';
import { StopOrder } from './stopOrder';
import { isTrouble } from './trouble';

/** Stopped tasks that are looked at, the newest. */
const MAX_TASKS = 200;

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
    if (definition !== undefined) {
      wantLogs(this.#logs, { ...evidence(), tasks: failed }, at);
      this.#logs.read(definition, at, signal);
    }
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
