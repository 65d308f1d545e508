import type { Inventory, ServiceKey } from '../../core/inventory/inventory';
import type { ExplorerNode } from './nodes';

/** Reads one row again, with what stands under it. */
export async function refreshRow(node: ExplorerNode, inventory: Inventory): Promise<void> {
  switch (node.kind) {
    case 'connection':
    case 'shelf':
      return inventory.clusters.load();
    case 'cluster':
      await inventory.clusters.refresh();
      return inventory.services.load(node.clusterArn);
    case 'clusterGroup':
      if (node.group === 'daemons') return inventory.services.refresh(node.clusterArn);
      return node.group === 'instances'
        ? inventory.instances.load(node.clusterArn)
        : inventory.tasks.loadOutside(node.clusterArn);
    case 'instance':
      return inventory.instances.load(node.clusterArn);
    case 'rollout':
      return inventory.refreshServices({ services: [node], opened: [node], shifting: [node] });
    case 'service':
      inventory.scaling.expire();
      await Promise.all([
        inventory.refreshServices({ services: [node], opened: [node] }),
        inventory.scaling.keep(node),
      ]);
      return;
    case 'event':
      return inventory.refreshServices({ services: [node], opened: [node] });
    case 'group':
      if (node.group === 'targetGroup') return inventory.targets.load(node.targetGroupArn ?? '');
      if (node.group === 'scaling') return readScaling(node, inventory);
      if (node.group === 'rollouts')
        return inventory.refreshServices({ services: [node], opened: [], shifting: [node] });
      return node.group === 'tasks' || node.group === 'stoppedTasks'
        ? inventory.tasks.load(node.clusterArn, node.serviceArn)
        : inventory.services.describe(node.clusterArn, [node.serviceArn]);
    case 'scaling':
      return readScaling(node, inventory);
    case 'task':
    case 'container':
      return node.serviceArn === undefined
        ? inventory.tasks.loadOutside(node.clusterArn)
        : inventory.tasks.load(node.clusterArn, node.serviceArn);
    case 'target':
      return inventory.targets.load(node.targetGroupArn);
    case 'family':
      return inventory.taskDefinitions.loadRevisions(node.family);
    case 'revision':
    case 'message':
      return undefined;
  }
}

function readScaling(key: ServiceKey, { scaling }: Inventory): Promise<void> {
  scaling.expire();
  return scaling.open(key);
}
