import { targetKey } from '../../core/inventory/targets';
import type { ServiceKey } from '../../core/inventory/inventory';
import type { TargetHealth } from '../../core/model/targetGroup';
import type {
  ClusterGroupNode,
  ClusterNode,
  ConnectionNode,
  ContainerNode,
  EventNode,
  ExplorerNode,
  FamilyNode,
  GroupNode,
  InstanceNode,
  MessageNode,
  RevisionNode,
  RolloutNode,
  ScalingNode,
  ServiceNode,
  ShelfNode,
  TargetNode,
  TaskNode,
} from './nodes';

/**
 * Makes the rows of one connection, each once: the editor tells rows apart by object identity when it is asked to
 * draw one again, so the same thing must always be the same object. A service may stand in several places.
 */
export class NodeSpace {
  readonly connectionId: string;
  readonly arrangement: string;
  /** Parts of ids; rows that are arranged otherwise are other rows, with an expansion of their own. */
  readonly #root: string;
  readonly #nodes = new Map<string, ExplorerNode>();
  /** The ids under each row; the root's stand under the empty text. */
  readonly #children = new Map<string, ReadonlySet<string>>();
  readonly #services = new Map<string, Set<ServiceNode>>();

  constructor(connectionId: string, arrangement = '') {
    this.arrangement = arrangement;
    this.connectionId = connectionId;
    this.#root = arrangement === '' ? connectionId : `${connectionId} ${arrangement}`;
  }

  get size(): number {
    return this.#nodes.size;
  }

  get all(): Iterable<ExplorerNode> {
    return this.#nodes.values();
  }

  /** The row when it was made already: what was never shown need not be drawn again. */
  find(id: string): ExplorerNode | undefined {
    return this.#nodes.get(id);
  }

