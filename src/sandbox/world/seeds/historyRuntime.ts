import type { WorldClock } from '../../clock';
import type { RunningTask, TaskObserver, TaskRuntime, TaskSpec } from '../../runtime/runtime';

/** How the tasks of one family's revision fared in the past; those without an entry ran well. */
export interface PastFailure {
  readonly family: string;
  readonly revision: number;
  readonly container: string;
  readonly exitCode: number;
  readonly afterMs: number;
  readonly lines: readonly string[];
}

const PULL_MS = 2_000;
const CHECK_MS = 5_000;

/** Runs the tasks of a seed's past: no output but a first line, and failures as the seed tells them. */
export class HistoryRuntime implements TaskRuntime {
  readonly kind = 'acted';
  readonly description = 'The past of a seed.';
  readonly #clock: WorldClock;
  readonly #failures: readonly PastFailure[];
  readonly #digestOf: (image: string) => string | undefined;

  constructor(options: {
    clock: WorldClock;
    failures: readonly PastFailure[];
    digestOf: (image: string) => string | undefined;
  }) {
    this.#clock = options.clock;
    this.#failures = options.failures;
    this.#digestOf = options.digestOf;
  }

  start(task: TaskSpec, observer: TaskObserver): RunningTask {
    let stopped = false;
    observer.pullStarted();
    this.#clock.after(PULL_MS, () => {
      if (stopped) return;
      observer.pullStopped();
      for (const container of task.containers) {
        const digest = this.#digestOf(container.image);
        observer.containerStarted(container.name, {
          hostPorts: {},
          ...(digest !== undefined && { imageDigest: digest }),
        });
        observer.output(container.name, `${container.name} started`, this.#clock.now());
        if (container.healthCheck !== undefined) {
          this.#clock.after(CHECK_MS, () => {
            if (!stopped) observer.containerHealth(container.name, 'HEALTHY');
          });
        }
      }
      const failure = this.#failures.find(
        ({ family, revision }) => family === task.family && revision === task.revision,
      );
      if (failure === undefined) return;
      this.#clock.after(failure.afterMs, () => {
        if (stopped) return;
        for (const line of failure.lines) observer.output(failure.container, line, this.#clock.now());
        observer.containerStopped(failure.container, { exitCode: failure.exitCode });
      });
    });
    return {
      stop: () => {
        stopped = true;
        for (const { name } of task.containers) observer.containerStopped(name, { exitCode: 0 });
        return Promise.resolve();
      },
    };
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
