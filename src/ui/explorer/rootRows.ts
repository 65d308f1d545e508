import { l10n } from 'vscode';
import { groupByTag } from '../../core/inventory/arrange';
import { asksForImages } from '../../core/inventory/filter';
import { facts } from '../words';
import type { Family } from './family';
import type { ConnectionNode, ExplorerNode, ShelfNode } from './nodes';

/** What stands at the top of a connection: what the filter says, pinned services, then clusters or groups by tag. */
export function rootRows(
  parent: ConnectionNode | undefined,
  clusterArns: readonly string[],
  family: Family,
): readonly ExplorerNode[] {
  const { inventory, nodes, arrangement } = family;
  const clusters = clusterArns.filter((arn) => !arrangement.isHidden(arn));
  if (arrangement.filter !== undefined || arrangement.groupTag !== undefined) readAll(clusters, family);
  const pinned = arrangement.pinned(inventory.connection.info);
  const rows =
    arrangement.groupTag === undefined
      ? clusters
          .filter((arn) => arrangement.filter === undefined || shownIn(arn, family) > 0)
          .map((arn) => nodes.cluster(arn, parent))
      : [...tagGroups(arrangement.groupTag, clusters, family)].map(([value]) =>
          nodes.shelf(parent, 'tag', value),
        );
  return [
    ...filterRow(parent, clusters, family),
    ...(pinned.length === 0 ? [] : [nodes.shelf(parent, 'pinned')]),
    ...rows,
  ];
}

/** The services under a heading that is no cluster. */
export function shelfRows(node: ShelfNode, family: Family): readonly ExplorerNode[] {
  const { inventory, nodes, arrangement } = family;
  if (node.shelf === 'pinned') {
    const pinned = arrangement.pinned(inventory.connection.info);
    for (const { clusterArn, serviceArn } of pinned)
      if (inventory.services.get(serviceArn) === undefined)
        void inventory.services.describe(clusterArn, [serviceArn]);
    return pinned.map(({ clusterArn, serviceArn }) => nodes.service(node, serviceArn, clusterArn));
  }
  const clusters = (inventory.clusters.slot.data ?? []).filter((arn) => !arrangement.isHidden(arn));
  const arns = tagGroups(arrangement.groupTag ?? '', clusters, family).get(node.value) ?? [];
  return arns.map((arn) => nodes.service(node, arn, inventory.clusterOf(arn)));
}

function tagGroups(
  tag: string,
  clusters: readonly string[],
  { inventory, arrangement }: Family,
): ReadonlyMap<string, readonly string[]> {
  const services = clusters.flatMap((arn) =>
    arrangement.arrange(inventory, arn).shown.flatMap((service) => inventory.services.get(service) ?? []),
  );
  return groupByTag(services, tag);
}

function shownIn(clusterArn: string, { inventory, arrangement }: Family): number {
  return arrangement.arrange(inventory, clusterArn).shown.length;
}

/** A filter and a group go over everything, so the names of everything are read: one call for a hundred. */
function readAll(clusters: readonly string[], { inventory, arrangement }: Family): void {
  for (const arn of clusters) void inventory.services.first(arn);
  const { filter } = arrangement;
  if (filter === undefined || !asksForImages(filter)) return;
  inventory.images.load(inventory.services.described).catch(() => undefined);
}

/** "12 services · 34 not yet known · web", what counts first; activating it changes the filter. */
function filterRow(
  parent: ConnectionNode | undefined,
  clusters: readonly string[],
  { inventory, nodes, arrangement }: Family,
): readonly ExplorerNode[] {
  const { filter } = arrangement;
  if (filter === undefined) return [];
  const all = clusters.map((arn) => arrangement.arrange(inventory, arn));
  const shown = all.reduce((sum, one) => sum + one.shown.length, 0);
  const unknown = all.reduce((sum, one) => sum + one.unknown.length, 0);
  const unread = clusters.filter((arn) => inventory.services.slot(arn).at === undefined).length;
  const text = facts(
    shown === 1 ? l10n.t('1 service') : l10n.t('{0} services', shown),
    unknown === 0 ? undefined : l10n.t('{0} not yet known', unknown),
    unread === 0
      ? undefined
      : unread === 1
        ? l10n.t('1 cluster is being read')
        : l10n.t('{0} clusters are being read', unread),
    filter.text,
  );
  return [nodes.message(parent, 'info', text, { opens: 'filter' })];
}
