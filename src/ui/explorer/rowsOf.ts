import type { InventoryChange } from '../../core/inventory/change';
import { asksForImages } from '../../core/inventory/filter';
import type { ServiceKey } from '../../core/inventory/inventory';
import { daemonsOf } from './clusterParts';
import type { Family } from './family';
import type { ExplorerNode, ServiceNode } from './nodes';
import { showsScaling } from './scalingParts';

/** The rows that show what changed, as far as they were ever drawn; `root` is all of the connection. */
export function rowsOf(change: InventoryChange, family: Family): readonly (ExplorerNode | 'root')[] {
  const { nodes, arrangement } = family;
  const { filter } = arrangement;
  const gathered = filter !== undefined || arrangement.groupTag !== undefined;
  const drawn = (id: string): readonly ExplorerNode[] => {
    const node = nodes.find(id);
    return node === undefined ? [] : [node];
  };
  switch (change.kind) {
    case 'clusters':
      return ['root'];
    case 'cluster':
      return drawn(nodes.clusterId(change.clusterArn));
    case 'services':
      return gathered ? ['root'] : drawn(nodes.clusterId(change.clusterArn));
    case 'service':
      if (gathered) return ['root'];
      return [
        ...nodes.servicesOf(change.serviceArn),
        ...(arrangement.sort === 'name' ? [] : drawn(nodes.clusterId(change.clusterArn))),
        ...daemonRows(change, family),
      ];
    case 'tasks':
      return nodes.servicesOf(change.serviceArn);
    case 'traffic':
      return nodes.servicesOf(change.serviceArn).flatMap(({ id }) => drawn(`${id} rollouts`));
    case 'scaling':
      return nodes.servicesOf(change.serviceArn).flatMap((row) => scalingRows(row, change, family));
    case 'task':
      return nodes
        .servicesOf(change.serviceArn)
        .flatMap(({ id }) =>
          ['tasks', 'stoppedTasks'].flatMap((group) => drawn(`${id} ${group} ${change.taskArn}`)),
        );
    case 'targets':
      return [...nodes.all].filter(
        (node) => node.kind === 'group' && node.targetGroupArn === change.targetGroupArn,
      );
    case 'outsideTasks':
    case 'instances':
      return drawn(`${nodes.clusterId(change.clusterArn)} ${change.kind}`);
    case 'images':
      return filter !== undefined && asksForImages(filter) ? ['root'] : [];
    case 'families':
    case 'revisions':
    case 'revision':
      // Rows of the view of task definitions.
      return [];
  }
}

/** The heading; where it has to appear or go, the row of the service, if its children were ever asked for. */
function scalingRows(
  row: ServiceNode,
  key: ServiceKey,
  { nodes, inventory }: Family,
): readonly ExplorerNode[] {
  const heading = nodes.find(`${row.id} scaling`);
  const shown = showsScaling(inventory, key);
  if (heading !== undefined) return [shown ? heading : row];
  return shown && nodes.find(`${row.id} events`) !== undefined ? [row] : [];
}

/**
 * A service turns out to be a daemon when it is described: until then it stands among the others, and the cluster has to be
 * drawn again. Afterwards the heading says how many fail.
 */
function daemonRows(
  { clusterArn, serviceArn }: ServiceKey,
  { nodes, inventory }: Pick<Family, 'nodes' | 'inventory'>,
): readonly ExplorerNode[] {
  if (daemonsOf([serviceArn], inventory).length === 0) return [];
  const cluster = nodes.clusterId(clusterArn);
  const misplaced = nodes.find(`${cluster} ${serviceArn}`) !== undefined;
  const row = nodes.find(misplaced ? cluster : `${cluster} daemons`);
  return row === undefined ? [] : [row];
}
