import { parseTaskDefinition } from '../../model/arn';
import type { ServiceDeployment } from '../../model/deploymentRecord';
import { primaryRollout, type Service, type ServiceRollout } from '../../model/service';
import type { TargetHealth } from '../../model/targetGroup';
import type { Verdict, WatchReference } from '../event';
import * as verdicts from './verdicts';

/** What is known when a rollout is judged. */
export interface Evidence {
  /** `missing` when AWS says that there is no such service any more. */
  readonly service: Service | 'missing' | undefined;
  /** Our service deployment; absent in basic mode. */
  readonly deployment: ServiceDeployment | undefined;
  readonly targets: readonly TargetHealth[];
  /** False while reads may still be from before our rollout began: then its absence means nothing. */
  readonly settled: boolean;
  readonly at: number;
}

export type Judgement =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'ended';
      readonly verdict: Verdict;
      /** The revision that came instead. */ readonly by?: string;
    }
  /** Somebody forced our own revision again: the same goal under another identity. */
  | { readonly kind: 'follow'; readonly rollout: ServiceRollout };

const OPEN: Judgement = { kind: 'open' };
const ended = (verdict: Verdict): Judgement => ({ kind: 'ended', verdict });

/**
 * Decides whether a rollout has ended, and how. Success is tied to identity: our service deployment is SUCCESSFUL, or
 * (without that API) our rollout is PRIMARY and COMPLETED. Counts alone prove nothing: a rollback is stable too.
 */
export function judge(reference: WatchReference, evidence: Evidence): Judgement {
  const { service, deployment } = evidence;
  if (service === 'missing') return ended(verdicts.deleted());
  if (service !== undefined && service.status !== 'ACTIVE') return ended(verdicts.deleted());
  const other = service === undefined ? undefined : judgeSuccessor(reference, service, deployment);
  if (other !== undefined) return other;
  if (deployment !== undefined) return judgeDeployment(reference, deployment, service, evidence.at);
  return service === undefined ? OPEN : judgeService(reference, service, evidence);
}

/**
 * What it means that another rollout has taken our place; undefined when none has, or when our service deployment tells
 * all the same. Older ones are what a rollback brings back; only newer ones supersede.
 */
function judgeSuccessor(
  reference: WatchReference,
  service: Service,
  deployment: ServiceDeployment | undefined,
): Judgement | undefined {
  const primary = primaryRollout(service);
  if (primary === undefined || primary.id === reference.rolloutId) return undefined;
  if (isOlder(primary, reference)) return undefined;
  const { taskDefinitionArn: by } = primary;
  const isOurs = by === reference.newRevision.arn;
  const { revision } = parseTaskDefinition(by);
  // What comes after a success does not take it back.
  if (deployment?.status === 'SUCCESSFUL')
    return isOurs ? undefined : { kind: 'ended', verdict: verdicts.replaced(reference, revision), by };
  if (isOurs) return { kind: 'follow', rollout: primary };
  if (deployment?.status.startsWith('ROLLBACK') === true) return undefined;
  if (by === reference.oldRevision?.arn)
    return judgeReturn(primary, reference, reasonOf(deployment, service, reference));
  return { kind: 'ended', verdict: verdicts.superseded(revision), by };
}

/** Somebody deploys the old revision again, or we did: a rollback by hand, which is over when that rollout is. */
function judgeReturn(
  { rolloutState, rolloutStateReason }: ServiceRollout,
  reference: WatchReference,
  quote: string | undefined,
): Judgement {
  switch (rolloutState) {
    case 'IN_PROGRESS':
      return OPEN;
    case 'FAILED':
      return ended(verdicts.rollbackFailed(rolloutStateReason));
    default:
      return ended(verdicts.rolledBack(reference, quote));
  }
}

/** Times may be as coarse as a second: of two rollouts of one moment the old revision's is the older one. */
function isOlder(rollout: ServiceRollout, { startedAt, oldRevision }: WatchReference): boolean {
  if (rollout.createdAt !== startedAt) return rollout.createdAt < startedAt;
  return rollout.taskDefinitionArn === oldRevision?.arn;
}

