import type { EcsApi } from '../aws/api';
import { isCancellation } from '../lib/abort';
import { arnName } from '../model/arn';
import type { LogSubject } from './model';

/** At most this many tasks are described by one call. */
const DESCRIBE_LIMIT = 100;

/**
 * Tells the tasks of a service, or of one deployment of it, from those of others that log beside them. Only ECS knows whose a task is, and only until
 * about an hour after its end: of tasks that it has forgotten nothing can be told, and they are nobody else's here.
 */
export class OthersTasks {
  readonly #ecs: Pick<EcsApi, 'describeTasks'>;
  readonly #subject: LogSubject;
  /** Task ids that were asked about, or need not be. */
  readonly #asked: Set<string>;
  readonly #others = new Set<string>();

  constructor(ecs: Pick<EcsApi, 'describeTasks'>, subject: LogSubject, own: Iterable<string>) {
    this.#ecs = ecs;
    this.#subject = subject;
    this.#asked = new Set(own);
  }

  has(taskId: string): boolean {
    return this.#others.has(taskId);
  }

  /** Finds out about task ids that are new; without the permission to, they stay unknown. */
  async learn(taskIds: Iterable<string>, signal: AbortSignal): Promise<void> {
    const { clusterArn, serviceArn, rolloutId } = this.#subject;
    if (serviceArn === undefined) return;
    const unknown = [...new Set(taskIds)].filter((id) => !this.#asked.has(id));
    const ours = `service:${arnName(serviceArn)}`;
    for (let start = 0; start < unknown.length; start += DESCRIBE_LIMIT) {
      const part = unknown.slice(start, start + DESCRIBE_LIMIT);
      try {
        const { tasks } = await this.#ecs.describeTasks(clusterArn, part, signal);
        for (const { arn, group, startedBy } of tasks)
          if (group !== ours || (rolloutId !== undefined && startedBy !== rolloutId))
            this.#others.add(arnName(arn));
      } catch (error) {
        // Lines too many are better than none.
        if (isCancellation(error)) throw error;
      }
      for (const id of part) this.#asked.add(id);
    }
  }
}
