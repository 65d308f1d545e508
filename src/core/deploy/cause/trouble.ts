import type { Evidence } from '../../diagnose/evidence';

/** Words of service events that are worth a look; whether they mean anything is for the rules to say. */
const TROUBLE = ['unable to', 'failed', 'unhealthy', 'not healthy', 'error', 'throttled'];

export function isTrouble(message: string): boolean {
  const words = message.toLowerCase();
  return TROUBLE.some((sign) => words.includes(sign));
}

/** Whether an event or a stop reason speaks of a target group: only then its health is worth a call. */
export function pointsAtTargets({ tasks, events }: Pick<Evidence, 'tasks' | 'events'>): boolean {
  const texts = [
    ...events.map(({ message }) => message),
    ...tasks.map(({ stoppedReason = '' }) => stoppedReason),
  ];
  return texts.some((text) => /target-group/i.test(text) && isTrouble(text));
}
