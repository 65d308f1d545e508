import type { EcsApi } from '../../aws/api';
import type { Task } from '../../model/task';
import { neverAborted } from '../shared';
import { Batch, type BatchOptions } from './batch';

type Status = 'RUNNING' | 'STOPPED';
type Api = Pick<EcsApi, 'listTasks' | 'describeTasks'>;

/** From so many services on, a list of the whole cluster is cheaper than one of each. */
const SHARED_FROM = 3;

/** The tasks of one cluster, for all watches there: services that are asked for together share their calls. */
export class ClusterTasks {
  readonly #ecs: Api;
  readonly #cluster: string;
  readonly #lists: Readonly<Record<Status, Batch<readonly string[]>>>;
  readonly #described: Batch<Task>;
  readonly #never = neverAborted();
  /** Which service a task is of, by the status under which it was listed; newest lists only. */
  readonly #groups: Record<Status, ReadonlyMap<string, string>> = { RUNNING: new Map(), STOPPED: new Map() };
  /** Tasks that were described to learn whose they are, until whoever they are for takes them. */
  readonly #fresh = new Map<string, Task>();
  /** Calls since the last time that running tasks were listed, and between the two times before. */
  #calls = 0;
  #callsBefore = 0;
  /** True when the cluster has so many tasks that asking for each service is cheaper. */
  #crowded = false;

  constructor(ecs: Api, cluster: string, gather: BatchOptions<Task>['gather']) {
    this.#ecs = ecs;
    this.#cluster = cluster;
    const list = (status: Status): Batch<readonly string[]> =>
      new Batch({ limit: Infinity, gather, send: (services) => this.#list(services, status) });
    this.#lists = { RUNNING: list('RUNNING'), STOPPED: list('STOPPED') };
    this.#described = new Batch({ limit: 100, gather, send: (arns) => this.#describe(arns) });
  }

  /** How many calls one look at so many services takes: as many as the last one, or about so many before the first. */
  callsFor(services: number): number {
    const guess = services < SHARED_FROM || this.#crowded ? 3 * services : 4;
    return services < SHARED_FROM ? guess : Math.max(guess, this.#callsBefore);
  }

  /** ARNs of the tasks of a service, by its name. */
  async list(service: string, status: Status, signal: AbortSignal): Promise<readonly string[]> {
    return (await this.#lists[status].ask(service, signal)) ?? [];
  }

  /** Tasks that AWS has forgotten are missing in the answer. */
  async describe(arns: readonly string[], signal: AbortSignal): Promise<readonly Task[]> {
    const fresh = arns.flatMap((arn) => this.#fresh.get(arn) ?? []);
    for (const { arn } of fresh) this.#fresh.delete(arn);
    const known = new Set(fresh.map(({ arn }) => arn));
    const others = arns.filter((arn) => !known.has(arn));
    return [...fresh, ...(await this.#described.askAll(others, signal))];
  }

  async #list(services: readonly string[], status: Status): Promise<ReadonlyMap<string, readonly string[]>> {
    if (status === 'RUNNING') {
      this.#callsBefore = this.#calls;
      this.#calls = 0;
    }
    if (services.length >= SHARED_FROM && !this.#crowded) {
      const all = await this.#listCluster(status, services.length);
      if (all !== undefined) return this.#sorted(all, services, status);
      this.#crowded = true;
    }
    const lists = services.map(async (service): Promise<readonly [string, readonly string[]]> => {
      const arns: string[] = [];
      const query = { cluster: this.#cluster, service, desiredStatus: status };
      for await (const page of this.#pages(query)) arns.push(...page);
      return [service, arns];
    });
    return new Map(await Promise.all(lists));
  }

  /** Undefined when there are more pages than `maxPages`. */
  async #listCluster(status: Status, maxPages: number): Promise<readonly string[] | undefined> {
    const arns: string[] = [];
    let pages = 0;
    const query = { cluster: this.#cluster, desiredStatus: status };
    for await (const page of this.#pages(query)) {
      pages += 1;
      if (pages > maxPages) return undefined;
      arns.push(...page);
    }
    return arns;
  }

  async #sorted(
    arns: readonly string[],
    services: readonly string[],
    status: Status,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const { RUNNING: running, STOPPED: stopped } = this.#groups;
    const groups = new Map(
      arns.flatMap((arn) => {
        const group = running.get(arn) ?? stopped.get(arn);
        return group === undefined ? [] : [[arn, group] as const];
      }),
    );
    const wanted = new Set(services.map((service) => `service:${service}`));
    const unknown = arns.filter((arn) => !groups.has(arn));
    for (const task of await this.#described.askAll(unknown, this.#never)) {
      groups.set(task.arn, task.group);
      if (wanted.has(task.group)) this.#fresh.set(task.arn, task);
    }
    this.#groups[status] = groups;
    const ofService = new Map(services.map((service): [string, string[]] => [`service:${service}`, []]));
    for (const [arn, group] of groups) ofService.get(group)?.push(arn);
    return new Map(services.map((service) => [service, ofService.get(`service:${service}`) ?? []]));
  }

  async *#pages(query: Parameters<Api['listTasks']>[0]): AsyncGenerator<readonly string[]> {
    for await (const page of this.#ecs.listTasks(query, this.#never)) {
      this.#calls += 1;
      yield page;
    }
  }

  async #describe(arns: readonly string[]): Promise<ReadonlyMap<string, Task>> {
    this.#calls += 1;
    const { tasks } = await this.#ecs.describeTasks(this.#cluster, arns, this.#never);
    return new Map(tasks.map((task) => [task.arn, task]));
  }
}
