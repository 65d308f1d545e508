import { setMaxListeners } from 'node:events';
import type { Connection } from '../aws/connection';
import type { Clock } from '../lib/clock';
import type { JsonObject } from '../lib/json';
import type { Disposable } from '../lib/disposable';
import { Emitter, type Event } from '../lib/events';
import { arnName } from '../model/arn';
import { targetGroupArns } from '../model/service';
import type { InventoryChange, InventoryScope } from './change';
import { ClusterStore } from './clusters';
import { ImageStore } from './images';
import { InstanceStore } from './instances';
import { ScalingStore } from './scaling';
import { ServiceStore } from './services';
import { TargetStore } from './targets';
import { TaskDefinitionStore } from './taskDefinitions';
import { TaskStore } from './tasks';
import { TrafficStore } from './traffic';

/** What is on screen, and therefore worth calls: expanded clusters, expanded services, opened target groups. */
export interface VisiblePart {
  readonly clusters: readonly string[];
  readonly services: readonly ServiceKey[];
  readonly targetGroups: readonly string[];
  /** Services that are shown elsewhere than under their cluster. */
  readonly rows?: readonly ServiceKey[];
  /** Clusters whose tasks outside services are shown, and whose container instances. */
  readonly outside?: readonly string[];
  readonly instances?: readonly string[];
  /** Services whose deployments are shown. */
  readonly shifting?: readonly ServiceKey[];
  /** Services of which is shown how they scale. */
  readonly scaling?: readonly ServiceKey[];
}

/** More tasks than this are not looked through again by themselves: it takes two calls for a hundred. */
const MOST_TASKS_REFRESHED = 500;

/** Some services whose rows are on screen; of those that are open also tasks and targets are. */
export interface ServicePart {
  readonly services: readonly ServiceKey[];
  readonly opened: readonly ServiceKey[];
  /** Those of them whose deployments are shown. */
  readonly shifting?: readonly ServiceKey[];
}

export interface ServiceKey {
  readonly clusterArn: string;
  readonly serviceArn: string;
}

/**
 * What is known about one connection, lazily filled. It belongs to that connection alone and is disposed with it:
 * after that nothing arrives any more, so a switch can never show the old account.
 */
export class Inventory implements Disposable {
  readonly connection: Connection;
  readonly clusters: ClusterStore;
  readonly services: ServiceStore;
  readonly tasks: TaskStore;
  readonly targets: TargetStore;
  readonly taskDefinitions: TaskDefinitionStore;
  readonly images: ImageStore;
  readonly instances: InstanceStore;
  readonly traffic: TrafficStore;
  readonly scaling: ScalingStore;
  /** Carries what changed, and nothing that did not. */
  readonly onDidChange: Event<readonly InventoryChange[]>;
  readonly #changes = new Emitter<readonly InventoryChange[]>();
  readonly #lifetime = new AbortController();
  readonly #namesOf = new Map<
    string,
    { readonly of: readonly string[]; readonly arns: ReadonlyMap<string, string> }
  >();

