import type { Service, ServiceEvent } from '../../model/service';

/** Service events older than this explain nothing of today, unless the rollout itself is older. */
const LOOK_BACK_MS = 24 * 3_600_000;

const COMPLETED = /\(deployment (ecs-svc\/\d{1,40})\) deployment completed/;

/** What of a service's past still counts. */
export interface Recent {
  /** Newest first. */
  readonly events: readonly ServiceEvent[];
  /** Tasks that stopped before this say nothing about the present; milliseconds since the epoch. */
  readonly since: number;
}

/**
 * What happened since the last deployment that ended well; without one, what happened today or since the rollout began.
 * The end of a rollback is in the same words as a success (a recorded rollback has both): it does not wipe out why.
 */
export function recentPast({ events, rollouts }: Pick<Service, 'events' | 'rollouts'>, now: number): Recent {
  const going = rollouts.filter(({ rolloutState }) => rolloutState === 'IN_PROGRESS');
  const since = Math.min(now - LOOK_BACK_MS, ...going.map(({ createdAt }) => createdAt));
  const late = events.filter(({ at }) => at >= since);
  const success = late.findIndex((event, index) => endedWell(event, late.slice(index + 1)));
  if (success === -1) return { events: late, since };
  return { events: late.slice(0, success), since: late[success]?.at ?? since };
}

function endedWell({ message }: ServiceEvent, before: readonly ServiceEvent[]): boolean {
  const id = COMPLETED.exec(message)?.[1];
  if (id === undefined) return false;
  const back = before.find((event) => COMPLETED.test(event.message) || isReturnTo(id, event.message));
  return back === undefined || !isReturnTo(id, back.message);
}

function isReturnTo(id: string, message: string): boolean {
  return message.includes(`rolling back to deployment ${id}`);
}

/** ECS forgets stopped tasks after about an hour. */
const REMEMBERED_MS = 3_600_000;
const STARTED = /has started \d{1,6} tasks?:/;
/** Characters of an event; AWS's own are shorter by far. */
const LOOKED_AT = 20_000;
const TASK = /\(task ([0-9a-f-]{32,36})\)/g;

/**
 * Ids of tasks whose start an event tells. The list of a service no longer has those of a deployment that is gone
 * (recorded), and that is what a rollback leaves; asked for by their ids they are there for an hour.
 */
export function startedTasks(service: Pick<Service, 'events' | 'rollouts'>, now: number): readonly string[] {
  const { events, since } = recentPast(service, now);
  return events
    .filter(({ at }) => at >= Math.max(since, now - REMEMBERED_MS))
    .filter(({ message }) => STARTED.test(message))
    .flatMap(({ message }) => [...message.slice(0, LOOKED_AT).matchAll(TASK)])
    .flatMap(([, id]) => id ?? []);
}
