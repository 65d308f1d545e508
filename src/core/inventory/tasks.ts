import type { EcsApi } from '../aws/api';
import { Interner } from '../lib/interner';
import type { Task } from '../model/task';
import { batches, settleAll } from './batch';
import type { Cell, Slot } from './cell';
import { Cells } from './cells';
import type { InventoryScope } from './change';
import { compactTask } from './compact';
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

type ServicePlace = `${string} ${string}`;

/** Which service a task's `group` names, of those of the cluster. */
export type ServiceOf = (clusterArn: string, group: string) => string | undefined;

/**
 * The tasks of each service: both lists at once, then one description for all of them. And those of a whole cluster, which is
 * the only way to find what runs outside services: ListTasks cannot be asked for that.
 */
export class TaskStore {
  readonly #ecs: EcsApi;
  readonly #scope: InventoryScope;
  readonly #serviceOf: ServiceOf;
  readonly #texts = new Interner();
  readonly #facts = new Facts<Task>({ keep: (task) => compactTask(task, this.#texts) });
  /** By cluster and service, with a space between. */
  readonly #cells: Cells<TaskLists, ServicePlace>;
  /** The tasks outside services, by cluster. */
  readonly #outside: Cells<TaskLists>;

  constructor(ecs: EcsApi, scope: InventoryScope, serviceOf: ServiceOf = () => undefined) {
    this.#ecs = ecs;
    this.#scope = scope;
    this.#serviceOf = serviceOf;
    this.#cells = new Cells((place) => {
      const [clusterArn = '', serviceArn = ''] = place.split(' ');
      return {
        scope,
        change: { kind: 'tasks', clusterArn, serviceArn },
        read: (signal) => this.#read(clusterArn, serviceArn, signal),
      };
    });
    this.#outside = new Cells((clusterArn) => ({
      scope,
      change: { kind: 'outsideTasks', clusterArn },
      read: (signal, publish) => this.#readCluster(clusterArn, signal, publish),
    }));
  }

  get size(): number {
    return this.#facts.size;
  }

  slot(clusterArn: string, serviceArn: string): Slot<TaskLists> {
    return this.#cells.get(`${clusterArn} ${serviceArn}`).slot;
  }

  get(taskArn: string): Task | undefined {
    return this.#facts.get(taskArn);
  }

  first(clusterArn: string, serviceArn: string): Promise<void> {
    return this.#cells.get(`${clusterArn} ${serviceArn}`).first();
  }

  load(clusterArn: string, serviceArn: string): Promise<void> {
    return this.#cells.get(`${clusterArn} ${serviceArn}`).load();
  }

  /** The tasks outside services, as far as the cluster's tasks were read. */
  outside(clusterArn: string): Slot<TaskLists> {
    return this.#outside.get(clusterArn).slot;
  }

  firstOutside(clusterArn: string): Promise<void> {
    return this.#outside.get(clusterArn).first();
  }

  /** Reads all tasks of a cluster, two calls for a hundred; those of its services are known then, too. */
  loadOutside(clusterArn: string): Promise<void> {
    return this.#outside.get(clusterArn).load();
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
    const seen = this.#known(this.#cells.get(`${clusterArn} ${serviceArn}`)).filter(
      (arn) => !listed.has(arn),
    );
    const all = [...listed, ...seen.slice(0, MOST_UNLISTED)];
    const found: Task[] = [];
    await settleAll(
      batches(all, DESCRIBE_AT_ONCE).map(async (arns) => {
        found.push(...(await this.#ecs.describeTasks(clusterArn, arns, signal)).tasks);
      }),
    );
    this.#apply(clusterArn, serviceArn, found);
    return listsOf(found);
  }

  async #readCluster(
    clusterArn: string,
    signal: AbortSignal,
    publish: (part: TaskLists) => void,
  ): Promise<TaskLists> {
    const outside: Task[] = [];
    const inside = new Map<string, Task[]>();
    const take = (tasks: readonly Task[]): void => {
      const before = outside.length;
      for (const task of tasks) {
        const service = this.#serviceOf(clusterArn, task.group);
        if (service === undefined) {
          if (!task.group.startsWith('service:')) outside.push(task);
        } else inside.set(service, [...(inside.get(service) ?? []), task]);
      }
      if (outside.length > before) {
        this.#put(outside.slice(before));
        publish(listsOf(outside));
      }
    };
    const work: Promise<void>[] = [];
    const seen = new Set<string>();
    for (const desiredStatus of ['RUNNING', 'STOPPED'] as const) {
      for await (const page of this.#ecs.listTasks({ cluster: clusterArn, desiredStatus }, signal)) {
        const arns = page.filter((arn) => !seen.has(arn));
        for (const arn of arns) seen.add(arn);
        if (arns.length === 0) continue;
        const one = this.#ecs.describeTasks(clusterArn, arns, signal).then(({ tasks }) => take(tasks));
        // It is awaited below; without this a failing page would leave its rejection unhandled.
        one.catch(() => undefined);
        work.push(one);
      }
    }
    await settleAll(work);
    for (const [serviceArn, tasks] of inside) {
      this.#apply(clusterArn, serviceArn, tasks);
      this.#cells.get(`${clusterArn} ${serviceArn}`).replace(listsOf(this.#kept(tasks)), true);
    }
    const gone = new Set(outside.map(({ arn }) => arn));
    for (const arn of this.#known(this.#outside.get(clusterArn))) if (!gone.has(arn)) this.#facts.delete(arn);
    return listsOf(this.#kept(outside));
  }

  /** The tasks as they are kept, so that their ARNs are the same texts. */
  #kept(tasks: readonly Task[]): readonly Task[] {
    return tasks.map((task) => this.#facts.get(task.arn) ?? task);
  }

  #known(cell: Cell<TaskLists>): readonly string[] {
    const { running = [], stopped = [] } = cell.slot.data ?? {};
    return [...running, ...stopped];
  }

  #apply(clusterArn: string, serviceArn: string, tasks: readonly Task[]): void {
    if (this.#scope.signal.aborted) return;
    const changed = this.#put(tasks);
    const found = new Set(tasks.map(({ arn }) => arn));
    for (const arn of this.#known(this.#cells.get(`${clusterArn} ${serviceArn}`)))
      if (!found.has(arn)) this.#facts.delete(arn);
    if (changed.length > 0)
      this.#scope.changed(changed.map(({ arn }) => ({ kind: 'task', clusterArn, serviceArn, taskArn: arn })));
  }

  #put(tasks: readonly Task[]): readonly Task[] {
    if (this.#scope.signal.aborted) return [];
    const now = this.#scope.now();
    return tasks.filter((task) => this.#facts.put(task.arn, task, now));
  }
}

function listsOf(tasks: readonly Task[]): TaskLists {
  return {
    running: ordered(
      tasks.filter((task) => task.desiredStatus !== 'STOPPED'),
      (task) => task.createdAt,
    ),
    stopped: ordered(
      tasks.filter((task) => task.desiredStatus === 'STOPPED'),
      stoppedSince,
    ),
  };
}

function stoppedSince(task: Task): number {
  return task.stoppedAt ?? task.stoppingAt ?? Number.MAX_SAFE_INTEGER;
}

/** Latest first; the ARN decides between equals, so that rows do not jump. */
function ordered(tasks: readonly Task[], time: (task: Task) => number): readonly string[] {
  return [...tasks].sort((a, b) => time(b) - time(a) || (a.arn < b.arn ? -1 : 1)).map(({ arn }) => arn);
}
