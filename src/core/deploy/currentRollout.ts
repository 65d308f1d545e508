import type { ConnectionInfo } from '../model/connection';
import { parseTaskDefinition } from '../model/arn';
import { primaryRollout, type Service, type ServiceRollout } from '../model/service';
import type { WatchReference } from './event';
import type { RevisionRef } from './plan';

/**
 * The rollout that a service is in the middle of, whoever started it; undefined when nothing rolls out. Its service
 * deployment is left open: the current one may be a newer one already, so that whoever watches looks for it.
 */
export function currentRollout(
  service: Service,
  { kind, profile, region }: ConnectionInfo,
): WatchReference | undefined {
  const next = primaryRollout(service);
  if (next === undefined || !isRolling(next, service)) return undefined;
  const [old] = service.rollouts
    .filter(({ status }) => status === 'ACTIVE')
    .sort((a, b) => b.createdAt - a.createdAt);
  // Events are newest first: what is older than the rollout is none of its own.
  const cursor = service.events.find(({ at }) => at < next.createdAt)?.id;
  return {
    kind,
    profile,
    region,
    clusterArn: service.clusterArn,
    serviceArn: service.arn,
    rolloutId: next.id,
    startedAt: next.createdAt,
    newRevision: revision(next.taskDefinitionArn),
    ...(old === undefined ? {} : { oldRevision: revision(old.taskDefinitionArn) }),
    ...(cursor === undefined ? {} : { eventCursor: cursor }),
  };
}

/** Where the endpoint tells no rollout state (other controllers, emulators), two rollouts side by side say it. */
function isRolling({ rolloutState }: ServiceRollout, { rollouts }: Service): boolean {
  return rolloutState === undefined ? rollouts.length > 1 : rolloutState === 'IN_PROGRESS';
}

function revision(arn: string): RevisionRef {
  return { arn, ...parseTaskDefinition(arn) };
}
