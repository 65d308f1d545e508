import type { ContainerDriver } from './containerDriver';
import type { ContainerSpec, RunningTask, TaskObserver, TaskRuntime, TaskSpec } from './runtime';
import { TaskRun } from './taskRun';

export interface TasksOptions {
  readonly kind: TaskRuntime['kind'];
  readonly description: string;
  /** Each container by itself: a task may mix real ones with seeded ones. */
  readonly driverOf: (container: ContainerSpec) => ContainerDriver;
  readonly onDispose: () => Promise<void>;
}

/** Runs tasks over drivers of single containers. */
export class Tasks implements TaskRuntime {
  readonly kind: TaskRuntime['kind'];
  readonly description: string;
  readonly #options: TasksOptions;

  constructor(options: TasksOptions) {
    this.kind = options.kind;
    this.description = options.description;
    this.#options = options;
  }

  start(task: TaskSpec, observer: TaskObserver): RunningTask {
    return new TaskRun(task, this.#options.driverOf, observer);
  }

  dispose(): Promise<void> {
    return this.#options.onDispose();
  }
}
