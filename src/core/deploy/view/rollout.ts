import type { Service, ServiceRollout } from '../../model/service';
import type { Observation, WatchReference } from '../event';
import type { RolloutView, SideCounts, TaskTrack } from '../state';
import { alarmsMessage } from './alarms';
import { breakerMessage } from './breaker';
import { isRollingBack } from './rollingBack';
import type { HealthFacts } from './taskHealth';
import { newestTime } from './newestTime';
import { viewShift } from './shift';
import { viewTargetGroups } from './targetGroups';
import { trackTasks } from './taskTracks';
import { waitingFor } from './waiting';

/** Points of history that are kept; a rollout that flaps for hours needs no more. */
const MAX_HISTORY = 500;

/** Tasks that stay healthy, and tasks that run at once at most: the minimum rounds up, the maximum down. */
export function taskLimits(service: Pick<Service, 'desired' | 'minimumHealthyPercent' | 'maximumPercent'>): {
  readonly minimum: number;
  readonly maximum: number;
} {
  return {
    minimum: Math.ceil((service.desired * service.minimumHealthyPercent) / 100),
    maximum: Math.floor((service.desired * service.maximumPercent) / 100),
  };
}

/** The rollout after one more look. What this look does not tell stays as it was. */
export function viewRollout(
  before: RolloutView | undefined,
  reference: WatchReference,
  observation: Observation,
  looked: number,
): RolloutView {
  // Times on the way come from AWS's clock. Where ours is behind, what has happened already is not in the future.
  const at = Math.max(looked, newestTime(observation));
  const { service, deployment, tasks, targetGroups, expects } = observation;
  const health: HealthFacts = {
    containerHealthCheck: expects?.containerHealthCheck ?? false,
    balanced: (service?.loadBalancers.length ?? 0) > 0,
    targets: observation.targets ?? [],
  };
  const tracks =
    tasks === undefined
      ? (before?.tasks ?? [])
      : trackTasks(before?.tasks ?? [], tasks, reference, health, at);
  const seen = tasks !== undefined || before !== undefined;
  const next = service === undefined ? before?.next : nextCounts(service, reference, tracks, seen);
  const old = service === undefined ? before?.old : oldCounts(service, reference, tracks, seen);
  const counts = next ?? noCounts(reference.newRevision.revision);
  const limits = service === undefined ? undefined : taskLimits(service);
  const shift = viewShift(before?.shift, deployment, at);
  const alarms = alarmsMessage(deployment);
  const waiting = waitingFor({ observation, reference, next: counts, old, tracks, shift, at });
  return {
    startedAt: reference.startedAt,
    at,
    minimum: limits?.minimum ?? before?.minimum ?? 0,
    maximum: limits?.maximum ?? before?.maximum ?? 0,
    next: counts,
    ...(old === undefined ? {} : { old }),
    rollingBack:
      service === undefined ? (before?.rollingBack ?? false) : isRollingBack(observation, reference),
    tasks: tracks,
    history: extend(before?.history ?? [], { at, old: old?.healthy ?? 0, next: counts.healthy }),
    targetGroups:
      targetGroups === undefined
        ? (before?.targetGroups ?? [])
        : viewTargetGroups(targetGroups, observation.targets ?? []),
    breaker: breakerMessage(service, deployment, counts.failed),
    ...(alarms === undefined ? {} : { alarms }),
    ...(shift === undefined ? {} : { shift }),
    ...(waiting === undefined ? {} : { waitingFor: waiting }),
    ...(before?.hindrance === undefined ? {} : { hindrance: before.hindrance }),
  };
}

function noCounts(revision: number): SideCounts {
  return { revision, desired: 0, running: 0, pending: 0, healthy: 0, failed: 0 };
}

function nextCounts(
  service: Service,
  { rolloutId, newRevision }: WatchReference,
  tracks: readonly TaskTrack[],
  seen: boolean,
): SideCounts {
  const rollout = service.rollouts.find(({ id }) => id === rolloutId);
  const failed = tracks.filter(
    ({ side, segments }) => side === 'new' && segments.at(-1)?.phase === 'failed',
  ).length;
  if (rollout === undefined) return { ...noCounts(newRevision.revision), desired: service.desired, failed };
  return {
    revision: newRevision.revision,
    desired: rollout.desired,
    running: rollout.running,
    pending: rollout.pending,
    healthy: seen ? healthyOn('new', tracks) : rollout.running,
    // The scheduler forgets on a healthy task what the timeline still shows.
    failed: Math.max(rollout.failedTasks, failed),
  };
}

function oldCounts(
  service: Service,
  { rolloutId, oldRevision }: WatchReference,
  tracks: readonly TaskTrack[],
  seen: boolean,
): SideCounts | undefined {
  if (oldRevision === undefined) return undefined;
  const others = service.rollouts.filter(({ id }) => id !== rolloutId);
  const sum = (count: (rollout: ServiceRollout) => number): number =>
    others.reduce((total, rollout) => total + count(rollout), 0);
  const running = sum((rollout) => rollout.running);
  return {
    revision: oldRevision.revision,
    desired: sum((rollout) => rollout.desired),
    running,
    pending: sum((rollout) => rollout.pending),
    healthy: seen ? healthyOn('old', tracks) : running,
    failed: 0,
  };
}

function healthyOn(side: TaskTrack['side'], tracks: readonly TaskTrack[]): number {
  return tracks.filter((track) => track.side === side && track.segments.at(-1)?.phase === 'healthy').length;
}

function extend(
  history: RolloutView['history'],
  point: RolloutView['history'][number],
): RolloutView['history'] {
  const last = history.at(-1);
  if (last !== undefined && last.old === point.old && last.next === point.next) return history;
  return [...history, point].slice(-MAX_HISTORY);
}