  /** Every row of a service that was made. */
  servicesOf(serviceArn: string): readonly ServiceNode[] {
    return [...(this.#services.get(serviceArn) ?? [])];
  }

  /** These are the rows under a row now; what stood there before and does not any more is forgotten. */
  retain(parent: ExplorerNode | undefined, children: readonly ExplorerNode[]): void {
    const key = parent?.id ?? '';
    const now = new Set(children.map(({ id }) => id));
    for (const id of this.#children.get(key) ?? []) if (!now.has(id)) this.#forget(id);
    if (now.size > 0) this.#children.set(key, now);
    else this.#children.delete(key);
  }

  clusterId(clusterArn: string): string {
    return `${this.#root} ${clusterArn}`;
  }

  connection(): ConnectionNode {
    return this.#once({ kind: 'connection', ...this.#base(this.connectionId, undefined) });
  }

  shelf(parent: ConnectionNode | undefined, shelf: ShelfNode['shelf'], value = ''): ShelfNode {
    return this.#once({
      kind: 'shelf',
      ...this.#base(`${this.#root} ${shelf} ${value}`, parent),
      shelf,
      value,
    });
  }

  cluster(clusterArn: string, parent?: ConnectionNode): ClusterNode {
    return this.#once({ kind: 'cluster', ...this.#base(this.clusterId(clusterArn), parent), clusterArn });
  }

  clusterGroup(parent: ClusterNode | ClusterGroupNode, group: ClusterGroupNode['group']): ClusterGroupNode {
    const { clusterArn } = parent;
    return this.#once({
      kind: 'clusterGroup',
      ...this.#base(`${parent.id} ${group}`, parent),
      group,
      clusterArn,
    });
  }

  service(
    parent: ClusterNode | ClusterGroupNode | ShelfNode,
    serviceArn: string,
    clusterArn?: string,
  ): ServiceNode {
    const cluster = parent.kind === 'shelf' ? (clusterArn ?? '') : parent.clusterArn;
    const node = this.#once<ServiceNode>({
      kind: 'service',
      ...this.#base(`${parent.id} ${serviceArn}`, parent),
      clusterArn: cluster,
      serviceArn,
    });
    const places = this.#services.get(serviceArn) ?? new Set();
    this.#services.set(serviceArn, places.add(node));
    return node;
  }

  group(parent: ServiceNode, group: Exclude<GroupNode['group'], 'targetGroup'>): GroupNode;
  group(parent: ServiceNode, group: 'targetGroup', targetGroupArn: string): GroupNode;
  group(parent: ServiceNode, group: GroupNode['group'], targetGroupArn?: string): GroupNode {
    return this.#once({
      kind: 'group',
      ...this.#base(`${parent.id} ${targetGroupArn ?? group}`, parent),
      group,
      ...keyOf(parent),
      ...(targetGroupArn === undefined ? {} : { targetGroupArn }),
    });
  }

  rollout(parent: GroupNode, rolloutId: string): RolloutNode {
    return this.#once({
      kind: 'rollout',
      ...this.#base(`${parent.id} ${rolloutId}`, parent),
      ...keyOf(parent),
      rolloutId,
    });
  }

  event(parent: GroupNode, eventId: string): EventNode {
    return this.#once({
      kind: 'event',
      ...this.#base(`${parent.id} ${eventId}`, parent),
      ...keyOf(parent),
      eventId,
    });
  }

  scaling(parent: GroupNode, part: ScalingNode['part'], key: string): ScalingNode {
    return this.#once({
      kind: 'scaling',
      ...this.#base(`${parent.id} ${key}`, parent),
      ...keyOf(parent),
      part,
      key,
    });
  }

  task(parent: GroupNode | ClusterGroupNode, taskArn: string): TaskNode {
    return this.#once({
      kind: 'task',
      ...this.#base(`${parent.id} ${taskArn}`, parent),
      clusterArn: parent.clusterArn,
      ...(parent.kind === 'group' ? { serviceArn: parent.serviceArn } : {}),
      taskArn,
    });
  }

  instance(parent: ClusterGroupNode, instanceArn: string): InstanceNode {
    const { clusterArn } = parent;
    return this.#once({
      kind: 'instance',
      ...this.#base(`${parent.id} ${instanceArn}`, parent),
      clusterArn,
      instanceArn,
    });
  }

  container(parent: TaskNode, container: string): ContainerNode {
    return this.#once({
      kind: 'container',
      ...this.#base(`${parent.id} ${container}`, parent),
      clusterArn: parent.clusterArn,
      ...(parent.serviceArn === undefined ? {} : { serviceArn: parent.serviceArn }),
      taskArn: parent.taskArn,
      container,
    });
  }

  target(parent: GroupNode, targetGroupArn: string, health: TargetHealth): TargetNode {
    const target = targetKey(health);
    return this.#once({
      kind: 'target',
      ...this.#base(`${parent.id} ${target}`, parent),
      targetGroupArn,
      target,
    });
  }

  family(family: string): FamilyNode {
    return this.#once({ kind: 'family', ...this.#base(`${this.#root} family ${family}`, undefined), family });
  }

  revision(parent: FamilyNode, taskDefinitionArn: string): RevisionNode {
    return this.#once({
      kind: 'revision',
      ...this.#base(`${parent.id} ${taskDefinitionArn}`, parent),
      taskDefinitionArn,
    });
  }

  /** One message of a level under a parent; a new text replaces the row. */
  message(
    parent: ExplorerNode | undefined,
    level: MessageNode['level'],
    message: string,
    more: Pick<MessageNode, 'signIn' | 'opens'> = {},
  ): MessageNode {
    const id = `${parent?.id ?? this.#root} ${more.opens ?? level}`;
    const known = this.#nodes.get(id);
    if (known?.kind === 'message' && known.message === message) return known;
    const node: MessageNode = { kind: 'message', ...this.#base(id, parent), level, message, ...more };
    this.#nodes.set(id, node);
    return node;
  }

  #base<P extends ExplorerNode>(id: string, parent: P | undefined) {
    return { id, connectionId: this.connectionId, ...(parent === undefined ? {} : { parent }) };
  }

  #forget(id: string): void {
    for (const child of this.#children.get(id) ?? []) this.#forget(child);
    const node = this.#nodes.get(id);
    if (node?.kind === 'service') this.#services.get(node.serviceArn)?.delete(node);
    this.#children.delete(id);
    this.#nodes.delete(id);
  }

  #once<T extends ExplorerNode>(node: T): T {
    const known = this.#nodes.get(node.id);
    // Ids name the kind of thing by where they stand, so equal ids mean equal kinds.
    if (known !== undefined) return known as T;
    this.#nodes.set(node.id, node);
    return node;
  }
}

function keyOf({ clusterArn, serviceArn }: ServiceKey): ServiceKey {
  return { clusterArn, serviceArn };
}
