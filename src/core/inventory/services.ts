import type { EcsApi } from '../aws/api';
import { Interner } from '../lib/interner';
import type { Service } from '../model/service';
import { batches } from './batch';
import { byFamily } from './families';
import type { Slot } from './cell';
import { Cells } from './cells';
import type { InventoryScope } from './change';
import { byName, type ClusterStore } from './clusters';
import { compactService, sameService } from './compact';
import { Facts } from './facts';
import { LatestFirst } from './latestFirst';

/** DescribeServices takes ten. */
const DESCRIBE_AT_ONCE = 10;
/** Of each opened cluster so many rows count as visible, more than a screen has: the editor does not say which are. */
export const MOST_VISIBLE = 60;
/** Services of a larger cluster are described when somebody asks for them. */
const MOST_UNASKED = 1_000;
/** So long names that were read alone stand for a list. */
const NAMES_FRESH_MS = 60_000;
/** Enough for a round trip to be no limit, few enough for what is opened last to come next. */
const CALLS_AT_ONCE = 25;

export interface ServiceStoreOptions {
  /** For what a person waits for, and for what nobody waits for. */
  readonly ecs: EcsApi;
  readonly background: EcsApi;
  readonly clusters: ClusterStore;
  readonly scope: InventoryScope;
}

/** Which rows of a cluster stand where, as far as they are shown. */
export type Arrange = (clusterArn: string, serviceArns: readonly string[]) => readonly string[];

/**
 * The services of each cluster: named from their ARNs at once, then described in tens. The rows that are visible go first and
 * count as asked for; the rest follows in the background.
 */
export class ServiceStore {
  readonly #options: ServiceStoreOptions;
  readonly #facts = new Facts<Service>({
    same: (known, service) => sameService(known, service, this.#withEvents.has(service.arn)),
    keep: (service) => compactService(service, this.#texts, this.#withEvents.has(service.arn)),
  });
  readonly #cells: Cells<readonly string[]>;
  /** Names that were read alone. */
  readonly #names = new Map<string, { readonly arns: readonly string[]; readonly at: number }>();
  readonly #readingNames = new Map<string, Promise<void>>();
  /** How many services each cluster said it had when they were listed. */
  readonly #countWhenListed = new Map<string, number>();
  readonly #asked = new LatestFirst(CALLS_AT_ONCE);
  readonly #unasked = new LatestFirst(2);
  /** Clusters whose rest is being described. */
  readonly #resting = new Set<string>();
  /** Services whose events are looked at: those of all would fill the memory. */
  readonly #withEvents = new Set<string>();
  readonly #texts = new Interner();
  #byFamily:
    | { readonly of: readonly Service[]; readonly services: ReadonlyMap<string, readonly Service[]> }
    | undefined;
  #arrange: Arrange = (_cluster, arns) => arns;

