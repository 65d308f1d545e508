import type { DeployState } from '../../core/deploy/state';

/**
 * What a deploy task ends with. Only a deployment that ECS confirmed, or that had nothing to do because the service runs
 * this very image already, is a success. Documented in docs/tasks.md.
 */
export const EXIT = {
  succeeded: 0,
  /** Something went wrong before the service was updated: it runs what it ran. */
  failed: 1,
  /** The plan could not be made or was not allowed to start: nothing was built. */
  notStarted: 2,
  /** The service was updated, and the rollout did not end well. */
  rolledBack: 3,
  superseded: 4,
  /** Interrupted, as shells count it. */
  cancelled: 130,
} as const;

export function exitCode({ phase, verdict, failure }: DeployState): number {
  if (phase === 'planning' || phase === 'review') return EXIT.notStarted;
  if (failure !== undefined) return failure.stage === 'plan' ? EXIT.notStarted : EXIT.failed;
  switch (verdict?.kind) {
    case 'succeeded':
    case 'unchanged':
      return EXIT.succeeded;
    case 'superseded':
      return EXIT.superseded;
    case 'cancelled':
    case 'watchEnded':
      return EXIT.cancelled;
    case 'rolledBack':
    case 'rollbackFailed':
    case 'failed':
    case 'stopped':
    case 'deleted':
      return EXIT.rolledBack;
    case 'interrupted':
    case undefined:
      return EXIT.failed;
  }
}
