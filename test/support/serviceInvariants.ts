import { isUnderWay, limitsOf } from '../../src/sandbox/engine/bounds';
import { isEnded, primaryOf, serviceDeploymentOf } from '../../src/sandbox/engine/rollout';
import type { ServiceRecord, TaskRecord } from '../../src/sandbox/world/records';
import type { Region } from '../../src/sandbox/world/region';

/** A service at a moment, as far as its bounds are concerned. */
export interface Look {
  readonly at: number;
  readonly upper: number;
  readonly lower: number;
  readonly underWay: number;
  readonly healthy: number;
  readonly tasks: readonly TaskRecord[];
}

export function look(region: Region, service: ServiceRecord, at: number): Look {
  const tasks = [...region.tasksOf(service)];
  const { lower, upper } = limitsOf(service);
  const primary = primaryOf(service);
  const shifts = primary !== undefined && serviceDeploymentOf(service, primary)?.shift !== undefined;
  return {
    at,
    lower: service.taskSets === undefined ? lower : 0,
    // Two revisions at full strength, whatever the maximum says; those that stop do not count.
    upper: shifts ? 2 * service.desiredCount : upper,
    underWay: tasks.filter((task) => (shifts ? task.desiredStatus === 'RUNNING' : isUnderWay(task))).length,
    healthy: tasks.filter(({ healthy }) => healthy).length,
    tasks,
  };
}

/** What should never be seen between two looks at a service, in words. */
export function problems(service: ServiceRecord, before: Look, after: Look): readonly string[] {
  const found: string[] = [];
  for (const { id, desiredStatus, stopCode, stoppedReason } of after.tasks) {
    if (desiredStatus === 'STOPPED' && (stopCode === undefined || !stoppedReason)) {
      found.push(`task ${id} stopped without a reason`);
    }
  }
  if (service.events.length > 100) found.push(`${service.events.length} events`);
  if (service.status !== 'ACTIVE' || service.taskSets !== undefined) return found;
  // After a step down the surplus is still there for a while; it never grows.
  if (after.underWay > Math.max(after.upper, before.underWay)) {
    found.push(`${after.underWay} tasks are there, ${after.upper} at most may be`);
  }
  const failed = after.tasks.some(
    ({ stoppingAt = 0, stoppedReason = '' }) =>
      stoppingAt >= before.at && !stoppedReason.startsWith('Scaling activity'),
  );
  // More are asked for than before: the new ones are not healthy yet.
  const raised = after.lower > before.lower;
  if (before.healthy >= before.lower && after.healthy < after.lower && !failed && !raised) {
    found.push(`${after.healthy} healthy tasks are left of ${after.lower}, and none failed`);
  }
  const primaries = service.deployments.filter(({ status }) => status === 'PRIMARY').length;
  if (primaries !== 1) found.push(`${primaries} deployments are PRIMARY`);
  const open = service.serviceDeployments.filter((one) => !isEnded(one) && one.status !== 'STOP_REQUESTED');
  if (open.length > 1) found.push(`${open.length} service deployments are under way`);
  return found;
}
