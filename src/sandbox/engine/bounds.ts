import { integer } from '../wire/input';
import type { DeploymentRecord, ServiceRecord, TaskRecord } from '../world/records';

export interface Limits {
  /** So many tasks stay healthy during a deployment. */
  readonly lower: number;
  /** No more tasks than this are there at a time. */
  readonly upper: number;
}

/** minimumHealthyPercent rounds up, maximumPercent rounds down. */
export function limitsOf(service: ServiceRecord): Limits {
  const { desiredCount, deploymentConfiguration } = service;
  const minimum = integer(deploymentConfiguration, 'minimumHealthyPercent') ?? 100;
  const maximum = integer(deploymentConfiguration, 'maximumPercent') ?? 200;
  return {
    lower: Math.ceil((desiredCount * minimum) / 100),
    upper: Math.floor((desiredCount * maximum) / 100),
  };
}

export function isUnderWay(task: TaskRecord): boolean {
  return task.lastStatus !== 'STOPPED';
}

/**
 * The tasks to stop now: the primary deployment's surplus over the desired count, and as many tasks of older
 * deployments as the lower limit allows. Tasks that are not healthy do not count towards it, so old ones go first.
 */
export function planStops(
  service: ServiceRecord,
  primary: DeploymentRecord,
  tasks: readonly TaskRecord[],
  /** Tasks of the primary deployment that have to move count as old ones. */
  stays: (task: TaskRecord) => boolean = () => true,
): readonly TaskRecord[] {
  const live = tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
  const isOwn = (task: TaskRecord): boolean => task.startedBy === primary.id && stays(task);
  const own = live.filter(isOwn);
  // Of the surplus, those that are not healthy go first, then the youngest.
  const surplus = [...own]
    .sort((a, b) => Number(a.healthy) - Number(b.healthy) || b.createdAt - a.createdAt)
    .slice(0, Math.max(0, own.length - service.desiredCount));
  const old = live.filter((task) => !isOwn(task));
  const stops = [...surplus, ...old.filter(({ healthy }) => !healthy)];
  const healthyLeft = live.filter((task) => task.healthy && !stops.includes(task)).length;
  const spare = Math.max(0, healthyLeft - limitsOf(service).lower);
  const healthyOld = old.filter(({ healthy }) => healthy).sort((a, b) => a.createdAt - b.createdAt);
  return [...stops, ...healthyOld.slice(0, spare)];
}

/**
 * The tasks to stop where a deployment has failed and stands still: what is more than the service may have, the failed
 * deployment's first, of these those that are not healthy, then the youngest.
 */
export function planReduction(
  service: ServiceRecord,
  failed: DeploymentRecord,
  tasks: readonly TaskRecord[],
): readonly TaskRecord[] {
  const { desiredCount } = service;
  const isOwn = (task: TaskRecord): number => Number(task.startedBy === failed.id);
  const live = tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
  const allowed = Math.max(desiredCount, limitsOf(service).upper);
  return live
    .sort((a, b) => isOwn(b) - isOwn(a) || Number(a.healthy) - Number(b.healthy) || b.createdAt - a.createdAt)
    .slice(0, Math.max(0, live.length - allowed));
}
