import type { Task } from '../model/task';

/** How EventBridge's rules and EventBridge Scheduler sign the tasks that they start: `events-rule/<name>`. */
const SIGNATURE = /^(?:events-rule|chronos-schedule)\/(.+)$/;

/** The rule or schedule that started a task; undefined for one that was started otherwise. */
export function scheduleOf({ startedBy = '' }: Pick<Task, 'startedBy'>): string | undefined {
  return SIGNATURE.exec(startedBy)?.[1];
}
