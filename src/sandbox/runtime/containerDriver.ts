import type { ProbeResult } from '../engine/probe';
import type { ContainerSpec, TaskSpec } from './runtime';

/** What one container tells. `exited` comes last; nothing comes before `start` has resolved except `output`. */
export interface ContainerObserver {
  health(health: 'HEALTHY' | 'UNHEALTHY'): void;
  output(line: string, timestamp: number): void;
  exited(facts: { readonly exitCode?: number; readonly reason?: string }): void;
}

export interface StartedContainer {
  /** The engine's name for the container; acted ones have none. */
  readonly engineId?: string;
  readonly imageDigest?: string;
  /** What an acted container answers to the checks of a target group, where it fails them. */
  readonly answers?: ProbeResult;
  readonly hostPorts: Readonly<Record<string, number>>;
  /** SIGTERM, SIGKILL after the container's stopTimeout; the end is told by `exited`. */
  stop(): void;
}

/** How single containers come to life: in an engine, or acted out. */
export interface ContainerDriver {
  /** Rejects with a StartFailure; with anything when the signal fires. */
  pull(image: string, signal: AbortSignal): Promise<void>;
  /** Rejects with a StartFailure. */
  start(task: TaskSpec, container: ContainerSpec, observer: ContainerObserver): Promise<StartedContainer>;
}

/** Why an image or a container did not start; the message is AWS's text for it. */
export class StartFailure extends Error {}
