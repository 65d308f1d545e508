import type { ServiceRecord, TaskRecord } from '../world/records';
import type { Region } from '../world/region';
import { instancesOf, meets } from './placement';

export function isDaemon(service: Pick<ServiceRecord, 'given'>): boolean {
  return service.given['schedulingStrategy'] === 'DAEMON';
}

/** The instances on which a daemon has a task: the ACTIVE ones that meet its constraints. */
export function daemonInstances(region: Region, service: ServiceRecord): ReadonlySet<string> {
  return new Set(
    instancesOf(region, service.clusterName)
      .filter(([, instance]) => instance['status'] === 'ACTIVE' && meets(service.given, instance))
      .map(([arn]) => arn),
  );
}

/** Whether a task is where it may stay; one on a draining instance is replaced (documented: container instance draining). */
export function staysWhereItIs(region: Region, { containerInstanceArn }: TaskRecord): boolean {
  if (containerInstanceArn === undefined) return true;
  return region.containerInstances.get(containerInstanceArn)?.['status'] === 'ACTIVE';
}
