import type { EcsApi, ElbApi, ScalingApi } from '../../../src/core/aws/api';
import type { CallUse } from '../../../src/core/aws/use';
import type { Connection } from '../../../src/core/aws/connection';
import { Inventory } from '../../../src/core/inventory/inventory';
import type { InventoryChange } from '../../../src/core/inventory/change';
import type { Clock } from '../../../src/core/lib/clock';
import { QuaysideError } from '../../../src/core/lib/errors';
import type { Cluster } from '../../../src/core/model/cluster';
import type { ScalingTarget } from '../../../src/core/model/scaling';
import type { Service } from '../../../src/core/model/service';
import type { TargetHealth } from '../../../src/core/model/targetGroup';
import type { Task } from '../../../src/core/model/task';

export const clusterArn = (name: string): string => `arn:aws:ecs:eu-west-1:111122223333:cluster/${name}`;
export const serviceArn = (cluster: string, name: string): string =>
  `arn:aws:ecs:eu-west-1:111122223333:service/${cluster}/${name}`;
export const taskArn = (cluster: string, id: string): string =>
  `arn:aws:ecs:eu-west-1:111122223333:task/${cluster}/${id}`;

export function cluster(name: string, activeServices = 1): Cluster {
  return {
    arn: clusterArn(name),
    name,
    status: 'ACTIVE',
    activeServices,
    runningTasks: 0,
    pendingTasks: 0,
    containerInstances: 0,
  };
}

export function service(clusterName: string, name: string, changes: Partial<Service> = {}): Service {
  return {
    arn: serviceArn(clusterName, name),
    name,
    clusterArn: clusterArn(clusterName),
    status: 'ACTIVE',
    desired: 1,
    running: 1,
    pending: 0,
    taskDefinitionArn: `arn:aws:ecs:eu-west-1:111122223333:task-definition/${name}:1`,
    scheduling: 'REPLICA',
    controller: 'ECS',
    strategy: 'ROLLING',
    express: false,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    circuitBreaker: { enabled: false, rollback: false },
    healthCheckGracePeriodSeconds: 0,
    loadBalancers: [],
    rollouts: [],
    events: [],
    createdAt: 0,
    tags: [],
    execEnabled: false,
    ...changes,
  };
}

export function task(clusterName: string, id: string, changes: Partial<Task> = {}): Task {
  return {
    arn: taskArn(clusterName, id),
    clusterArn: clusterArn(clusterName),
    taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1',
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    health: 'UNKNOWN',
    group: 'service:web',
    containers: [],
    createdAt: 0,
    ...changes,
  };
}

export const throttled = (): QuaysideError => new QuaysideError('throttled', 'Slow down');
export const unreachable = (): QuaysideError => new QuaysideError('unreachable', 'No answer');

/** What an account holds, behind the ports of core, in pages and with the limits of AWS; counts every call. */
export class FakeAws {
  clusters: Cluster[] = [];
  services: Service[] = [];
  tasks: Task[] = [];
  /** Tasks that are described but not listed. */
  unlisted = new Set<string>();
  targets: TargetHealth[] = [];
  /** Services that scale by themselves. */
  scaling: ScalingTarget[] = [];
  readonly calls: string[] = [];
  /** How many descriptions of services nobody waited for. */
  background = 0;
  onDescribe: (cluster: string) => void = () => undefined;
  /** Answers also those who do not want to hear it any more. */
  deaf = false;
  /** Called before each answer, with the operation and how often it was called: may wait, and may throw. */
  before: (operation: string, call: number) => Promise<void> | void = () => undefined;

  count(operation: string): number {
    return this.calls.filter((call) => call === operation).length;
  }

