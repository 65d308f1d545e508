import { l10n } from 'vscode';
import { arnName } from '../../core/model/arn';
import type { Cluster } from '../../core/model/cluster';
import { facts } from '../words';
import { asOf } from './age';
import { contextValue } from './contextValue';
import { CLUSTER_ICON } from './icons';
import type { ClusterNode } from './nodes';
import type { Row, RowContext } from './row';

export function clusterRow({ clusterArn }: ClusterNode, { inventory, aws, filtered, now }: RowContext): Row {
  const cluster = inventory.clusters.get(clusterArn);
  const name = arnName(clusterArn);
  const description =
    cluster === undefined
      ? ''
      : facts(
          serviceCount(cluster),
          cluster.runningTasks === 1 ? l10n.t('1 task') : l10n.t('{0} tasks', cluster.runningTasks),
          cluster.status === 'ACTIVE' ? undefined : cluster.status.toLowerCase(),
          asOf(inventory.clusters.at(clusterArn), now),
        );
  return {
    label: name,
    description,
    spoken: l10n.t('cluster {0}, {1}', name, description.replaceAll(' · ', ', ')),
    icon: CLUSTER_ICON,
    contextValue: contextValue('cluster', { aws }),
    children: filtered ? 'expanded' : 'collapsed',
  };
}

export function serviceCount({ activeServices }: Pick<Cluster, 'activeServices'>): string {
  return activeServices === 1 ? l10n.t('1 service') : l10n.t('{0} services', activeServices);
}
