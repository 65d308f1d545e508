import type { Inventory, ServiceKey, ServicePart, VisiblePart } from '../../core/inventory/inventory';
import { MOST_VISIBLE } from '../../core/inventory/services';
import type { Arrangement } from './arrangement';
import type { ExplorerNode, GroupNode } from './nodes';
import { isRolling } from './serviceRow';

/** Which rows are open. The editor does not say which rows are in sight; open ones are the nearest there is. */
export class Expansion {
  readonly #arrangement: Pick<Arrangement, 'arrange' | 'pinned'>;
  readonly #open = new Map<string, ExplorerNode>();

  constructor(arrangement: Pick<Arrangement, 'arrange' | 'pinned'>) {
    this.#arrangement = arrangement;
  }

  opened(node: ExplorerNode): void {
    this.#open.set(node.id, node);
  }

  closed(node: ExplorerNode): void {
    this.#open.delete(node.id);
  }

  /** Rows of connections that are not in sight any more are forgotten. */
  keep(connectionIds: readonly string[]): void {
    for (const [id, { connectionId }] of this.#open)
      if (!connectionIds.includes(connectionId)) this.#open.delete(id);
  }

  /** What is worth calls: an open row under a closed one is not, nor is one whose service is gone. */
  visible(inventory: Inventory): VisiblePart {
    const services = this.#opened(inventory);
    const rows = this.#rows(inventory);
    const clusters = this.#clusters(inventory);
    return {
      clusters,
      services,
      // The rows of target groups say how many targets are healthy, so they are read with their service.
      targetGroups: inventory.targetGroupsOf(services),
      shifting: this.#groups(inventory, 'rollouts'),
      scaling: this.#groups(inventory, 'scaling'),
      rows: this.#shelved(inventory).filter(({ clusterArn }) => !clusters.includes(clusterArn)),
      outside: rows.flatMap((node) =>
        node.kind === 'clusterGroup' && node.group === 'outsideTasks' ? [node.clusterArn] : [],
      ),
      instances: rows.flatMap((node) =>
        node.kind === 'clusterGroup' && node.group === 'instances' ? [node.clusterArn] : [],
      ),
    };
  }

  /** Services in sight whose rollout is under way: their rows change, and what is open under them. */
  rolling(inventory: Inventory): ServicePart {
    const rolls = ({ serviceArn }: ServiceKey): boolean => {
      const service = inventory.services.get(serviceArn);
      return service !== undefined && isRolling(service);
    };
    const inSight = this.#clusters(inventory).flatMap((clusterArn) =>
      this.#arrangement
        .arrange(inventory, clusterArn)
        .shown.map((serviceArn) => ({ clusterArn, serviceArn })),
    );
    const all = new Map([...inSight, ...this.#shelved(inventory)].map((key) => [key.serviceArn, key]));
    return {
      services: [...all.values()].filter(rolls),
      opened: this.#opened(inventory).filter(rolls),
      shifting: this.#groups(inventory, 'rollouts').filter(rolls),
    };
  }

  #clusters(inventory: Inventory): readonly string[] {
    return this.#rows(inventory).flatMap((node) => (node.kind === 'cluster' ? [node.clusterArn] : []));
  }

  /** Services under open headings that are no clusters. */
  #shelved(inventory: Inventory): readonly ServiceKey[] {
    const shelves = this.#rows(inventory).filter((node) => node.kind === 'shelf');
    const tags = shelves.some(({ shelf }) => shelf === 'tag');
    if (shelves.length === 0) return [];
    const pinned = this.#arrangement.pinned(inventory.connection.info);
    const tagged = (tags ? inventory.services.listed : []).flatMap((clusterArn) =>
      this.#arrangement
        .arrange(inventory, clusterArn)
        .shown.map((serviceArn) => ({ clusterArn, serviceArn })),
    );
    return [...pinned, ...tagged].slice(0, MOST_VISIBLE);
  }

  #opened(inventory: Inventory): readonly ServiceKey[] {
    const keys = this.#rows(inventory).flatMap((node): readonly ServiceKey[] =>
      node.kind === 'service' && inventory.services.get(node.serviceArn) !== undefined
        ? [{ clusterArn: node.clusterArn, serviceArn: node.serviceArn }]
        : [],
    );
    return [...new Map(keys.map((key) => [key.serviceArn, key])).values()];
  }

  /** Services of which one of the headings stands open. */
  #groups(inventory: Inventory, group: GroupNode['group']): readonly ServiceKey[] {
    return this.#rows(inventory).flatMap((node) =>
      node.kind === 'group' && node.group === group ? [node] : [],
    );
  }

  #rows(inventory: Inventory): readonly ExplorerNode[] {
    const { id } = inventory.connection.info;
    return [...this.#open.values()].filter((node) => {
      if (node.connectionId !== id) return false;
      // A connection's own row stands open from the start.
      for (let parent = node.parent; parent !== undefined; parent = parent.parent)
        if (!this.#open.has(parent.id) && parent.kind !== 'connection') return false;
      return true;
    });
  }
}
