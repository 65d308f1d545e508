import type { EcsApi } from '../aws/api';
import { arnName } from '../model/arn';
import type { Task } from '../model/task';
import type { LogSubject } from './model';

/** At most this many tasks are described by one call. */
const DESCRIBE_LIMIT = 100;
/** Less than the time between two looks: other tails, the explorer or a deployment have asked for the same. */
const RECENT_MS = 4000;

/**
 * Looks at the tasks of a subject, asking only about those that are new or not settled: a service with nothing new
 * costs two list calls a look, and after the first one none when somebody else has just made them.
 */
export class TaskWatch {
  readonly #ecs: Pick<EcsApi, 'listTasks' | 'describeTasks'>;
  readonly #subject: LogSubject;
  #looked = false;
  readonly #known = new Map<string, { readonly stopped: boolean; readonly settled: boolean }>();

  constructor(ecs: Pick<EcsApi, 'listTasks' | 'describeTasks'>, subject: LogSubject) {
    this.#ecs = ecs;
    this.#subject = subject;
  }

  /** True when every task that was seen has stopped, or is forgotten by ECS. */
  get allStopped(): boolean {
    return [...this.#known.values()].every(({ stopped }) => stopped);
  }

  /** Tasks that are new, have changed or stopped since the last look; those that ECS has forgotten are in `missing`. */
  async look(
    signal: AbortSignal,
  ): Promise<{ readonly tasks: readonly Task[]; readonly missing: readonly string[] }> {
    const asked = await this.#toDescribe(signal);
    const tasks: Task[] = [];
    const missing: string[] = [];
    for (let start = 0; start < asked.length; start += DESCRIBE_LIMIT) {
      const part = asked.slice(start, start + DESCRIBE_LIMIT);
      const answer = await this.#ecs.describeTasks(this.#subject.clusterArn, part, signal);
      tasks.push(...answer.tasks);
      missing.push(...answer.failures.map(({ arn }) => arn));
    }
    for (const task of tasks)
      this.#known.set(task.arn, { stopped: task.lastStatus === 'STOPPED', settled: isSettled(task) });
    for (const arn of missing) this.#known.set(arn, { stopped: true, settled: true });
    const { rolloutId } = this.#subject;
    const wanted = rolloutId === undefined ? tasks : tasks.filter(({ startedBy }) => startedBy === rolloutId);
    return { tasks: wanted, missing };
  }

  async #toDescribe(signal: AbortSignal): Promise<readonly string[]> {
    const { clusterArn: cluster, serviceArn, taskArn } = this.#subject;
    if (taskArn !== undefined) return this.#known.get(taskArn)?.stopped === true ? [] : [taskArn];
    if (serviceArn === undefined) return [];
    const service = arnName(serviceArn);
    const running = new Set<string>();
    const all = new Set<string>();
    // Who begins wants to know what is there now: something may just have been deployed.
    const query = { cluster, service, ...(this.#looked ? { withinMs: RECENT_MS } : {}) };
    for await (const page of this.#ecs.listTasks({ ...query, desiredStatus: 'RUNNING' }, signal))
      for (const arn of page) running.add(arn);
    for await (const page of this.#ecs.listTasks({ ...query, desiredStatus: 'STOPPED' }, signal))
      for (const arn of page) all.add(arn);
    this.#looked = true;
    // A task that left both lists is asked about once more, so that its end is told.
    for (const [arn, { stopped }] of this.#known) {
      if (stopped && !all.has(arn)) this.#known.delete(arn);
      else if (!stopped) all.add(arn);
    }
    return [...new Set([...running, ...all])].filter((arn) => {
      const known = this.#known.get(arn);
      if (known === undefined) return true;
      return !known.stopped && !(known.settled && running.has(arn));
    });
  }
}

/** Once every container has its runtime id, nothing that a log line is found by changes until the task stops. */
function isSettled(task: Task): boolean {
  return task.lastStatus === 'RUNNING' && task.containers.every(({ runtimeId }) => runtimeId !== undefined);
}
