import type { EcsApi } from '../aws/api';
import type { Service } from '../model/service';
import { batches, settleAll } from './batch';
import { Cell, type Slot } from './cell';
import type { InventoryScope } from './change';
import { byName, type ClusterStore } from './clusters';
import { Facts } from './facts';

/** DescribeServices takes ten. */
const DESCRIBE_AT_ONCE = 10;

/** The services of each cluster: named from their ARNs at once, described in tens in the order of their rows. */
export class ServiceStore {
  readonly #ecs: EcsApi;
  readonly #scope: InventoryScope;
  readonly #clusters: ClusterStore;
  readonly #facts = new Facts<Service>();
  readonly #cells = new Map<string, Cell<readonly string[]>>();
  /** How many services each cluster said it had when they were listed. */
  readonly #countWhenListed = new Map<string, number>();

  constructor(ecs: EcsApi, clusters: ClusterStore, scope: InventoryScope) {
    this.#ecs = ecs;
    this.#clusters = clusters;
    this.#scope = scope;
  }

  /** ARNs in the order of their names. */
  slot(clusterArn: string): Slot<readonly string[]> {
    return this.#cell(clusterArn).slot;
  }

  get(serviceArn: string): Service | undefined {
    return this.#facts.get(serviceArn);
  }

  first(clusterArn: string): Promise<void> {
    return this.#cell(clusterArn).first();
  }

  load(clusterArn: string): Promise<void> {
    return this.#cell(clusterArn).load();
  }

  /** Describes what is listed already; lists again only when the cluster counts other services than then. */
  async refresh(clusterArn: string): Promise<void> {
    const { data, at, error } = this.slot(clusterArn);
    if (data === undefined || at === undefined || error !== undefined || this.isOutdated(clusterArn))
      return this.load(clusterArn);
    return this.describe(clusterArn, data);
  }

  /** True when the cluster's own count moved since its services were listed. */
  isOutdated(clusterArn: string): boolean {
    const then = this.#countWhenListed.get(clusterArn);
    return then !== undefined && then !== this.#clusters.get(clusterArn)?.activeServices;
  }

  /** Describes some services of a cluster; those that are gone leave the list. */
  describe(clusterArn: string, serviceArns: readonly string[]): Promise<void> {
    const cell = this.#cell(clusterArn);
    return cell.load(async (signal) => {
      const gone = await this.#describe(clusterArn, serviceArns, signal);
      return byName([...new Set([...(cell.slot.data ?? []), ...serviceArns])]).filter(
        (arn) => !gone.has(arn),
      );
    });
  }

  #cell(clusterArn: string): Cell<readonly string[]> {
    let cell = this.#cells.get(clusterArn);
    if (cell === undefined) {
      cell = new Cell({
        scope: this.#scope,
        change: { kind: 'services', clusterArn },
        read: (signal, publish) => this.#readAll(clusterArn, signal, publish),
      });
      this.#cells.set(clusterArn, cell);
    }
    return cell;
  }

  async #readAll(
    clusterArn: string,
    signal: AbortSignal,
    publish: (part: readonly string[]) => void,
  ): Promise<readonly string[]> {
    const count = this.#clusters.get(clusterArn)?.activeServices;
    const all: string[] = [];
    const gone = new Set<string>();
    const described: Promise<void>[] = [];
    for await (const page of this.#ecs.listServices(clusterArn, signal)) {
      all.push(...page);
      publish(byName(all));
      const work = this.#describe(clusterArn, byName(page), signal).then((missing) => {
        for (const arn of missing) gone.add(arn);
      });
      // It is awaited below; without this a failing page would leave its rejection unhandled.
      work.catch(() => undefined);
      described.push(work);
    }
    publish(byName(all));
    await settleAll(described);
    const counted = count ?? this.#clusters.get(clusterArn)?.activeServices;
    if (counted !== undefined) this.#countWhenListed.set(clusterArn, counted);
    return byName(all).filter((arn) => !gone.has(arn));
  }

  async #describe(
    clusterArn: string,
    serviceArns: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlySet<string>> {
    const gone = new Set<string>();
    await settleAll(
      batches(serviceArns, DESCRIBE_AT_ONCE).map(async (arns) => {
        const { services, failures } = await this.#ecs.describeServices(clusterArn, arns, signal);
        if (this.#scope.signal.aborted) return;
        const now = this.#scope.now();
        const changed = services.filter((service) => this.#facts.put(service.arn, service, now));
        for (const { arn } of failures) {
          gone.add(arn);
          this.#facts.delete(arn);
        }
        if (changed.length > 0)
          this.#scope.changed(changed.map(({ arn }) => ({ kind: 'service', clusterArn, serviceArn: arn })));
      }),
    );
    return gone;
  }
}
