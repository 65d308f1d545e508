import { type Disposable } from 'vscode';
import type { CurrentInventory } from '../explorer/currentInventory';
import { isExplorerNode } from '../explorer/nodes';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Reads, at a quiet pace, what is not known yet of a very large cluster, or of all that are open. */
export function registerDescribeAll({
  current,
  logger,
}: CommandDeps & { readonly current: CurrentInventory }): Disposable {
  return registerCommand(COMMANDS.describeAll, { logger }, (node) => {
    const parent = isExplorerNode(node) && node.kind === 'message' ? node.parent : node;
    for (const inventory of current.all)
      for (const cluster of inventory.services.listed)
        if (parent?.kind !== 'cluster' || parent.clusterArn === cluster)
          inventory.services.describeAll(cluster);
  });
}