function judgeDeployment(
  reference: WatchReference,
  deployment: ServiceDeployment,
  service: Service | undefined,
  at: number,
): Judgement {
  switch (deployment.status) {
    case 'SUCCESSFUL':
      return ended(
        verdicts.succeeded(
          reference,
          deployment.finishedAt ?? at,
          service?.desired ?? 1,
          afterwards(service, reference),
        ),
      );
    case 'ROLLBACK_SUCCESSFUL':
      return ended(verdicts.rolledBack(reference, reasonOf(deployment, service, reference)));
    case 'ROLLBACK_FAILED':
      return ended(verdicts.rollbackFailed(reasonOf(deployment, service, reference)));
    case 'STOPPED': {
      const ours = service?.rollouts.find(({ id }) => id === reference.rolloutId);
      const quote = reasonOf(deployment, service, reference);
      const gaveUp = ours?.rolloutState === 'FAILED' || deployment.breaker?.status === 'TRIGGERED';
      return ended(
        gaveUp ? verdicts.failed(reference, runningOf(service, reference), quote) : verdicts.stopped(quote),
      );
    }
    default:
      return OPEN;
  }
}

/** Basic mode: the scheduler's own view is all there is. */
function judgeService(
  reference: WatchReference,
  service: Service,
  { targets, settled, at }: Evidence,
): Judgement {
  const primary = primaryRollout(service);
  const ours = service.rollouts.find(({ id }) => id === reference.rolloutId);
  if (primary?.id === reference.rolloutId) {
    if (primary.rolloutState === 'COMPLETED')
      return ended(verdicts.succeeded(reference, endOf(primary) ?? at, service.desired));
    if (primary.rolloutState === 'FAILED') return failedInPlace(reference, service);
    return primary.rolloutState === undefined && isSettled(service, primary, targets)
      ? ended(verdicts.succeeded(reference, at, service.desired))
      : OPEN;
  }
  if (!settled) return OPEN;
  // An older rollout is PRIMARY again: that is a rollback, over once ours is gone or the old one is complete.
  if (primary === undefined || (ours !== undefined && primary.rolloutState !== 'COMPLETED')) return OPEN;
  return ended(verdicts.rolledBack(reference, reasonOf(undefined, service, reference)));
}

/** By AWS's clock, as the beginning is: ours may be wrong, or may have looked late. Undefined where AWS does not tell. */
function endOf({ createdAt, updatedAt }: ServiceRollout): number | undefined {
  return updatedAt > createdAt ? updatedAt : undefined;
}

/** A failed rollout that stays PRIMARY has nothing to go back to, unless the rollback is only about to begin. */
function failedInPlace(reference: WatchReference, service: Service): Judgement {
  // ECS goes back to the last rollout that was complete.
  const target = service.rollouts.some(
    ({ id, rolloutState }) => id !== reference.rolloutId && rolloutState === 'COMPLETED',
  );
  if (service.circuitBreaker.rollback && target) return OPEN;
  const quote = reasonOf(undefined, service, reference);
  return ended(verdicts.failed(reference, runningOf(service, reference), quote));
}

/** Services without a rollout state (a Classic Load Balancer, say): alone, complete, and healthy behind its targets. */
function isSettled(service: Service, primary: ServiceRollout, targets: readonly TargetHealth[]): boolean {
  const alone = service.rollouts.length === 1 && primary.running === service.desired && primary.pending === 0;
  return alone && targets.every(({ state }) => state === 'healthy' || state === 'draining');
}

/** With early success criteria ECS goes on in the background: to the desired count, and until the old tasks are gone. */
function afterwards(service: Service | undefined, reference: WatchReference): verdicts.Afterwards {
  const ours = service?.rollouts.find(({ id }) => id === reference.rolloutId);
  return {
    toStart: ours === undefined ? 0 : Math.max(0, ours.desired - ours.running),
    toStop: runningOf(service, reference),
  };
}

function runningOf(service: Service | undefined, { rolloutId }: WatchReference): number {
  const others = service?.rollouts.filter(({ id }) => id !== rolloutId) ?? [];
  return others.reduce((sum, { running }) => sum + running, 0);
}

function reasonOf(
  deployment: ServiceDeployment | undefined,
  service: Service | undefined,
  { rolloutId }: WatchReference,
): string | undefined {
  const ours = service?.rollouts.find(({ id }) => id === rolloutId);
  return deployment?.rollbackReason ?? deployment?.statusReason ?? ours?.rolloutStateReason;
}
