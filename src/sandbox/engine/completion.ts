import type { DeploymentRecord, ServiceRecord, TaskRecord } from '../world/records';
import { isUnderWay } from './bounds';
import { earlySuccessOf } from './earlySuccess';
import type { Pace } from './pace';
import { serviceDeploymentOf } from './rollout';
import { bakeMs, strategyOf } from './strategy';

/** How long all has to stay as it is, in milliseconds, and when it is over at the earliest. */
export interface Wait {
  readonly ms: number;
  readonly notBefore?: number;
}

/** What is waited for once a deployment is where it should be. */
export function completionWait(service: ServiceRecord, primary: DeploymentRecord, pace: Pace): Wait {
  if (primary.rollback === true) return { ms: pace.settling };
  const own = serviceDeploymentOf(service, primary);
  const waitsForOld =
    (own?.sourceRevisionArns.length ?? 0) > 0 && earlySuccessOf(service)?.afterCleanup !== false;
  // Documented: alarms are listened to for the bake time once all runs.
  const bake =
    own?.alarms?.status === 'MONITORING' && strategyOf(own.deploymentConfiguration) === 'ROLLING'
      ? bakeMs(own.deploymentConfiguration)
      : 0;
  return {
    ms: Math.max(bake, waitsForOld ? pace.alone : pace.settling),
    notBefore: primary.createdAt + pace.minimumRollout,
  };
}

/** Whether a deployment may complete although it has not replaced everything yet. */
export function isEnough(
  service: ServiceRecord,
  primary: DeploymentRecord,
  tasks: readonly TaskRecord[],
): boolean {
  const early = earlySuccessOf(service);
  if (early === undefined || primary.rolloutState !== 'IN_PROGRESS' || primary.rollback === true)
    return false;
  if (early.afterCleanup) {
    const others = service.deployments.filter(({ rolloutState }) => rolloutState !== 'FAILED');
    const left = tasks.some((task) => task.startedBy !== primary.id && isUnderWay(task));
    if (others.length > 1 || left) return false;
  }
  const healthy = tasks.filter((task) => task.startedBy === primary.id && task.healthy);
  return healthy.length >= early.healthy;
}