  constructor({ connection, clock }: { readonly connection: Connection; readonly clock: Clock }) {
    const scope: InventoryScope = {
      signal: this.#lifetime.signal,
      now: () => clock.now(),
      changed: (changes) => {
        if (!this.#lifetime.signal.aborted) this.#changes.fire(changes);
      },
    };
    // Every call under way listens for the end.
    setMaxListeners(0, this.#lifetime.signal);
    this.connection = connection;
    const foreground = connection.as({ feature: 'explorer', urgency: 'foreground' });
    const { ecs, elb } = foreground;
    const background = connection.as({ feature: 'explorer', urgency: 'background' }).ecs;
    this.clusters = new ClusterStore(ecs, scope);
    this.services = new ServiceStore({ ecs, background, clusters: this.clusters, scope });
    this.tasks = new TaskStore(ecs, scope, (clusterArn, group) => this.#serviceOf(clusterArn, group));
    this.targets = new TargetStore(elb, scope);
    this.taskDefinitions = new TaskDefinitionStore(ecs, scope);
    this.images = new ImageStore(ecs, background, scope);
    this.instances = new InstanceStore(ecs, scope);
    this.traffic = new TrafficStore(ecs, scope);
    this.scaling = new ScalingStore({
      scaling: () => foreground.scaling,
      scope,
      names: (clusterArn) => this.services.names(clusterArn),
      emulated: connection.info.endpoint !== undefined,
    });
    this.onDidChange = this.#changes.event;
  }

  /**
   * Reads again what is on screen, with known ARNs: one call for the clusters and one for ten services each, more only
   * where a cluster's count says that services came or went.
   */
  async refresh(part: VisiblePart): Promise<void> {
    const { clusters, services, targetGroups, rows = [], outside = [], instances = [] } = part;
    const { shifting = [], scaling = [] } = part;
    const known = clusters.filter((arn) => this.services.slot(arn).data !== undefined);
    await Promise.all([
      this.clusters.refresh(),
      ...known.map((arn) => this.services.refresh(arn)),
      ...services.map(({ clusterArn, serviceArn }) => this.tasks.load(clusterArn, serviceArn)),
      ...targetGroups.map((arn) => this.targets.load(arn)),
      ...this.#describe(rows),
      ...outside
        .filter((arn) => (this.clusters.get(arn)?.runningTasks ?? 0) <= MOST_TASKS_REFRESHED)
        .map((arn) => this.tasks.loadOutside(arn)),
      ...instances.map((arn) => this.instances.load(arn)),
      ...this.#traffic(shifting),
      ...services.map((key) => this.scaling.keep(key)),
      ...scaling.map((key) => this.scaling.open(key)),
    ]);
    await Promise.all(
      known.filter((arn) => this.services.isOutdated(arn)).map((arn) => this.services.load(arn)),
    );
  }

  /** Reads again a few services, and tasks and targets of those that are open: what a rollout in sight needs. */
  async refreshServices({ services, opened, shifting = [] }: ServicePart): Promise<void> {
    await Promise.all([
      ...this.#describe(services),
      ...opened.map(({ clusterArn, serviceArn }) => this.tasks.load(clusterArn, serviceArn)),
      ...this.targetGroupsOf(opened).map((arn) => this.targets.load(arn)),
      ...this.#traffic(shifting),
    ]);
  }

  /** A service as AWS answers it now; undefined when it does not exist. */
  rawService({ clusterArn, serviceArn }: ServiceKey): Promise<JsonObject | undefined> {
    const { ecs } = this.connection.as({ feature: 'explorer', urgency: 'foreground' });
    return ecs.rawService(clusterArn, serviceArn, this.#lifetime.signal);
  }

  /** Where a service stands, by its ARN alone; undefined when no cluster that was opened has it. */
  clusterOf(serviceArn: string): string | undefined {
    return (
      this.services.get(serviceArn)?.clusterArn ??
      this.clusters.slot.data?.find((arn) => this.services.names(arn).includes(serviceArn))
    );
  }

  /** The target groups behind some services, as far as these were described. */
  targetGroupsOf(services: readonly ServiceKey[]): readonly string[] {
    const known = services.flatMap(({ serviceArn }) => this.services.get(serviceArn) ?? []);
    return [...new Set(known.flatMap(targetGroupArns))];
  }

  #describe(services: readonly ServiceKey[]): readonly Promise<void>[] {
    return [...new Set(services.map(({ clusterArn }) => clusterArn))].map((cluster) =>
      this.services.describe(
        cluster,
        services.filter(({ clusterArn }) => clusterArn === cluster).map(({ serviceArn }) => serviceArn),
      ),
    );
  }

  #traffic(services: readonly ServiceKey[]): readonly Promise<void>[] {
    return services
      .flatMap(({ serviceArn }) => this.services.get(serviceArn) ?? [])
      .map((service) => this.traffic.load(service));
  }

  /** By name within the cluster: old service ARNs do not carry their cluster, so the ARN cannot be put together. */
  #serviceOf(clusterArn: string, group: string): string | undefined {
    if (!group.startsWith('service:')) return undefined;
    let names = this.#namesOf.get(clusterArn);
    const { data = [] } = this.services.slot(clusterArn);
    if (names?.of !== data) {
      names = { of: data, arns: new Map(data.map((arn) => [`service:${arnName(arn)}`, arn])) };
      this.#namesOf.set(clusterArn, names);
    }
    return names.arns.get(group);
  }

  dispose(): void {
    this.#lifetime.abort();
    this.#changes.dispose();
  }
}
