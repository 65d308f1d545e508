import { l10n } from 'vscode';
import type { Inventory } from '../../core/inventory/inventory';
import type { Slot } from '../../core/inventory/cell';
import type { ErrorCode } from '../../core/lib/errors';
import { explain, SIGN_IN_HELPS } from '../errors';
import { timeOfDay } from '../words';
import type { NodeSpace } from './nodeSpace';
import type { ClusterNode, ExplorerNode, GroupNode, ServiceNode, TaskNode } from './nodes';

export interface Family {
  readonly inventory: Inventory;
  readonly nodes: NodeSpace;
}

/** The rows under a row; undefined stands for the root. Waits only for the first thing that can be shown. */
export async function childrenOf(
  node: ExplorerNode | undefined,
  family: Family,
): Promise<readonly ExplorerNode[]> {
  switch (node?.kind) {
    case undefined:
      return clusters(family);
    case 'cluster':
      return services(node, family);
    case 'service':
      return groups(node, family);
    case 'group':
      return node.group === 'targetGroup' ? targets(node, family) : tasks(node, family);
    case 'task':
      return containers(node, family);
    case 'container':
    case 'target':
    case 'message':
      return [];
  }
}

/** At the root nothing at all is shown where a welcome text says more: no clusters, or no access. */
async function clusters(family: Family): Promise<readonly ExplorerNode[]> {
  const { inventory, nodes } = family;
  await inventory.clusters.first();
  const { slot } = inventory.clusters;
  if (slot.data === undefined || slot.data.length === 0) return [];
  return [...troubles(undefined, slot, family), ...slot.data.map((arn) => nodes.cluster(arn))];
}

async function services(node: ClusterNode, family: Family): Promise<readonly ExplorerNode[]> {
  const { inventory, nodes } = family;
  await inventory.services.first(node.clusterArn);
  const slot = inventory.services.slot(node.clusterArn);
  const rows = (slot.data ?? []).map((arn) => nodes.service(node, arn));
  const empty = slot.error === undefined && slot.at !== undefined && rows.length === 0;
  return [
    ...troubles(node, slot, family),
    ...rows,
    ...(empty ? [nodes.message(node, 'info', l10n.t('No services in this cluster'))] : []),
  ];
}

async function groups(node: ServiceNode, family: Family): Promise<readonly ExplorerNode[]> {
  const { inventory, nodes } = family;
  const targetGroups = new Set(
    inventory.services.get(node.serviceArn)?.loadBalancers.map(({ targetGroupArn }) => targetGroupArn),
  );
  for (const arn of targetGroups) void inventory.targets.first(arn);
  await inventory.tasks.first(node.clusterArn, node.serviceArn);
  const slot = inventory.tasks.slot(node.clusterArn, node.serviceArn);
  return [
    ...troubles(node, slot, family),
    ...(slot.data === undefined ? [] : [nodes.group(node, 'tasks')]),
    ...(slot.data === undefined || slot.data.stopped.length === 0 ? [] : [nodes.group(node, 'stoppedTasks')]),
    ...[...targetGroups].map((arn) => nodes.group(node, 'targetGroup', arn)),
  ];
}

async function tasks(node: GroupNode, { inventory, nodes }: Family): Promise<readonly ExplorerNode[]> {
  await inventory.tasks.first(node.clusterArn, node.serviceArn);
  const lists = inventory.tasks.slot(node.clusterArn, node.serviceArn).data;
  const arns = node.group === 'tasks' ? lists?.running : lists?.stopped;
  return (arns ?? []).map((arn) => nodes.task(node, arn));
}

async function targets(node: GroupNode, family: Family): Promise<readonly ExplorerNode[]> {
  const { inventory, nodes } = family;
  const arn = node.targetGroupArn ?? '';
  await inventory.targets.first(arn);
  const slot = inventory.targets.slot(arn);
  const rows = (slot.data ?? []).map((target) => nodes.target(node, arn, target));
  const empty = slot.error === undefined && rows.length === 0;
  return [
    ...troubles(node, slot, family),
    ...rows,
    ...(empty ? [nodes.message(node, 'info', l10n.t('No targets are registered'))] : []),
  ];
}

function containers(node: TaskNode, { inventory, nodes }: Family): readonly ExplorerNode[] {
  return (inventory.tasks.get(node.taskArn)?.containers ?? []).map(({ name }) => nodes.container(node, name));
}

/** What stands in the way of everything is said once, at the top, while there is something to show below. */
const OF_THE_CONNECTION: readonly ErrorCode[] = ['unreachable', ...SIGN_IN_HELPS];

/** What went wrong under a row, and from when the rest is: a time that stays true while the row stands. */
function troubles(
  node: ExplorerNode | undefined,
  { error, data, at }: Slot<unknown>,
  { inventory, nodes }: Family,
): readonly ExplorerNode[] {
  if (error === undefined) return [];
  const saidAbove = node !== undefined && inventory.clusters.slot.error?.code === error.code;
  if (saidAbove && data !== undefined && OF_THE_CONNECTION.includes(error.code)) return [];
  const { what } = explain(error);
  const signIn = SIGN_IN_HELPS.includes(error.code);
  const text =
    data === undefined
      ? what
      : at === undefined
        ? l10n.t('{0} Shown is a part.', what)
        : l10n.t('{0} Shown is the state of {1}.', what, timeOfDay(at));
  return [nodes.message(node, 'error', text, signIn)];
}
