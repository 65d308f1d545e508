import type { Inventory, ServiceKey, ServicePart, VisiblePart } from '../../core/inventory/inventory';
import type { ExplorerNode } from './nodes';
import { isRolling } from './serviceRow';

/** Which rows are open. The editor does not say which rows are in sight; open ones are the nearest there is. */
export class Expansion {
  readonly #open = new Map<string, ExplorerNode>();

  opened(node: ExplorerNode): void {
    this.#open.set(node.id, node);
  }

  closed(node: ExplorerNode): void {
    this.#open.delete(node.id);
  }

  clear(): void {
    this.#open.clear();
  }

  /** What is worth calls: an open row under a closed one is not, nor is one whose service is gone. */
  visible(inventory: Inventory): VisiblePart {
    const services = this.#opened(inventory);
    // The rows of target groups say how many targets are healthy, so they are read with their service.
    return { clusters: this.#clusters, services, targetGroups: inventory.targetGroupsOf(services) };
  }

  /** Services in sight whose rollout is under way: their rows change, and what is open under them. */
  rolling(inventory: Inventory): ServicePart {
    const rolls = ({ serviceArn }: ServiceKey): boolean => {
      const service = inventory.services.get(serviceArn);
      return service !== undefined && isRolling(service);
    };
    const inSight = this.#clusters.flatMap((clusterArn) =>
      (inventory.services.slot(clusterArn).data ?? []).map((serviceArn) => ({ clusterArn, serviceArn })),
    );
    return { services: inSight.filter(rolls), opened: this.#opened(inventory).filter(rolls) };
  }

  get #clusters(): readonly string[] {
    return this.#rows.flatMap((node) => (node.kind === 'cluster' ? [node.clusterArn] : []));
  }

  #opened(inventory: Inventory): readonly ServiceKey[] {
    return this.#rows.flatMap((node) =>
      node.kind === 'service' && inventory.services.get(node.serviceArn) !== undefined ? [keyOf(node)] : [],
    );
  }

  get #rows(): readonly ExplorerNode[] {
    return [...this.#open.values()].filter((node) => {
      for (let parent = node.parent; parent !== undefined; parent = parent.parent)
        if (!this.#open.has(parent.id)) return false;
      return true;
    });
  }
}

function keyOf({ clusterArn, serviceArn }: ServiceKey): ServiceKey {
  return { clusterArn, serviceArn };
}
