import type { Observation, WatchReference } from '../event';

/** As the service deployment says; without it, by our rollout having failed and no longer being the service's goal. */
export function isRollingBack(
  { deployment, service }: Pick<Observation, 'deployment' | 'service'>,
  { rolloutId }: Pick<WatchReference, 'rolloutId'>,
): boolean {
  if (deployment !== undefined) return deployment.status.startsWith('ROLLBACK');
  const ours = service?.rollouts.find(({ id }) => id === rolloutId);
  return ours?.rolloutState === 'FAILED' && ours.status !== 'PRIMARY';
}
