import { l10n } from 'vscode';
import { targetGroupArns } from '../../core/model/service';
import { daemonsOf, scheduledOf } from './clusterParts';
import { rootRows, shelfRows } from './rootRows';
import type { Family } from './family';
import { mayScale, showsScaling } from './scalingParts';
import { scalingChildren } from './scalingChildren';
import { troubles } from './troubles';
import type { ClusterGroupNode, ClusterNode, ExplorerNode, GroupNode, ServiceNode, TaskNode } from './nodes';

/** The rows under a row; undefined stands for the root. Waits only for the first thing that can be shown. */
export async function childrenOf(
  node: ExplorerNode | undefined,
  family: Family,
): Promise<readonly ExplorerNode[]> {
  switch (node?.kind) {
    case undefined:
    case 'connection':
      return clusters(node, family);
    case 'shelf':
      return shelfRows(node, family);
    case 'cluster':
      return services(node, family);
    case 'clusterGroup':
      return clusterGroupRows(node, family);
    case 'service':
      return groups(node, family);
    case 'group':
      return groupRows(node, family);
    case 'task':
      return containers(node, family);
    case 'container':
    case 'target':
    case 'rollout':
    case 'event':
    case 'scaling':
    case 'instance':
    case 'family':
    case 'revision':
    case 'message':
      return [];
  }
}

/** At the root nothing at all is shown where a welcome text says more: no clusters, or no access. */
async function clusters(
  node: (ExplorerNode & { readonly kind: 'connection' }) | undefined,
  family: Family,
): Promise<readonly ExplorerNode[]> {
  const { inventory } = family;
  await inventory.clusters.first();
  const { slot } = inventory.clusters;
  if (slot.data !== undefined && slot.data.length > 0)
    return [...troubles(node, slot, family), ...rootRows(node, slot.data, family)];
  if (node === undefined) return [];
  if (slot.error !== undefined) return troubles(node, slot, family);
  return [family.nodes.message(node, 'info', l10n.t('No clusters in this region'))];
}

async function services(node: ClusterNode, family: Family): Promise<readonly ExplorerNode[]> {
  const { inventory, nodes, arrangement } = family;
  await inventory.services.first(node.clusterArn);
  const slot = inventory.services.slot(node.clusterArn);
  const { shown, unknown } = arrangement.arrange(inventory, node.clusterArn);
  const rows = serviceRows(node, shown, family);
  const nothing = slot.error === undefined && slot.at !== undefined && rows.length + unknown.length === 0;
  const empty = nothing
    ? [
        nodes.message(
          node,
          'info',
          slot.data?.length === 0
            ? l10n.t('No services in this cluster')
            : l10n.t('All services here are hidden'),
        ),
      ]
    : [];
  const filtered = arrangement.filter !== undefined;
  return [
    ...troubles(node, slot, family),
    ...rows,
    ...(filtered ? [] : empty),
    ...unread(node, family),
    ...(filtered ? [] : besides(node, family)),
  ];
}

/** Daemon services, which have as many tasks as there are instances, stand below the others under a heading of their own. */
function serviceRows(
  node: ClusterNode,
  serviceArns: readonly string[],
  { inventory, nodes, arrangement }: Family,
): readonly ExplorerNode[] {
  if (arrangement.filter !== undefined) return serviceArns.map((arn) => nodes.service(node, arn));
  const daemons = new Set(daemonsOf(serviceArns, inventory).map(({ arn }) => arn));
  return [
    ...serviceArns.filter((arn) => !daemons.has(arn)).map((arn) => nodes.service(node, arn)),
    ...(daemons.size === 0 ? [] : [nodes.clusterGroup(node, 'daemons')]),
  ];
}

/** Where a service stands under its cluster. */
export function serviceNode(
  cluster: ClusterNode,
  serviceArn: string,
  { inventory, nodes, arrangement }: Family,
): ServiceNode {
  const below = arrangement.filter === undefined && daemonsOf([serviceArn], inventory).length > 0;
  return nodes.service(below ? nodes.clusterGroup(cluster, 'daemons') : cluster, serviceArn);
}

async function clusterGroupRows(node: ClusterGroupNode, family: Family): Promise<readonly ExplorerNode[]> {
  const { inventory, nodes, arrangement } = family;
  switch (node.group) {
    case 'daemons':
      return daemonsOf(arrangement.arrange(inventory, node.clusterArn).shown, inventory).map(({ arn }) =>
        nodes.service(node, arn),
      );
    case 'instances':
      return instances(node, family);
    case 'outsideTasks':
      return outsideTasks(node, family);
    case 'scheduledTasks':
      return scheduledOf(outsideArns(node.clusterArn, inventory), inventory).map((arn) =>
        nodes.task(node, arn),
      );
  }
}

/** What runs in a cluster beside its services. */
function besides(node: ClusterNode, { inventory, nodes }: Family): readonly ExplorerNode[] {
  const instances = inventory.clusters.get(node.clusterArn)?.containerInstances ?? 0;
  return [
    nodes.clusterGroup(node, 'outsideTasks'),
    ...(instances === 0 ? [] : [nodes.clusterGroup(node, 'instances')]),
  ];
}

