import { describeError } from '../../core/lib/errors';
import { StartFailure, type ContainerDriver, type StartedContainer } from './containerDriver';
import { dependencyState } from './dependencies';
import type { ContainerSpec, TaskObserver, TaskSpec } from './runtime';

export interface ContainerState {
  readonly spec: ContainerSpec;
  readonly driver: ContainerDriver;
  phase: 'waiting' | 'starting' | 'running' | 'stopped';
  health: 'HEALTHY' | 'UNHEALTHY' | undefined;
  exitCode: number | undefined;
  started: StartedContainer | undefined;
  stopAsked: boolean;
}

/**
 * One task from pull to end: images first, then containers as their dependsOn conditions allow; an essential container
 * that ends takes the others with it, dependents first. The same for real and acted containers.
 */
export class TaskRun {
  readonly #task: TaskSpec;
  #observer: TaskObserver;
  readonly #states: ReadonlyMap<string, ContainerState>;
  readonly #abort = new AbortController();
  readonly #finished: Promise<void>;
  #finish: () => void = () => undefined;
  #pulling = true;
  #stopping = false;

  constructor(
    task: TaskSpec,
    driverOf: (container: ContainerSpec) => ContainerDriver,
    observer: TaskObserver,
  ) {
    this.#task = task;
    this.#observer = observer;
    this.#states = new Map(
      task.containers.map((spec) => [
        spec.name,
        {
          spec,
          driver: driverOf(spec),
          phase: 'waiting',
          health: undefined,
          exitCode: undefined,
          started: undefined,
          stopAsked: false,
        },
      ]),
    );
    this.#finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
    // The observer hears of the pull after `start` has returned, so that it can hold the task first.
    queueMicrotask(() => void this.#pull());
  }

  get finished(): Promise<void> {
    return this.#finished;
  }

  stop(): void {
    this.#stopAll();
  }

  /** Starts nothing more and tells nobody anything: what runs is ended by whoever owns it. */
  abandon(): void {
    this.#observer = SILENT;
    this.#stopping = true;
    this.#abort.abort();
  }

  async #pull(): Promise<void> {
    const { signal } = this.#abort;
    if (!signal.aborted) this.#observer.pullStarted();
    const pulls = new Map<string, Promise<void>>();
    try {
      await Promise.all(
        [...this.#states.values()].map(async ({ spec, driver }) => {
          const pull = pulls.get(spec.image) ?? driver.pull(spec.image, signal);
          pulls.set(spec.image, pull);
          try {
            await pull;
          } catch (error) {
            if (!signal.aborted) this.#fail(reasonOf(error, 'CannotPullContainerError'), spec.name);
          }
        }),
      );
      if (!signal.aborted) this.#observer.pullStopped();
    } finally {
      this.#pulling = false;
      this.#advance();
    }
  }

  /** Starts what may start, stops what may stop, and sees whether all is over. */
  #advance(): void {
    if (this.#pulling) return;
    for (const state of this.#states.values()) {
      if (this.#stopping) break;
      if (state.phase === 'waiting') this.#tryStart(state);
    }
    if (this.#stopping) this.#stopNext();
    const open = [...this.#states.values()].filter(
      ({ phase }) => phase === 'starting' || phase === 'running' || (phase === 'waiting' && !this.#stopping),
    );
    if (open.length === 0) this.#finish();
  }

  #tryStart(state: ContainerState): void {
    switch (dependencyState(state.spec, this.#states)) {
      case 'pending':
        return;
      case 'impossible':
        // The text of a real failed start (real-answers: SUCCESS dependency that exits non-zero).
        this.#fail('Task failed to start');
        return;
      case 'met':
        void this.#start(state);
    }
  }

  async #start(state: ContainerState): Promise<void> {
    const { spec, driver } = state;
    state.phase = 'starting';
    try {
      const started = await driver.start(this.#task, spec, {
        health: (health) => {
          state.health = health;
          this.#observer.containerHealth(spec.name, health);
          this.#advance();
        },
        output: (line, timestamp) => this.#observer.output(spec.name, line, timestamp),
        exited: (facts) => this.#exited(state, facts),
      });
      state.phase = 'running';
      state.started = started;
      const { engineId, imageDigest, hostPorts, answers } = started;
      this.#observer.containerStarted(spec.name, {
        hostPorts,
        ...(engineId === undefined ? {} : { engineId }),
        ...(answers === undefined ? {} : { answers }),
        ...(imageDigest === undefined ? {} : { imageDigest }),
      });
    } catch (error) {
      state.phase = 'stopped';
      const reason = reasonOf(error, 'CannotStartContainerError');
      if (spec.essential && !this.#stopping) this.#fail(reason, spec.name);
      this.#observer.containerStopped(spec.name, { reason });
    }
    this.#advance();
  }

  #exited(state: ContainerState, facts: { readonly exitCode?: number; readonly reason?: string }): void {
    state.phase = 'stopped';
    state.exitCode = facts.exitCode;
    this.#observer.containerStopped(state.spec.name, facts);
    if (state.spec.essential) this.#stopAll();
    else this.#advance();
  }

  #fail(reason: string, container?: string): void {
    if (this.#stopping) return;
    this.#observer.failedToStart(reason, container);
    this.#stopAll();
  }

  #stopAll(): void {
    this.#stopping = true;
    this.#abort.abort();
    this.#advance();
  }

  /** Dependents go first, as they came last. */
  #stopNext(): void {
    const running = [...this.#states.values()].filter(({ phase }) => phase === 'running');
    for (const state of running) {
      const needed = running.some(({ spec }) =>
        spec.dependsOn.some(({ containerName }) => containerName === state.spec.name),
      );
      if (needed || state.stopAsked) continue;
      state.stopAsked = true;
      state.started?.stop();
    }
  }
}

const ignore = (): void => undefined;
const SILENT: TaskObserver = {
  pullStarted: ignore,
  pullStopped: ignore,
  containerStarted: ignore,
  containerHealth: ignore,
  containerStopped: ignore,
  output: ignore,
  failedToStart: ignore,
};

function reasonOf(error: unknown, kind: string): string {
  return error instanceof StartFailure ? error.message : `${kind}: ${describeError(error)}`;
}