  async #call(operation: string, signal: AbortSignal): Promise<void> {
    this.calls.push(operation);
    await this.before(operation, this.count(operation));
    if (signal.aborted && !this.deaf) throw new QuaysideError('cancelled', 'Cancelled');
  }

  async *#pages(operation: string, arns: readonly string[], signal: AbortSignal) {
    let start = 0;
    do {
      await this.#call(operation, signal);
      yield arns.slice(start, start + 100);
      start += 100;
    } while (start < arns.length);
  }

  async #describe<T extends { readonly arn: string }>(
    operation: string,
    limit: number,
    all: readonly T[],
    arns: readonly string[],
    signal: AbortSignal,
  ) {
    if (arns.length === 0 || arns.length > limit)
      throw new QuaysideError('invalid', `${operation} takes 1 to ${limit}, not ${arns.length}`);
    await this.#call(operation, signal);
    return {
      found: all.filter(({ arn }) => arns.includes(arn)),
      failures: arns
        .filter((arn) => !all.some((item) => item.arn === arn))
        .map((arn) => ({ arn, reason: 'MISSING' })),
    };
  }

  readonly ecs: Pick<
    EcsApi,
    'listClusters' | 'describeClusters' | 'listServices' | 'describeServices' | 'listTasks' | 'describeTasks'
  > = {
    listClusters: (signal) =>
      this.#pages(
        'ListClusters',
        this.clusters.map(({ arn }) => arn),
        signal,
      ),
    describeClusters: async (arns, signal) => {
      const { found, failures } = await this.#describe('DescribeClusters', 100, this.clusters, arns, signal);
      return { clusters: found, failures };
    },
    listServices: (cluster, signal) =>
      this.#pages(
        'ListServices',
        this.services.filter(({ clusterArn }) => clusterArn === cluster).map(({ arn }) => arn),
        signal,
      ),
    describeServices: async (cluster, arns, signal) => {
      this.onDescribe(cluster);
      const { found, failures } = await this.#describe('DescribeServices', 10, this.services, arns, signal);
      return { services: found, failures };
    },
    listTasks: ({ desiredStatus }, signal) =>
      this.#pages(
        'ListTasks',
        this.tasks
          .filter((item) => item.desiredStatus === desiredStatus && !this.unlisted.has(item.arn))
          .map(({ arn }) => arn),
        signal,
      ),
    describeTasks: async (_cluster, arns, signal) => {
      const { found, failures } = await this.#describe('DescribeTasks', 100, this.tasks, arns, signal);
      return { tasks: found, failures };
    },
  };

  /** The same account, for what nobody waits for. */
  readonly behind: typeof this.ecs = {
    ...this.ecs,
    describeServices: (cluster, arns, signal) => {
      this.background += 1;
      return this.ecs.describeServices(cluster, arns, signal);
    },
  };

  readonly elb: Pick<ElbApi, 'describeTargetHealth'> = {
    describeTargetHealth: async (_arn, signal) => {
      await this.#call('DescribeTargetHealth', signal);
      return this.targets;
    },
  };

  readonly scalingApi: Pick<ScalingApi, 'targets' | 'policies'> = {
    targets: async (ids, signal) => {
      await this.#call('DescribeScalableTargets', signal);
      return this.scaling.filter(({ resourceId }) => ids.includes(resourceId));
    },
    policies: async (_id, signal) => {
      await this.#call('DescribeScalingPolicies', signal);
      return [];
    },
  };
}

/** An inventory over a fake account, with everything that it said had changed. */
export function inventoryOf(aws: FakeAws): {
  readonly inventory: Inventory;
  readonly changes: InventoryChange[];
  readonly clock: { at: number };
} {
  const clock = { at: 1_000 };
  const connection = {
    info: { id: 'one', kind: 'profile', profile: 'one', region: 'eu-west-1' },
    ecs: aws.ecs,
    elb: aws.elb,
    scaling: aws.scalingApi,
    as: ({ urgency }: CallUse): unknown =>
      urgency === 'foreground' ? connection : { ...connection, ecs: aws.behind },
  };
  const time: Clock = { now: () => clock.at, sleep: () => Promise.resolve() };
  // The inventory calls no other member of a connection than those that the fake has.
  const inventory = new Inventory({ connection: connection as unknown as Connection, clock: time });
  const changes: InventoryChange[] = [];
  inventory.onDidChange((more) => changes.push(...more));
  return { inventory, changes, clock };
}

/** A door that stays shut until it is opened. */
export function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}
