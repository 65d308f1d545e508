import type { SeededRandom } from '../world/random';
import type { ServiceRecord } from '../world/records';

const MAX_EVENTS = 100;

type Told = Pick<ServiceRecord, 'name' | 'events'>;

/** Writes a service event: newest first, the last hundred. `text` starts after `(service NAME)`. */
export function addEvent(service: Told, random: SeededRandom, now: number, text: string): void {
  service.events.unshift({
    id: random.uuid(),
    createdAt: now,
    message: `(service ${service.name}) ${text}`,
  });
  if (service.events.length > MAX_EVENTS) service.events.length = MAX_EVENTS;
}

/** `(task A) (task B)`. */
export function taskList(tasks: readonly { readonly id: string }[]): string {
  return tasks.map(({ id }) => `(task ${id})`).join(' ');
}

const REPEAT_MS = 6 * 3_600_000;

/**
 * Documented: a duplicate of an event is held back until what it tells of was put right, here until the service was steady,
 * or for six hours. What was said before `since` was about something else.
 */
export function wasSaid(service: Told, text: string, now: number, since: number): boolean {
  const message = `(service ${service.name}) ${text}`;
  const steady = `(service ${service.name}) has reached a steady state.`;
  const last = service.events.find((event) => event.message === message || event.message === steady);
  return last?.message === message && last.createdAt >= Math.max(since, now - REPEAT_MS);
}
