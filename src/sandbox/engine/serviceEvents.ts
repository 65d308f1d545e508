import type { SeededRandom } from '../world/random';
import type { ServiceRecord } from '../world/records';

const MAX_EVENTS = 100;

/** Writes a service event: newest first, the last hundred. `text` starts after `(service NAME)`. */
export function addEvent(service: ServiceRecord, random: SeededRandom, now: number, text: string): void {
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

/** A duplicate of an event that has been written since `since` is held back, as AWS does. */
export function wasSaid(service: ServiceRecord, text: string, since: number): boolean {
  return service.events.some(
    ({ createdAt, message }) =>
      createdAt >= since && message.endsWith(text) && message.includes(service.name),
  );
}
