import { arnName } from '../../model/arn';
import type { Task } from '../../model/task';
import type { WatchReference } from '../event';
import { isFailedTask } from '../view/taskTracks';
import type { WatchDesk } from './desk';

/** Keeps the tasks of a service: each is described when it is new and until it has stopped, and then never again. */
export class TaskReader {
  readonly #tasks = new Map<string, Task>();
  readonly #desk: WatchDesk;
  #reads = 0;

  constructor(desk: WatchDesk) {
    this.#desk = desk;
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
    const cluster = this.#desk.tasks(clusterArn);
    const service = arnName(serviceArn);
    const stoppedToo = everything || this.#reads % 2 === 0 || this.tasks.some(isFailedTask);
    this.#reads += 1;
    const [running, stopped] = await Promise.all([
      cluster.list(service, 'RUNNING', signal),
      stoppedToo ? cluster.list(service, 'STOPPED', signal) : [],
    ]);
    const living = this.tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED').map(({ arn }) => arn);
    const arns = [...new Set([...running, ...living, ...stopped])].filter(
      (arn) => this.#tasks.get(arn)?.lastStatus !== 'STOPPED',
    );
    const tasks = await cluster.describe(arns, signal);
    for (const task of tasks) this.#tasks.set(task.arn, task);
    // AWS forgets stopped tasks after an hour or so.
    const known = new Set(tasks.map(({ arn }) => arn));
    for (const arn of arns) if (!known.has(arn)) this.#tasks.delete(arn);
  }
}
