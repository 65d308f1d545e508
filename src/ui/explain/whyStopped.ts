import type { Event } from '../../core/lib/events';
import type { Message } from '../../core/lib/message';
import type { Task } from '../../core/model/task';

/** What was found out about why tasks stopped. */
export interface TaskCauses {
  /** In a sentence; undefined while it is not known. */
  sentence(connectionId: string, taskArn: string): Message | undefined;
  /** More is known about these tasks. */
  readonly onDidChange: Event<{ readonly connectionId: string; readonly tasks: readonly string[] }>;
}

/** Why a task stopped, as far as its own words tell: nothing is asked for. */
export async function whyStopped(task: Task): Promise<Message | undefined> {
  const { diagnose, NO_EVIDENCE } = await import(/* webpackChunkName: "explain" */ './door');
  const { causes, noise } = diagnose({ ...NO_EVIDENCE, tasks: [task] });
  return (causes[0] ?? noise[0])?.title;
}
