import { targetKey } from '../../core/inventory/targets';
import type { TargetHealth } from '../../core/model/targetGroup';
import type {
  ClusterNode,
  ContainerNode,
  ExplorerNode,
  GroupNode,
  MessageNode,
  ServiceNode,
  TargetNode,
  TaskNode,
} from './nodes';

/**
 * Makes the rows of one connection, each once: the editor tells rows apart by object identity when it is asked to
 * draw one again, so the same thing must always be the same object.
 */
export class NodeSpace {
  readonly connectionId: string;
  readonly #nodes = new Map<string, ExplorerNode>();
  /** The ids under each row; the root's stand under the empty text. */
  readonly #children = new Map<string, ReadonlySet<string>>();

  constructor(connectionId: string) {
    this.connectionId = connectionId;
  }

  get all(): Iterable<ExplorerNode> {
    return this.#nodes.values();
  }

  /** The row when it was made already: what was never shown need not be drawn again. */
  find(id: string): ExplorerNode | undefined {
    return this.#nodes.get(id);
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
    return `${this.connectionId} ${clusterArn}`;
  }

  serviceId(clusterArn: string, serviceArn: string): string {
    return `${this.clusterId(clusterArn)} ${serviceArn}`;
  }

  cluster(clusterArn: string): ClusterNode {
    return this.#once({
      kind: 'cluster',
      id: this.clusterId(clusterArn),
      connectionId: this.connectionId,
      clusterArn,
    });
  }

  service(parent: ClusterNode, serviceArn: string): ServiceNode {
    return this.#once({
      kind: 'service',
      id: this.serviceId(parent.clusterArn, serviceArn),
      connectionId: this.connectionId,
      parent,
      clusterArn: parent.clusterArn,
      serviceArn,
    });
  }

  group(parent: ServiceNode, group: 'tasks' | 'stoppedTasks'): GroupNode;
  group(parent: ServiceNode, group: 'targetGroup', targetGroupArn: string): GroupNode;
  group(parent: ServiceNode, group: GroupNode['group'], targetGroupArn?: string): GroupNode {
    return this.#once({
      kind: 'group',
      id: `${parent.id} ${targetGroupArn ?? group}`,
      connectionId: this.connectionId,
      parent,
      group,
      clusterArn: parent.clusterArn,
      serviceArn: parent.serviceArn,
      ...(targetGroupArn === undefined ? {} : { targetGroupArn }),
    });
  }

  task(parent: GroupNode, taskArn: string): TaskNode {
    return this.#once({
      kind: 'task',
      id: `${parent.id} ${taskArn}`,
      connectionId: this.connectionId,
      parent,
      clusterArn: parent.clusterArn,
      serviceArn: parent.serviceArn,
      taskArn,
    });
  }

  container(parent: TaskNode, container: string): ContainerNode {
    return this.#once({
      kind: 'container',
      id: `${parent.id} ${container}`,
      connectionId: this.connectionId,
      parent,
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
      id: `${parent.id} ${target}`,
      connectionId: this.connectionId,
      parent,
      targetGroupArn,
      target,
    });
  }

  /** One message of a level under a parent; a new text replaces the row. */
  message(
    parent: ExplorerNode | undefined,
    level: MessageNode['level'],
    message: string,
    signIn = false,
  ): MessageNode {
    const id = `${parent?.id ?? this.connectionId} ${level}`;
    const known = this.#nodes.get(id);
    if (known?.kind === 'message' && known.message === message) return known;
    const node: MessageNode = {
      kind: 'message',
      id,
      connectionId: this.connectionId,
      ...(parent === undefined ? {} : { parent }),
      level,
      message,
      ...(signIn ? { signIn } : {}),
    };
    this.#nodes.set(id, node);
    return node;
  }

  #forget(id: string): void {
    for (const child of this.#children.get(id) ?? []) this.#forget(child);
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
