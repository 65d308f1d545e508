import { l10n } from 'vscode';
import { OLD_MS } from '../../core/inventory/facts';
import type { Inventory } from '../../core/inventory/inventory';
import { timeOfDay } from '../words';
import type { ExplorerNode } from './nodes';

/** When that was read which a row shows, milliseconds since the epoch; undefined where it shows nothing of its own. */
export function readAt(node: ExplorerNode, inventory: Inventory): number | undefined {
  switch (node.kind) {
    case 'cluster':
      return inventory.clusters.at(node.clusterArn);
    case 'service':
      return inventory.services.at(node.serviceArn);
    case 'group':
      switch (node.group) {
        case 'tasks':
        case 'stoppedTasks':
          return inventory.tasks.slot(node.clusterArn, node.serviceArn).at;
        case 'targetGroup':
          return inventory.targets.slot(node.targetGroupArn ?? '').at;
        case 'scaling':
          return inventory.scaling.target(node).at;
        case 'rollouts':
        case 'events':
          return inventory.services.at(node.serviceArn);
      }
    case 'clusterGroup':
      switch (node.group) {
        case 'instances':
          return inventory.instances.slot(node.clusterArn).at;
        case 'outsideTasks':
        case 'scheduledTasks':
          return inventory.tasks.outside(node.clusterArn).at;
        case 'daemons':
          return undefined;
      }
    default:
      return undefined;
  }
}

/** From when it is, where that was a while ago. */
export function asOf(at: number | undefined, now: number): string | undefined {
  return at !== undefined && now - at > OLD_MS ? l10n.t('as of {0}', timeOfDay(at)) : undefined;
}
