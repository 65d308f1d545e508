import type { EcsApi } from '../../aws/api';
import { arnName } from '../../model/arn';
import type { Task } from '../../model/task';
import type { WatchReference } from '../event';
import { isFailedTask } from '../view/taskTracks';

/** Tasks of one DescribeTasks call. */
const BATCH = 100;

/** Keeps the tasks of a service: each is described when it is new and until it has stopped, and then never again. */
export class TaskReader {
  readonly #tasks = new Map<string, Task>();
  readonly #ecs: EcsApi;
  #reads = 0;

  constructor(ecs: EcsApi) {
    this.#ecs = ecs;
  }

  get tasks(): readonly Task[] {
    return [...this.#tasks.values()];
  }

  /** Stopped tasks are listed every second time until the first failure shows that they matter. */
  async read(
    { clusterArn, serviceArn }: Pick<WatchReference, 'clusterArn' | 'serviceArn'>,
    signal: AbortSignal,
    everything: boolean,
  ): Promise<void> {
    const query = { cluster: clusterArn, service: arnName(serviceArn) };
    const stoppedToo = everything || this.#reads % 2 === 0 || this.tasks.some(isFailedTask);
    this.#reads += 1;
    const [running, stopped] = await Promise.all([
      this.#list({ ...query, desiredStatus: 'RUNNING' }, signal),
      stoppedToo ? this.#list({ ...query, desiredStatus: 'STOPPED' }, signal) : [],
    ]);
    const living = this.tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED').map(({ arn }) => arn);
    const arns = [...new Set([...running, ...living, ...stopped])].filter(
      (arn) => this.#tasks.get(arn)?.lastStatus !== 'STOPPED',
    );
    for (let from = 0; from < arns.length; from += BATCH) {
      const { tasks, failures } = await this.#ecs.describeTasks(
        clusterArn,
        arns.slice(from, from + BATCH),
        signal,
      );
      for (const task of tasks) this.#tasks.set(task.arn, task);
      // AWS forgets stopped tasks after an hour or so.
      for (const { arn } of failures) this.#tasks.delete(arn);
    }
  }

  async #list(query: Parameters<EcsApi['listTasks']>[0], signal: AbortSignal): Promise<readonly string[]> {
    const arns: string[] = [];
    for await (const page of this.#ecs.listTasks(query, signal)) arns.push(...page);
    return arns;
  }
}
