import type { DeployState } from '../../core/deploy/state';

/**
 * True when `other` is about to change the service that `state` is for: it was confirmed, and has not updated the service
 * yet. From then on the next deployment is none of two at a time: its plan tells what it supersedes.
 */
export function isRival(state: DeployState, other: DeployState): boolean {
  return (
    other.phase === 'running' &&
    other.reference === undefined &&
    other.connection.id === state.connection.id &&
    other.clusterName === state.clusterName &&
    other.serviceName === state.serviceName
  );
}
