import type { DeployState } from '../../core/deploy/state';
import type { EvidenceStore } from './evidenceStore';

/** Keeps why a rollout fails at the moment in which that is found: its tasks are forgotten within the hour. */
export function keepCause(
  store: EvidenceStore,
  { connection, reference, cause }: DeployState,
  at: number,
): void {
  if (reference === undefined || cause === undefined) return;
  const { clusterArn, serviceArn, newRevision } = reference;
  void store.keep({
    connectionId: connection.id,
    clusterArn,
    serviceArn,
    taskDefinitionArn: newRevision.arn,
    at,
    tasks: (cause.causes[0] ?? cause.unrecognised)?.tasks ?? [],
    cause,
  });
}
