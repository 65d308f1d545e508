import type { ContainerDriver } from './containerDriver';
import type { ContainerSpec, RunningTask, TaskObserver, TaskRuntime, TaskSpec } from './runtime';
import { TaskRun } from './taskRun';

export interface TasksOptions {
  readonly kind: TaskRuntime['kind'];
  readonly description: string;
  /** Each container by itself: a task may mix real ones with seeded ones. */
  readonly driverOf: (container: ContainerSpec) => ContainerDriver;
  /** After the last container of a task ended; the task is over when it resolves. */
  readonly onTaskEnd?: (task: TaskSpec) => Promise<void>;
  readonly onDispose: () => Promise<void>;
}

/** Runs tasks over drivers of single containers. */
export class Tasks implements TaskRuntime {
  readonly kind: TaskRuntime['kind'];
  readonly description: string;
  readonly #options: TasksOptions;
  readonly #runs = new Set<TaskRun>();

  constructor(options: TasksOptions) {
    this.kind = options.kind;
    this.description = options.description;
    this.#options = options;
  }

  start(task: TaskSpec, observer: TaskObserver): RunningTask {
    const { driverOf, onTaskEnd } = this.#options;
    const run = new TaskRun(task, driverOf, observer);
    const over = onTaskEnd === undefined ? run.finished : run.finished.then(() => onTaskEnd(task));
    this.#runs.add(run);
    void over.then(() => this.#runs.delete(run));
    return {
      stop: () => {
        run.stop();
        return over;
      },
    };
  }

  dispose(): Promise<void> {
    for (const run of this.#runs) run.abandon();
    return this.#options.onDispose();
  }
}