/** Of a very large cluster the rest is read only when somebody wants it. */
function unread(node: ClusterNode, { inventory, nodes }: Family): readonly ExplorerNode[] {
  const slot = inventory.services.slot(node.clusterArn);
  const count = inventory.services.leftUnread(node.clusterArn);
  if (slot.at === undefined || count === 0) return [];
  const text = l10n.t('{0} services are not read yet: read them', count);
  return [nodes.message(node, 'info', text, { opens: 'describeAll' })];
}

async function groups(node: ServiceNode, family: Family): Promise<readonly ExplorerNode[]> {
  const { inventory, nodes } = family;
  if (inventory.services.get(node.serviceArn) === undefined)
    await inventory.services.describe(node.clusterArn, [node.serviceArn]);
  const service = inventory.services.get(node.serviceArn);
  const targetGroups = service === undefined ? [] : targetGroupArns(service);
  for (const arn of targetGroups) void inventory.targets.first(arn);
  // Its row appears when it is known; nobody waits for it.
  if (service !== undefined && mayScale(service)) void inventory.scaling.look(node);
  await inventory.tasks.first(node.clusterArn, node.serviceArn);
  const slot = inventory.tasks.slot(node.clusterArn, node.serviceArn);
  return [
    ...troubles(node, slot, family),
    ...(slot.data === undefined ? [] : [nodes.group(node, 'tasks')]),
    ...(slot.data === undefined || slot.data.stopped.length === 0 ? [] : [nodes.group(node, 'stoppedTasks')]),
    ...targetGroups.map((arn) => nodes.group(node, 'targetGroup', arn)),
    ...(showsScaling(inventory, node) ? [nodes.group(node, 'scaling')] : []),
    ...(service === undefined || service.rollouts.length === 0 ? [] : [nodes.group(node, 'rollouts')]),
    ...(service === undefined ? [] : [nodes.group(node, 'events')]),
  ];
}

async function groupRows(node: GroupNode, family: Family): Promise<readonly ExplorerNode[]> {
  const { inventory, nodes } = family;
  const { clusterArn, serviceArn } = node;
  switch (node.group) {
    case 'targetGroup':
      return targets(node, family);
    case 'rollouts':
      return rollouts(node, family);
    case 'scaling':
      return scalingChildren(node, family);
    case 'events': {
      await inventory.services.openEvents(clusterArn, serviceArn);
      const events = inventory.services.get(serviceArn)?.events ?? [];
      if (events.length === 0) return [nodes.message(node, 'info', l10n.t('No events'))];
      return events.map(({ id }) => nodes.event(node, id));
    }
    case 'tasks':
    case 'stoppedTasks': {
      await inventory.tasks.first(clusterArn, serviceArn);
      const lists = inventory.tasks.slot(clusterArn, serviceArn).data;
      const arns = node.group === 'tasks' ? lists?.running : lists?.stopped;
      return (arns ?? []).map((arn) => nodes.task(node, arn));
    }
  }
}

async function rollouts(node: GroupNode, family: Family): Promise<readonly ExplorerNode[]> {
  const { inventory, nodes } = family;
  const service = inventory.services.get(node.serviceArn);
  if (service === undefined) return [];
  await inventory.traffic.first(service);
  return [
    ...troubles(node, inventory.traffic.slot(service) ?? {}, family),
    ...service.rollouts.map(({ id }) => nodes.rollout(node, id)),
  ];
}

function outsideArns(clusterArn: string, inventory: Family['inventory']): readonly string[] {
  const { running = [], stopped = [] } = inventory.tasks.outside(clusterArn).data ?? {};
  return [...running, ...stopped];
}

async function outsideTasks(node: ClusterGroupNode, family: Family): Promise<readonly ExplorerNode[]> {
  const { inventory, nodes } = family;
  await inventory.tasks.firstOutside(node.clusterArn);
  const slot = inventory.tasks.outside(node.clusterArn);
  const arns = outsideArns(node.clusterArn, inventory);
  const scheduled = new Set(scheduledOf(arns, inventory));
  const text =
    slot.at === undefined
      ? l10n.t('Looking through the tasks of the cluster…')
      : l10n.t('No tasks outside services');
  return [
    ...troubles(node, slot, family),
    ...(scheduled.size === 0 ? [] : [nodes.clusterGroup(node, 'scheduledTasks')]),
    ...arns.filter((arn) => !scheduled.has(arn)).map((arn) => nodes.task(node, arn)),
    ...(slot.error === undefined && (slot.at === undefined || arns.length === 0)
      ? [nodes.message(node, 'info', text)]
      : []),
  ];
}

async function instances(node: ClusterGroupNode, family: Family): Promise<readonly ExplorerNode[]> {
  const { inventory, nodes } = family;
  await inventory.instances.first(node.clusterArn);
  const slot = inventory.instances.slot(node.clusterArn);
  const shown = slot.data ?? [];
  const all = inventory.clusters.get(node.clusterArn)?.containerInstances ?? 0;
  return [
    ...troubles(node, slot, family),
    ...shown.map(({ arn }) => nodes.instance(node, arn)),
    // Of very large clusters not all are read.
    ...(slot.at !== undefined && all > shown.length
      ? [nodes.message(node, 'info', l10n.t('{0} of {1} instances are shown', shown.length, all))]
      : []),
  ];
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
