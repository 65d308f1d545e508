import type { TaskRecord } from '../world/records';
import type { Region } from '../world/region';

/** AWS's `stoppedReason` for a task whose checks fail; undefined while none does. */
export function healthFailure(region: Region, task: TaskRecord): string | undefined {
  if (task.containers.some((container) => container.essential && container.healthStatus === 'UNHEALTHY')) {
    return 'Task failed container health checks';
  }
  for (const { targetGroupArn, id, port } of task.targets) {
    const target = region.targetGroups
      .get(targetGroupArn)
      ?.targets.find((candidate) => candidate.id === id && candidate.port === port);
    if (target?.state === 'unhealthy') {
      return `Task failed ELB health checks in (target-group ${targetGroupArn})`;
    }
  }
  return undefined;
}
