import type { ProbeResult } from '../engine/probe';

/** A container of a task, as the task definition and the overrides say. */
export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly workingDirectory?: string;
  readonly user?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly portMappings: readonly {
    readonly containerPort: number;
    readonly hostPort?: number;
    readonly protocol: 'tcp' | 'udp';
  }[];
  /** CPU units, 1024 are one core; 0 is "no limit of its own". */
  readonly cpu: number;
  /** MiB, not to be exceeded. */
  readonly memory?: number;
  /** MiB, exceeded where the machine has more to give. */
  readonly memoryReservation?: number;
  readonly dependsOn: readonly {
    readonly containerName: string;
    readonly condition: 'START' | 'COMPLETE' | 'SUCCESS' | 'HEALTHY';
  }[];
  readonly healthCheck?: {
    readonly command: readonly string[];
    /** Seconds. */
    readonly interval: number;
    readonly timeout: number;
    readonly retries: number;
    readonly startPeriod: number;
  };
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopTimeout: number;
  readonly readonlyRootFilesystem: boolean;
}

export interface TaskSpec {
  readonly taskId: string;
  readonly accountId: string;
  readonly region: string;
  readonly clusterName: string;
  readonly family: string;
  readonly revision: number;
  readonly launchType: string;
  readonly networkMode: 'awsvpc' | 'bridge' | 'host' | 'none';
  /** CPU units that no container of the task exceeds. */
  readonly cpu?: number;
  /** MiB that no container of the task exceeds. */
  readonly memory?: number;
  readonly containers: readonly ContainerSpec[];
}

/** What a runtime tells while a task lives. Times are the world's clock. Calls come in the order things happen. */
export interface TaskObserver {
  pullStarted(): void;
  pullStopped(): void;
  containerStarted(
    name: string,
    facts: {
      /** The engine's name for the container; acted ones have none. */
      readonly engineId?: string;
      readonly imageDigest?: string;
      /** What an acted container answers to the checks of a target group, where it fails them; real ones are asked. */
      readonly answers?: ProbeResult;
      /** Container port (`80`, `53/udp`) -> port on 127.0.0.1, for containers that publish any. */
      readonly hostPorts: Readonly<Record<string, number>>;
    },
  ): void;
  containerHealth(name: string, health: 'HEALTHY' | 'UNHEALTHY'): void;
  containerStopped(name: string, facts: { readonly exitCode?: number; readonly reason?: string }): void;
  /** One line of output, without its line end. */
  output(container: string, line: string, timestamp: number): void;
  /** The task never reached RUNNING: AWS's text for `stoppedReason` (`CannotPullContainerError: …`). */
  failedToStart(stoppedReason: string, container?: string): void;
}

export interface RunningTask {
  /** SIGTERM to all containers, SIGKILL after each one's stopTimeout; resolves when all have stopped. */
  stop(): Promise<void>;
}

/** Runs tasks: as real containers, or acted out where no engine answers. */
export interface TaskRuntime {
  readonly kind: 'docker' | 'acted';
  /** A sentence for the ready line's log: which engine, or why tasks are acted out. */
  readonly description: string;
  start(task: TaskSpec, observer: TaskObserver): RunningTask;
  /** Ends all tasks of this sandbox and removes what it made. */
  dispose(): Promise<void>;
}
