import { arnName } from '../../model/arn';
import type { Task } from '../../model/task';
import type { WatchReference } from '../event';
import { isFailedTask, sideOf } from '../view/taskTracks';
import type { WatchDesk } from './desk';

/** How often old tasks are described that run on: every so many reads. */
const STEADY_EVERY = 6;

/** Stopped tasks that are kept after AWS has forgotten them. */
const KEPT = 100;

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

  /**
   * Stopped tasks are listed every second time until the first failure shows that they matter. `named` are ids that
   * events tell: a list of the service no longer has the tasks of a deployment that is gone.
   */
  async read(
    reference: WatchReference,
    signal: AbortSignal,
    everything: boolean,
    named: readonly string[],
  ): Promise<void> {
    const { clusterArn, serviceArn } = reference;
    const cluster = this.#desk.tasks(clusterArn);
    const service = arnName(serviceArn);
    const stoppedToo = everything || this.#reads % 2 === 0 || this.tasks.some(isFailedTask);
    const all = everything || this.#reads % STEADY_EVERY === 0;
    this.#reads += 1;
    const [running, stopped] = await Promise.all([
      cluster.list(service, 'RUNNING', signal),
      stoppedToo ? cluster.list(service, 'STOPPED', signal) : [],
    ]);
    const listed = new Set(running);
    const asBefore = this.tasks.filter(
      (task) => task.lastStatus === 'STOPPED' || (!all && listed.has(task.arn) && isSteady(task, reference)),
    );
    const known = new Set(asBefore.map(({ arn }) => arn));
    const told = named.map((id) => `${clusterArn.replace(':cluster/', ':task/')}/${id}`);
    const arns = [...new Set([...running, ...this.#tasks.keys(), ...stopped, ...told])].filter(
      (arn) => !known.has(arn),
    );
    const tasks = await cluster.describe(arns, signal);
    for (const task of tasks) this.#tasks.set(task.arn, task);
    // AWS forgets stopped tasks after an hour or so.
    const found = new Set(tasks.map(({ arn }) => arn));
    for (const arn of arns) if (!found.has(arn)) this.#tasks.delete(arn);
    if (stoppedToo) this.#forget(new Set(stopped));
  }

  /** A service whose tasks fail for days would fill the memory: of what AWS has forgotten the newest stay. */
  #forget(listed: ReadonlySet<string>): void {
    const gone = this.tasks.filter(({ arn, lastStatus }) => lastStatus === 'STOPPED' && !listed.has(arn));
    if (gone.length <= KEPT) return;
    gone.sort((a, b) => (b.stoppedAt ?? 0) - (a.stoppedAt ?? 0));
    for (const { arn } of gone.slice(KEPT)) this.#tasks.delete(arn);
  }
}

/** An old task that runs, and is still listed as one that shall run, has nothing new to tell but its health. */
function isSteady(task: Task, reference: WatchReference): boolean {
  return (
    task.lastStatus === 'RUNNING' && task.desiredStatus === 'RUNNING' && sideOf(task, reference) === 'old'
  );
}
