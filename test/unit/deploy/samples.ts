import type { WatchReference } from '../../../src/core/deploy/event';
import type { ServiceDeployment } from '../../../src/core/model/deploymentRecord';
import type { Service, ServiceRollout } from '../../../src/core/model/service';
import type { Task } from '../../../src/core/model/task';

/** Moments and things of one small story: `web` goes from revision 41 to 42. */

export const STARTED = 1_788_264_000_000;
export const at = (seconds: number): number => STARTED + seconds * 1000;
const ARN = 'arn:aws:ecs:eu-west-1:123456789012';
export const definition = (revision: number): string => `${ARN}:task-definition/web:${revision}`;
const revisionOf = (revision: number) => ({ arn: definition(revision), family: 'web', revision });

export const OURS = 'ecs-svc/42';
export const OLD = 'ecs-svc/41';
export const THIRD = 'ecs-svc/43';

export const reference: WatchReference = {
  profile: 'dev',
  kind: 'profile',
  region: 'eu-west-1',
  clusterArn: `${ARN}:cluster/production`,
  serviceArn: `${ARN}:service/production/web`,
  rolloutId: OURS,
  startedAt: STARTED,
  oldRevision: revisionOf(41),
  newRevision: revisionOf(42),
  eventCursor: 'event-0',
};

export function rollout(id: string, revision: number, more: Partial<ServiceRollout> = {}): ServiceRollout {
  const created: Readonly<Record<string, number>> = { [OLD]: at(-86_400), [OURS]: STARTED, [THIRD]: at(30) };
  return {
    id,
    status: 'PRIMARY',
    taskDefinitionArn: definition(revision),
    desired: 2,
    running: 2,
    pending: 0,
    failedTasks: 0,
    rolloutState: 'IN_PROGRESS',
    createdAt: created[id] ?? STARTED,
    updatedAt: STARTED,
    ...more,
  };
}

export function service(rollouts: readonly ServiceRollout[], more: Partial<Service> = {}): Service {
  return {
    arn: reference.serviceArn,
    name: 'web',
    clusterArn: reference.clusterArn,
    status: 'ACTIVE',
    desired: 2,
    running: 2,
    pending: 0,
    taskDefinitionArn: definition(42),
    scheduling: 'REPLICA',
    controller: 'ECS',
    strategy: 'ROLLING',
    express: false,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    circuitBreaker: { enabled: true, rollback: true },
    healthCheckGracePeriodSeconds: 0,
    loadBalancers: [],
    rollouts,
    events: [],
    createdAt: at(-100_000),
    tags: [],
    execEnabled: false,
    ...more,
  };
}

export function deployment(status: string, more: Partial<ServiceDeployment> = {}): ServiceDeployment {
  return {
    arn: `${ARN}:service-deployment/production/web/abc`,
    serviceArn: reference.serviceArn,
    clusterArn: reference.clusterArn,
    status,
    targetRevisionArn: `${ARN}:service-revision/production/web/1`,
    sourceRevisionArns: [],
    createdAt: STARTED,
    ...more,
  };
}

export function task(id: string, revision: number, more: Partial<Task> = {}): Task {
  return {
    arn: `${ARN}:task/production/${id}`,
    clusterArn: reference.clusterArn,
    taskDefinitionArn: definition(revision),
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    health: 'UNKNOWN',
    group: 'service:web',
    startedBy: `ecs-svc/${revision}`,
    containers: [],
    createdAt: at(1),
    ...more,
  };
}
