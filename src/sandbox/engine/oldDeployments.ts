import type { ServiceRecord, TaskRecord } from '../world/records';
import { isUnderWay } from './bounds';
import { earlySuccessOf } from './earlySuccess';
import type { Pace } from './pace';
import { primaryOf, sortDeployments } from './rollout';

/**
 * Recorded: old deployments stay ACTIVE until the new one runs, also without a task of their own; they are DRAINING for
 * a while then, and go. Gives the time at which to look again, milliseconds since the epoch.
 */
export function tidyDeployments(
  service: ServiceRecord,
  tasks: readonly TaskRecord[],
  now: number,
  pace: Pace,
  isKept: (deploymentId: string) => boolean = () => false,
): number | undefined {
  const isReplaced = runs(service, tasks);
  let look: number | undefined;
  service.deployments = service.deployments.filter((deployment) => {
    const { status, rolloutState, id } = deployment;
    // A failed one stays in sight until the rollback has ended.
    if (status === 'PRIMARY' || rolloutState === 'FAILED' || isKept(id)) return true;
    const own = tasks.filter((task) => task.startedBy === id && isUnderWay(task));
    if (status === 'ACTIVE') {
      const isOver = own.every(
        ({ lastStatus, desiredStatus }) => desiredStatus === 'STOPPED' && lastStatus !== 'RUNNING',
      );
      if (!isReplaced || !isOver) return true;
      deployment.status = 'DRAINING';
      deployment.updatedAt = now;
    }
    const due = deployment.updatedAt + pace.draining;
    if (now < due) look = Math.min(look ?? due, due);
    return now < due || own.length > 0;
  });
  sortDeployments(service);
  return look;
}

/** Whether the primary deployment has the tasks that it needs running, healthy or not. */
function runs(service: ServiceRecord, tasks: readonly TaskRecord[]): boolean {
  const primary = primaryOf(service);
  const running = tasks.filter(
    ({ startedBy, lastStatus, desiredStatus }) =>
      startedBy === primary?.id && lastStatus === 'RUNNING' && desiredStatus === 'RUNNING',
  );
  return running.length >= (earlySuccessOf(service)?.healthy ?? service.desiredCount);
}
