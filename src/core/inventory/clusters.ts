import type { EcsApi } from '../aws/api';
import { arnName } from '../model/arn';
import type { Cluster } from '../model/cluster';
import { batches, settleAll } from './batch';
import { Cell, type Slot } from './cell';
import type { InventoryScope } from './change';
import { Facts } from './facts';

/** ListClusters and DescribeClusters both take a hundred. */
const DESCRIBE_AT_ONCE = 100;

/** The clusters of a region: named as soon as they are listed, described a page behind. */
export class ClusterStore {
  readonly #ecs: EcsApi;
  readonly #scope: InventoryScope;
  readonly #facts = new Facts<Cluster>();
  readonly #cell: Cell<readonly string[]>;

  constructor(ecs: EcsApi, scope: InventoryScope) {
    this.#ecs = ecs;
    this.#scope = scope;
    this.#cell = new Cell({
      scope,
      change: { kind: 'clusters' },
      read: (signal, publish) => this.#readAll(signal, publish),
    });
  }

  /** ARNs in the order of their names. */
  get slot(): Slot<readonly string[]> {
    return this.#cell.slot;
  }

  get(clusterArn: string): Cluster | undefined {
    return this.#facts.get(clusterArn);
  }

  /** When it was described last, milliseconds since the epoch. */
  at(clusterArn: string): number | undefined {
    return this.#facts.at(clusterArn);
  }

  first(): Promise<void> {
    return this.#cell.first();
  }

  load(): Promise<void> {
    return this.#cell.load();
  }

  /** Describes what is listed already: one call for up to a hundred clusters. */
  refresh(): Promise<void> {
    const known = this.slot.data;
    if (known === undefined || this.slot.error !== undefined) return this.load();
    return this.#cell.load(async (signal) => {
      const missing = new Set<string>();
      await settleAll(
        batches(known, DESCRIBE_AT_ONCE).map(async (arns) => {
          for (const arn of await this.#describe(arns, signal)) missing.add(arn);
        }),
      );
      return known.filter((arn) => !missing.has(arn));
    });
  }

  async #readAll(
    signal: AbortSignal,
    publish: (part: readonly string[]) => void,
  ): Promise<readonly string[]> {
    const all: string[] = [];
    const missing = new Set<string>();
    const described: Promise<void>[] = [];
    for await (const page of this.#ecs.listClusters(signal)) {
      all.push(...page);
      publish(byName(all));
      for (const arns of batches(page, DESCRIBE_AT_ONCE)) {
        const work = this.#describe(arns, signal).then((gone) => {
          for (const arn of gone) missing.add(arn);
        });
        // It is awaited below; without this a failing page would leave its rejection unhandled.
        work.catch(() => undefined);
        described.push(work);
      }
    }
    await settleAll(described);
    return byName(all.filter((arn) => !missing.has(arn)));
  }

  /** Resolves to the ARNs that do not exist any more. */
  async #describe(arns: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    const { clusters, failures } = await this.#ecs.describeClusters(arns, signal);
    if (this.#scope.signal.aborted) return [];
    const now = this.#scope.now();
    const changed = clusters.filter((cluster) => this.#facts.put(cluster.arn, cluster, now));
    if (changed.length > 0)
      this.#scope.changed(changed.map(({ arn }) => ({ kind: 'cluster', clusterArn: arn })));
    for (const { arn } of failures) this.#facts.delete(arn);
    return failures.map(({ arn }) => arn);
  }
}

/** By name, as people look for them; digits count as numbers. */
export function byName(arns: readonly string[]): readonly string[] {
  return arns
    .map((arn) => ({ arn, name: arnName(arn) }))
    .sort((a, b) => COLLATOR.compare(a.name, b.name))
    .map(({ arn }) => arn);
}

/** One for all: comparing with options of one's own makes a new one each time, which thousands of names would feel. */
const COLLATOR = new Intl.Collator('en', { numeric: true });