  constructor(options: ServiceStoreOptions) {
    this.#options = options;
    this.#cells = new Cells((clusterArn) => ({
      scope: options.scope,
      change: { kind: 'services', clusterArn },
      read: (signal, publish) => this.#readAll(clusterArn, signal, publish),
    }));
  }

  /** ARNs in the order of their names. */
  slot(clusterArn: string): Slot<readonly string[]> {
    return this.#cells.get(clusterArn).slot;
  }

  get(serviceArn: string): Service | undefined {
    return this.#facts.get(serviceArn);
  }

  /** When it was described last, milliseconds since the epoch. */
  at(serviceArn: string): number | undefined {
    return this.#facts.at(serviceArn);
  }

  /** Clusters whose services were listed, at least in part. */
  get listed(): readonly string[] {
    return this.#cells.filled;
  }

  /** Those that run some revision of a task definition, of all that are described. */
  runningFamily(family: string): readonly Service[] {
    const { described } = this;
    // Thousands of families ask for thousands of services.
    if (this.#byFamily?.of !== described) this.#byFamily = { of: described, services: byFamily(described) };
    return this.#byFamily.services.get(family) ?? [];
  }

  /** All that are described. */
  get described(): readonly Service[] {
    return this.#facts.values();
  }

  /** From now on the first rows of this order are the visible ones. */
  arrangeBy(arrange: Arrange): void {
    this.#arrange = arrange;
  }

  first(clusterArn: string): Promise<void> {
    return this.#cells.get(clusterArn).first();
  }

  /** The names as far as they are known, by whatever way. */
  names(clusterArn: string): readonly string[] {
    return this.slot(clusterArn).data ?? this.#names.get(clusterArn)?.arns ?? [];
  }

  /** Reads the names of a cluster that was never opened, and nothing more: one call for a hundred. */
  readNames(clusterArn: string): Promise<void> {
    const cell = this.#cells.get(clusterArn);
    if (cell.slot.at !== undefined || this.#names.has(clusterArn)) return Promise.resolve();
    // Who opens the cluster reads the same list.
    if (cell.loading) return cell.load();
    const reading = this.#readingNames.get(clusterArn) ?? this.#readNames(clusterArn);
    this.#readingNames.set(clusterArn, reading);
    return reading;
  }

  async #readNames(clusterArn: string): Promise<void> {
    const { ecs, scope } = this.#options;
    try {
      const arns: string[] = [];
      for await (const page of ecs.listServices(clusterArn, scope.signal)) arns.push(...page);
      this.#names.set(clusterArn, { arns: byName(arns), at: scope.now() });
    } finally {
      this.#readingNames.delete(clusterArn);
    }
  }

  /** Lists them, and describes the visible ones; the rest goes on behind. */
  load(clusterArn: string): Promise<void> {
    return this.#cells.get(clusterArn).load();
  }

  /** Describes what is listed already; lists again only when the cluster counts other services than then. */
  async refresh(clusterArn: string): Promise<void> {
    const { data, at, error } = this.slot(clusterArn);
    if (data === undefined || at === undefined || error !== undefined || this.isOutdated(clusterArn))
      return this.load(clusterArn);
    const visible = this.#visible(clusterArn, data);
    await this.#cells.get(clusterArn).load(async (signal) => {
      const gone = await this.#describe(clusterArn, visible, signal);
      return data.filter((arn) => !gone.has(arn));
    });
    const shown = new Set(visible);
    this.#describeBehind(
      clusterArn,
      data.filter((arn) => !shown.has(arn) && this.#facts.get(arn) !== undefined),
    );
  }

  /** True when the cluster's own count moved since its services were listed. */
  isOutdated(clusterArn: string): boolean {
    const then = this.#countWhenListed.get(clusterArn);
    return then !== undefined && then !== this.#options.clusters.get(clusterArn)?.activeServices;
  }

  /** Describes some services of a cluster now; those that are gone leave the list. Does not reject: the slot says why. */
  async describe(clusterArn: string, serviceArns: readonly string[]): Promise<void> {
    const cell = this.#cells.get(clusterArn);
    try {
      const gone = await this.#describe(clusterArn, serviceArns, this.#options.scope.signal);
      const { data = [] } = cell.slot;
      const all = new Set(data);
      for (const arn of serviceArns) all.add(arn);
      if (all.size === data.length && gone.size === 0) return;
      cell.replace(byName([...all].filter((arn) => !gone.has(arn))));
    } catch (error) {
      cell.fail(error);
    }
  }

  /** Describes those rows that are not known yet: they came in sight by a filter or another order. */
  async see(clusterArn: string): Promise<void> {
    const { data = [], at } = this.slot(clusterArn);
    const unknown = this.#visible(clusterArn, data).filter((arn) => this.#facts.get(arn) === undefined);
    if (at !== undefined && unknown.length > 0) await this.describe(clusterArn, unknown);
  }

  /** How many are described only when somebody wants it: those of a large cluster beyond the visible ones. */
  leftUnread(clusterArn: string): number {
    const { data = [] } = this.slot(clusterArn);
    if (data.length <= MOST_UNASKED || this.#resting.has(clusterArn)) return 0;
    return this.#unknown(data).length;
  }

  /** Describes, in the background, all that are not known yet, however many there are. */
  describeAll(clusterArn: string): void {
    const { data = [] } = this.slot(clusterArn);
    this.#describeBehind(clusterArn, this.#unknown(data));
  }

  /** Reads the events of a service and keeps them fresh until they are closed. */
  async openEvents(clusterArn: string, serviceArn: string): Promise<void> {
    if (this.#withEvents.has(serviceArn)) return;
    this.#withEvents.add(serviceArn);
    await this.describe(clusterArn, [serviceArn]);
  }

  closeEvents(serviceArn: string): void {
    const service = this.#facts.get(serviceArn);
    if (!this.#withEvents.delete(serviceArn) || service === undefined) return;
    this.#facts.put(serviceArn, service, this.#facts.at(serviceArn) ?? 0);
  }

  hasEvents(serviceArn: string): boolean {
    return this.#withEvents.has(serviceArn);
  }

  async #readAll(
    clusterArn: string,
    signal: AbortSignal,
    publish: (part: readonly string[]) => void,
  ): Promise<readonly string[]> {
    const { clusters } = this.#options;
    const count = clusters.get(clusterArn)?.activeServices;
    const all: string[] = [];
    let published = 0;
    try {
      for await (const page of this.#list(clusterArn, signal)) {
        all.push(...page);
        // Thousands of names are not put in order with every page.
        if (all.length < published * 2) continue;
        published = all.length;
        publish(byName(all));
      }
    } catch (error) {
      // What came before the failure is worth its descriptions, beside the offer to try again.
      const part = byName(all);
      publish(part);
      this.#describeBehind(clusterArn, this.#visible(clusterArn, this.#unknown(part)));
      throw error;
    }
    const named = byName(all);
    publish(named);
    const gone = await this.#describe(clusterArn, this.#visible(clusterArn, named), signal);
    const counted = count ?? clusters.get(clusterArn)?.activeServices;
    if (counted !== undefined) this.#countWhenListed.set(clusterArn, counted);
    if (named.length <= MOST_UNASKED) this.#describeBehind(clusterArn, this.#unknown(named));
    return named.filter((arn) => !gone.has(arn));
  }

  /** Names that were read a moment ago are not read again. */
  #list(
    clusterArn: string,
    signal: AbortSignal,
  ): AsyncIterable<readonly string[]> | Iterable<readonly string[]> {
    const { ecs, scope } = this.#options;
    const names = this.#names.get(clusterArn);
    this.#names.delete(clusterArn);
    return names !== undefined && scope.now() - names.at < NAMES_FRESH_MS
      ? [names.arns]
      : ecs.listServices(clusterArn, signal);
  }

  #unknown(serviceArns: readonly string[]): readonly string[] {
    return serviceArns.filter((arn) => this.#facts.get(arn) === undefined);
  }

  #visible(clusterArn: string, serviceArns: readonly string[]): readonly string[] {
    return this.#arrange(clusterArn, serviceArns).slice(0, MOST_VISIBLE);
  }

  /** Nobody waits for these, and a failure is no news: they are asked for again with the next refresh. */
  #describeBehind(clusterArn: string, serviceArns: readonly string[]): void {
    if (serviceArns.length === 0 || this.#resting.has(clusterArn)) return;
    this.#resting.add(clusterArn);
    const { signal } = this.#options.scope;
    this.#describe(clusterArn, serviceArns, signal, 'background')
      .catch(() => undefined)
      .finally(() => this.#resting.delete(clusterArn));
  }

  async #describe(
    clusterArn: string,
    serviceArns: readonly string[],
    signal: AbortSignal,
    urgency: 'foreground' | 'background' = 'foreground',
  ): Promise<ReadonlySet<string>> {
    const { ecs, background, scope } = this.#options;
    const [api, queue] = urgency === 'foreground' ? [ecs, this.#asked] : [background, this.#unasked];
    const gone = new Set<string>();
    await queue.run(
      batches(serviceArns, DESCRIBE_AT_ONCE).map((arns) => async () => {
        if (signal.aborted) return;
        const { services, failures } = await api.describeServices(clusterArn, arns, signal);
        if (scope.signal.aborted) return;
        for (const { arn } of failures) {
          gone.add(arn);
          this.#facts.delete(arn);
        }
        this.#apply(clusterArn, services);
      }),
    );
    return gone;
  }

  #apply(clusterArn: string, services: readonly Service[]): void {
    const { scope } = this.#options;
    const now = scope.now();
    const changed = services.filter((service) => this.#facts.put(service.arn, service, now));
    if (changed.length > 0)
      scope.changed(changed.map(({ arn }) => ({ kind: 'service', clusterArn, serviceArn: arn })));
  }
}
