import type { JsonObject } from '../../core/lib/json';
import type { AlarmRecord } from './alarmRecord';
import type { ListenerRecord, LoadBalancerRecord, TargetGroupRecord } from './elbRecords';
import type { MishapRecord } from './mishapRecord';
import type {
  CapacityProviderRecord,
  ClusterRecord,
  ServiceRecord,
  TaskDefinitionRecord,
  TaskRecord,
} from './records';

/** A region as it is saved. Files of older sandboxes lack what these did not know. */
export interface RegionData {
  readonly accountId: string;
  readonly region: string;
  readonly clusters?: readonly ClusterRecord[];
  readonly services?: readonly ServiceRecord[];
  readonly tasks?: readonly TaskRecord[];
  readonly taskDefinitions?: readonly TaskDefinitionRecord[];
  readonly containerInstances?: readonly (readonly [string, JsonObject])[];
  readonly loadBalancers?: readonly LoadBalancerRecord[];
  readonly listeners?: readonly ListenerRecord[];
  readonly targetGroups?: readonly TargetGroupRecord[];
  readonly alarms?: readonly AlarmRecord[];
  readonly capacityProviders?: readonly CapacityProviderRecord[];
  readonly mishaps?: readonly MishapRecord[];
}

/** What one account has in one region. */
export class Region {
  readonly accountId: string;
  readonly name: string;
  readonly clusters = new Map<string, ClusterRecord>();
  /** Family -> revisions, oldest first. */
  readonly families = new Map<string, TaskDefinitionRecord[]>();
  /** Container instance ARN -> the answer's members. */
  readonly containerInstances = new Map<string, JsonObject>();
  readonly loadBalancers = new Map<string, LoadBalancerRecord>();
  readonly listeners = new Map<string, ListenerRecord>();
  readonly targetGroups = new Map<string, TargetGroupRecord>();
  readonly alarms = new Map<string, AlarmRecord>();
  readonly capacityProviders = new Map<string, CapacityProviderRecord>();
  /** What happens to tasks that no setting brings about; only scenarios have any. */
  mishaps: readonly MishapRecord[] = [];
  readonly #services = new Map<string, Map<string, ServiceRecord>>();
  readonly #tasks = new Map<string, Map<string, TaskRecord>>();
  readonly #tasksOfService = new Map<string, Set<TaskRecord>>();

  constructor(accountId: string, name: string) {
    this.accountId = accountId;
    this.name = name;
  }

  /** `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE`. */
  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.name}:${this.accountId}:${resource}`;
  }

  services(clusterName: string): ReadonlyMap<string, ServiceRecord> {
    return this.#services.get(clusterName) ?? new Map<string, ServiceRecord>();
  }

  putService(service: ServiceRecord): void {
    const services = this.#services.get(service.clusterName);
    if (services === undefined) this.#services.set(service.clusterName, new Map([[service.name, service]]));
    else services.set(service.name, service);
  }

  *allServices(): Iterable<ServiceRecord> {
    for (const services of this.#services.values()) yield* services.values();
  }

  tasks(clusterName: string): ReadonlyMap<string, TaskRecord> {
    return this.#tasks.get(clusterName) ?? new Map<string, TaskRecord>();
  }

  *allTasks(): Iterable<TaskRecord> {
    for (const tasks of this.#tasks.values()) yield* tasks.values();
  }

  /** Stopped ones included, until they are forgotten. */
  tasksOf(service: Pick<ServiceRecord, 'arn'>): ReadonlySet<TaskRecord> {
    return this.#tasksOfService.get(service.arn) ?? new Set<TaskRecord>();
  }

  serviceOf(task: TaskRecord): ServiceRecord | undefined {
    if (task.serviceName === undefined) return undefined;
    return this.services(task.clusterName).get(task.serviceName);
  }

  addTask(task: TaskRecord): void {
    const tasks = this.#tasks.get(task.clusterName);
    if (tasks === undefined) this.#tasks.set(task.clusterName, new Map([[task.id, task]]));
    else tasks.set(task.id, task);
    const service = this.serviceOf(task);
    if (service === undefined) return;
    const own = this.#tasksOfService.get(service.arn);
    if (own === undefined) this.#tasksOfService.set(service.arn, new Set([task]));
    else own.add(task);
  }

  removeTask(task: TaskRecord): void {
    this.#tasks.get(task.clusterName)?.delete(task.id);
    const service = this.serviceOf(task);
    if (service !== undefined) this.#tasksOfService.get(service.arn)?.delete(task);
  }

  taskDefinition(arn: string): TaskDefinitionRecord | undefined {
    const [, family, revision] = /task-definition\/([^:]+):(\d+)$/.exec(arn) ?? [];
    if (family === undefined) return undefined;
    return this.families.get(family)?.find((candidate) => candidate.revision === Number(revision));
  }

  addTaskDefinition(definition: TaskDefinitionRecord): void {
    const revisions = this.families.get(definition.family);
    if (revisions === undefined) this.families.set(definition.family, [definition]);
    else revisions.push(definition);
  }

  toJSON(): RegionData {
    return {
      accountId: this.accountId,
      region: this.name,
      clusters: [...this.clusters.values()],
      services: [...this.allServices()],
      tasks: [...this.allTasks()],
      taskDefinitions: [...this.families.values()].flat(),
      containerInstances: [...this.containerInstances],
      loadBalancers: [...this.loadBalancers.values()],
      listeners: [...this.listeners.values()],
      targetGroups: [...this.targetGroups.values()],
      alarms: [...this.alarms.values()],
      capacityProviders: [...this.capacityProviders.values()],
      mishaps: this.mishaps,
    };
  }

  static from(data: RegionData): Region {
    const region = new Region(data.accountId, data.region);
    for (const cluster of data.clusters ?? []) region.clusters.set(cluster.name, cluster);
    for (const service of data.services ?? []) region.putService(service);
    for (const task of data.tasks ?? []) region.addTask(task);
    for (const definition of data.taskDefinitions ?? []) region.addTaskDefinition(definition);
    for (const [arn, instance] of data.containerInstances ?? []) region.containerInstances.set(arn, instance);
    for (const balancer of data.loadBalancers ?? []) region.loadBalancers.set(balancer.arn, balancer);
    for (const listener of data.listeners ?? []) region.listeners.set(listener.arn, listener);
    for (const group of data.targetGroups ?? []) region.targetGroups.set(group.arn, group);
    for (const alarm of data.alarms ?? []) region.alarms.set(alarm.name, alarm);
    for (const one of data.capacityProviders ?? []) region.capacityProviders.set(one.name, one);
    region.mishaps = data.mishaps ?? [];
    return region;
  }
}
