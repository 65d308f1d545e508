import { primaryRollout } from '../../model/service';
import type { Observation, WatchReference } from '../event';

/**
 * As the service deployment says it; or because the service is pointed at the old revision again by another update; and
 * without a service deployment by our rollout having failed and no longer being the service's goal.
 */
export function isRollingBack(
  { deployment, service }: Pick<Observation, 'deployment' | 'service'>,
  { rolloutId, startedAt, oldRevision, newRevision }: Omit<WatchReference, 'clusterArn' | 'serviceArn'>,
): boolean {
  if (deployment?.status.startsWith('ROLLBACK') === true) return true;
  const primary = service === undefined ? undefined : primaryRollout(service);
  const returns =
    primary !== undefined &&
    primary.id !== rolloutId &&
    primary.createdAt > startedAt &&
    primary.taskDefinitionArn === oldRevision?.arn &&
    oldRevision.arn !== newRevision.arn;
  if (deployment !== undefined) return returns && deployment.status.startsWith('STOP');
  const ours = service?.rollouts.find(({ id }) => id === rolloutId);
  return returns || (ours?.rolloutState === 'FAILED' && ours.status !== 'PRIMARY');
}
