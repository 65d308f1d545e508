import { expect } from 'vitest';
import type { ContainerSpec, TaskObserver, TaskSpec } from '../../../../src/sandbox/runtime/runtime';
import { ACCOUNT, REGION } from '../../../support/sandboxParts';

/** Writes down what a runtime tells about a task. */
export class Recorder implements TaskObserver {
  /** `what container: details`, in the order it was told. */
  readonly story: string[] = [];
  readonly lines: string[] = [];
  readonly started = new Map<string, Parameters<TaskObserver['containerStarted']>[1]>();
  readonly stopped = new Map<string, Parameters<TaskObserver['containerStopped']>[1]>();
  failure: string | undefined;

  pullStarted(): void {
    this.story.push('pull started');
  }

  pullStopped(): void {
    this.story.push('pull stopped');
  }

  containerStarted(name: string, facts: Parameters<TaskObserver['containerStarted']>[1]): void {
    this.started.set(name, facts);
    this.story.push(`started ${name}`);
  }

  containerHealth(name: string, health: string): void {
    this.story.push(`${health} ${name}`);
  }

  containerStopped(name: string, facts: Parameters<TaskObserver['containerStopped']>[1]): void {
    this.stopped.set(name, facts);
    this.story.push(`stopped ${name}`);
  }

  output(container: string, line: string): void {
    this.lines.push(`${container}: ${line}`);
  }

  failedToStart(reason: string, container?: string): void {
    this.failure = reason;
    this.story.push(`failed ${container ?? 'task'}`);
  }

  /** Waits for real things to happen; says what did happen when they do not. */
  async until(condition: () => boolean, timeout = 20_000): Promise<void> {
    await expect.poll(() => condition() || JSON.stringify(this.story), { timeout, interval: 20 }).toBe(true);
  }
}

export function container(over: Partial<ContainerSpec> & Pick<ContainerSpec, 'image'>): ContainerSpec {
  return {
    name: 'app',
    essential: true,
    environment: {},
    portMappings: [],
    cpu: 0,
    dependsOn: [],
    stopTimeout: 2,
    readonlyRootFilesystem: false,
    ...over,
  };
}

export function task(...containers: readonly ContainerSpec[]): TaskSpec {
  return {
    taskId: '0123456789abcdef0123456789abcdef',
    accountId: ACCOUNT,
    region: REGION,
    clusterName: 'demo',
    family: 'shop',
    revision: 3,
    launchType: 'FARGATE',
    networkMode: 'awsvpc',
    containers,
  };
}
