import type { Inventory, ServiceKey, VisiblePart } from '../../core/inventory/inventory';
import type { ExplorerNode, ServiceNode } from './nodes';
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

  /** What is worth calls: an open row under a closed one is not. */
  visible(inventory: Inventory): VisiblePart {
    const services = this.#services;
    return {
      clusters: this.#rows.flatMap((node) => (node.kind === 'cluster' ? [node.clusterArn] : [])),
      services: services.map(keyOf),
      targetGroups: targetGroupsOf(services, inventory),
    };
  }

  /** Open services whose rollout is under way, with their target groups. */
  rolling(inventory: Inventory): Omit<VisiblePart, 'clusters'> {
    const services = this.#services.filter(({ serviceArn }) => {
      const service = inventory.services.get(serviceArn);
      return service !== undefined && isRolling(service);
    });
    return { services: services.map(keyOf), targetGroups: targetGroupsOf(services, inventory) };
  }

  get #services(): readonly ServiceNode[] {
    return this.#rows.filter((node) => node.kind === 'service');
  }

  get #rows(): readonly ExplorerNode[] {
    return [...this.#open.values()].filter((node) => {
      for (let parent = node.parent; parent !== undefined; parent = parent.parent)
        if (!this.#open.has(parent.id)) return false;
      return true;
    });
  }
}

/** The rows of target groups say how many targets are healthy, so they are read with their service. */
function targetGroupsOf(services: readonly ServiceKey[], inventory: Inventory): readonly string[] {
  const arns = services.flatMap(
    ({ serviceArn }) =>
      inventory.services.get(serviceArn)?.loadBalancers.map(({ targetGroupArn }) => targetGroupArn) ?? [],
  );
  return [...new Set(arns)];
}

function keyOf({ clusterArn, serviceArn }: ServiceKey): ServiceKey {
  return { clusterArn, serviceArn };
}
