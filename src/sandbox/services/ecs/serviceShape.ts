import type { JsonObject } from '../../../core/lib/json';
import { primaryOf, serviceDeploymentOf, isEnded } from '../../engine/rollout';
import { computedCount } from '../../engine/scheduler';
import { record, without } from '../../wire/input';
import type { DeploymentRecord, ServiceRecord, TaskSetRecord } from '../../world/records';
import type { Region } from '../../world/region';
import { seconds } from './deps';
import { tagAnswer } from './tagLists';
import { isPending } from './taskShape';

/** Recorded: not there in the first seconds of a deployment; for a second still the former one's. */
const CURRENT_APPEARS_MS = 3_000;
const FORMER_STAYS_MS = 1_000;

export interface Counts {
  readonly running: number;
  readonly pending: number;
}

export function countTasks(region: Region, service: ServiceRecord, deploymentId?: string): Counts {
  let running = 0;
  let pending = 0;
  for (const task of region.tasksOf(service)) {
    if (deploymentId !== undefined && task.startedBy !== deploymentId) continue;
    if (task.lastStatus === 'RUNNING') running += 1;
    else if (isPending(task) && task.desiredStatus === 'RUNNING') pending += 1;
  }
  return { running, pending };
}

function desiredOf(region: Region, service: ServiceRecord, deployment: DeploymentRecord): number {
  if (deployment.status === 'PRIMARY') return service.desiredCount;
  return [...region.tasksOf(service)].filter(
    (task) => task.startedBy === deployment.id && task.desiredStatus === 'RUNNING',
  ).length;
}

function deploymentAnswer(region: Region, service: ServiceRecord, deployment: DeploymentRecord): JsonObject {
  const { running, pending } = countTasks(region, service, deployment.id);
  return {
    ...without(deployment.placement, 'loadBalancers', 'serviceRegistries', 'monitoring'),
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.taskDefinition,
    desiredCount: desiredOf(region, service, deployment),
    pendingCount: pending,
    runningCount: running,
    failedTasks: deployment.failedTasks,
    createdAt: seconds(deployment.createdAt),
    updatedAt: seconds(deployment.updatedAt),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}

/** See real-answers: present while a rollout is under way, and not at its edges. */
function currentServiceDeployment(region: Region, service: ServiceRecord, now: number): string | undefined {
  const primary = primaryOf(service);
  if (primary === undefined || service.status !== 'ACTIVE') return undefined;
  if (primary.rolloutState !== 'IN_PROGRESS') return undefined;
  const current = serviceDeploymentOf(service, primary);
  if (current === undefined || isEnded(current)) return undefined;
  const age = now - current.createdAt;
  if (age < FORMER_STAYS_MS) {
    const former = service.serviceDeployments[service.serviceDeployments.indexOf(current) + 1];
    return former !== undefined && !isEnded(former) ? former.arn : undefined;
  }
  if (age < CURRENT_APPEARS_MS) return undefined;
  const { running } = countTasks(region, service, primary.id);
  const alone = service.deployments.length === 1 && (current.shift?.stage ?? 'CLEAN_UP') === 'CLEAN_UP';
  if (alone && service.desiredCount > 0 && running === service.desiredCount) return undefined;
  return current.arn;
}

/** Members of the request that answers have in the deployments, not in the service (API reference). */
const OF_DEPLOYMENTS = [
  'serviceConnectConfiguration',
  'volumeConfigurations',
  'vpcLatticeConfigurations',
  'monitoring',
] as const;

/** A task set as DescribeTaskSets and DescribeServices have it. */
export function taskSetAnswer(region: Region, service: ServiceRecord, taskSet: TaskSetRecord): JsonObject {
  const { running, pending } = countTasks(region, service, taskSet.id);
  return {
    loadBalancers: [],
    serviceRegistries: [],
    ...taskSet.placement,
    ...taskSet.given,
    id: taskSet.id,
    taskSetArn: taskSet.arn,
    serviceArn: service.arn,
    clusterArn: region.arn('ecs', `cluster/${service.clusterName}`),
    status: taskSet.status,
    taskDefinition: taskSet.taskDefinition,
    computedDesiredCount: computedCount(service, taskSet),
    pendingCount: pending,
    runningCount: running,
    createdAt: seconds(taskSet.createdAt),
    updatedAt: seconds(taskSet.updatedAt),
    scale: { value: taskSet.scale, unit: 'PERCENT' },
    stabilityStatus: taskSet.stabilityStatus,
    stabilityStatusAt: seconds(taskSet.stabilityStatusAt),
    tags: tagAnswer(taskSet.tags),
  };
}

export function serviceAnswer(region: Region, service: ServiceRecord, now: number): JsonObject {
  const { running, pending } = countTasks(region, service);
  const current = currentServiceDeployment(region, service, now);
  return {
    loadBalancers: [],
    serviceRegistries: [],
    placementConstraints: [],
    placementStrategy: [],
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    enableECSManagedTags: false,
    propagateTags: 'NONE',
    enableExecuteCommand: false,
    ...without(service.given, ...OF_DEPLOYMENTS),
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: region.arn('ecs', `cluster/${service.clusterName}`),
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: running,
    pendingCount: pending,
    ...(service.taskDefinition !== '' && { taskDefinition: service.taskDefinition }),
    deploymentConfiguration: service.deploymentConfiguration,
    deployments: service.deployments.map((deployment) => deploymentAnswer(region, service, deployment)),
    events: service.events.map(({ id, createdAt, message }) => ({
      id,
      createdAt: seconds(createdAt),
      message,
    })),
    createdAt: seconds(service.createdAt),
    createdBy: service.createdBy,
    currentServiceRevisions: service.deployments.map((deployment) => {
      const counts = countTasks(region, service, deployment.id);
      return {
        arn: deployment.revisionArn,
        requestedTaskCount: desiredOf(region, service, deployment),
        runningTaskCount: counts.running,
        pendingTaskCount: counts.pending,
      };
    }),
    ...(current !== undefined && { currentServiceDeployment: current }),
    ...(service.taskSets && {
      taskSets: service.taskSets.map((taskSet) => taskSetAnswer(region, service, taskSet)),
    }),
  };
}

export function withTags(answer: JsonObject, service: ServiceRecord): JsonObject {
  return service.tags.length === 0 ? answer : { ...answer, tags: tagAnswer(service.tags) };
}

/** DeleteService answers in a shorter shape. */
export function deletedServiceAnswer(answer: JsonObject): JsonObject {
  const configuration = record(answer, 'deploymentConfiguration') ?? {};
  const breaker = record(configuration, 'deploymentCircuitBreaker') ?? {};
  return {
    ...without(answer, 'currentServiceRevisions', 'currentServiceDeployment'),
    deploymentConfiguration: {
      ...without(configuration, 'bakeTimeInMinutes'),
      deploymentCircuitBreaker: without(breaker, 'resetOnHealthyTask', 'thresholdConfiguration'),
    },
  };
}
