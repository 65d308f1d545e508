import type { DeployEvent } from '../../core/deploy/event';
import type { DeployState } from '../../core/deploy/state';

/**
 * True in the one moment in which the deployments to a target's further services begin: its own service has the image.
 * A watch tells `updated` again whenever it knows more of its rollout; then the update itself is over.
 */
export function isFollowUpTime(event: DeployEvent, { stages }: DeployState): boolean {
  if (event.type === 'verdict') return event.verdict.kind === 'unchanged';
  return event.type === 'updated' && stages.some(({ id, status }) => id === 'update' && status === 'active');
}
