import type { EcsApi } from '../aws/api';
import type { Task } from '../model/task';
import { batches, settleAll } from './batch';
import { Cell, type Slot } from './cell';
import type { InventoryScope } from './change';
import { Facts } from './facts';

/** ListTasks and DescribeTasks both take a hundred. */
const DESCRIBE_AT_ONCE = 100;
/** How many tasks that are no longer listed are kept in sight. */
const MOST_UNLISTED = 50;

/** Task ARNs of a service by what they are meant to be; the stopped ones are kept by ECS for about an hour. */
export interface TaskLists {
  /** In the order they were created, newest first. */
  readonly running: readonly string[];
  /** In the order they stopped, latest first. */
  readonly stopped: readonly string[];
}

/** The tasks of each service: both lists at once, then one description for all of them. */
export class TaskStore {
  readonly #ecs: EcsApi;
  readonly #scope: InventoryScope;
  readonly #facts = new Facts<Task>();
  readonly #cells = new Map<string, Cell<TaskLists>>();

  constructor(ecs: EcsApi, scope: InventoryScope) {
    this.#ecs = ecs;
    this.#scope = scope;
  }

  slot(clusterArn: string, serviceArn: string): Slot<TaskLists> {
    return this.#cell(clusterArn, serviceArn).slot;
  }

  get(taskArn: string): Task | undefined {
    return this.#facts.get(taskArn);
  }

  first(clusterArn: string, serviceArn: string): Promise<void> {
    return this.#cell(clusterArn, serviceArn).first();
  }

  load(clusterArn: string, serviceArn: string): Promise<void> {
    return this.#cell(clusterArn, serviceArn).load();
  }

  #cell(clusterArn: string, serviceArn: string): Cell<TaskLists> {
    let cell = this.#cells.get(serviceArn);
    if (cell === undefined) {
      cell = new Cell({
        scope: this.#scope,
        change: { kind: 'tasks', clusterArn, serviceArn },
        read: (signal) => this.#read(clusterArn, serviceArn, signal),
      });
      this.#cells.set(serviceArn, cell);
    }
    return cell;
  }

  async #read(clusterArn: string, serviceArn: string, signal: AbortSignal): Promise<TaskLists> {
    const list = async (desiredStatus: 'RUNNING' | 'STOPPED'): Promise<readonly string[]> => {
      const arns: string[] = [];
      const query = { cluster: clusterArn, service: serviceArn, desiredStatus };
      for await (const page of this.#ecs.listTasks(query, signal)) arns.push(...page);
      return arns;
    };
    const [running, stopped] = await Promise.all([list('RUNNING'), list('STOPPED')]);
    // A task that is told to stop between the two calls is in both lists. And ECS soon stops listing the stopped tasks
    // of a deployment that is gone, but describes them for about an hour: those that were seen ride along.
    const listed = new Set([...running, ...stopped]);
    const seen = this.#known(serviceArn).filter((arn) => !listed.has(arn));
    const all = [...listed, ...seen.slice(0, MOST_UNLISTED)];
    const found: Task[] = [];
    await settleAll(
      batches(all, DESCRIBE_AT_ONCE).map(async (arns) => {
        found.push(...(await this.#ecs.describeTasks(clusterArn, arns, signal)).tasks);
      }),
    );
    this.#apply(clusterArn, serviceArn, found);
    return {
      running: ordered(
        found.filter((task) => task.desiredStatus !== 'STOPPED'),
        (task) => task.createdAt,
      ),
      stopped: ordered(
        found.filter((task) => task.desiredStatus === 'STOPPED'),
        stoppedSince,
      ),
    };
  }

  #known(serviceArn: string): readonly string[] {
    const { running = [], stopped = [] } = this.#cells.get(serviceArn)?.slot.data ?? {};
    return [...running, ...stopped];
  }

  #apply(clusterArn: string, serviceArn: string, tasks: readonly Task[]): void {
    if (this.#scope.signal.aborted) return;
    const now = this.#scope.now();
    const changed = tasks.filter((task) => this.#facts.put(task.arn, task, now));
    const found = new Set(tasks.map(({ arn }) => arn));
    for (const arn of this.#known(serviceArn)) if (!found.has(arn)) this.#facts.delete(arn);
    if (changed.length > 0)
      this.#scope.changed(changed.map(({ arn }) => ({ kind: 'task', clusterArn, serviceArn, taskArn: arn })));
  }
}

function stoppedSince(task: Task): number {
  return task.stoppedAt ?? task.stoppingAt ?? Number.MAX_SAFE_INTEGER;
}

/** Latest first; the ARN decides between equals, so that rows do not jump. */
function ordered(tasks: readonly Task[], time: (task: Task) => number): readonly string[] {
  return [...tasks].sort((a, b) => time(b) - time(a) || (a.arn < b.arn ? -1 : 1)).map(({ arn }) => arn);
}
