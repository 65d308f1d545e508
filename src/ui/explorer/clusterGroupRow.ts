import { l10n } from 'vscode';
import { serviceHealth } from '../../core/model/health';
import { facts } from '../words';
import { daemonsOf, scheduledOf } from './clusterParts';
import { contextValue } from './contextValue';
import { DAEMONS_ICON, INSTANCES_ICON, SCHEDULED_ICON, TASKS_ICON } from './icons';
import type { ClusterGroupNode } from './nodes';
import type { Row, RowContext } from './row';

export function clusterGroupRow({ clusterArn, group }: ClusterGroupNode, { inventory }: RowContext): Row {
  switch (group) {
    case 'daemons': {
      const services = daemonsOf(inventory.services.slot(clusterArn).data ?? [], inventory);
      const failing = services.filter((service) => serviceHealth(service) === 'failing').length;
      return {
        ...heading(
          l10n.t('Daemon services'),
          facts(String(services.length), failing === 0 ? undefined : l10n.t('{0} failing', failing)),
        ),
        icon: DAEMONS_ICON,
        contextValue: contextValue('daemons', {}),
        children: 'expanded',
      };
    }
    case 'instances': {
      const known = inventory.instances.slot(clusterArn).data?.length ?? 0;
      const count = Math.max(known, inventory.clusters.get(clusterArn)?.containerInstances ?? 0);
      return {
        ...heading(l10n.t('Container instances'), String(count)),
        icon: INSTANCES_ICON,
        contextValue: contextValue('instances', {}),
        children: 'collapsed',
      };
    }
    case 'outsideTasks': {
      const { at, data } = inventory.tasks.outside(clusterArn);
      const description =
        at === undefined || data === undefined ? '' : counts(data.running.length, data.stopped.length);
      return {
        ...heading(l10n.t('Tasks outside services'), description),
        icon: TASKS_ICON,
        contextValue: contextValue('outsideTasks', {}),
        children: 'collapsed',
      };
    }
    case 'scheduledTasks': {
      const { running = [], stopped = [] } = inventory.tasks.outside(clusterArn).data ?? {};
      const description = counts(
        scheduledOf(running, inventory).length,
        scheduledOf(stopped, inventory).length,
      );
      return {
        ...heading(l10n.t('Started by a schedule'), description),
        icon: SCHEDULED_ICON,
        contextValue: contextValue('scheduledTasks', {}),
        children: 'collapsed',
      };
    }
  }
}

function counts(running: number, stopped: number): string {
  return facts(l10n.t('{0} running', running), stopped === 0 ? undefined : l10n.t('{0} stopped', stopped));
}

function heading(label: string, description: string): Pick<Row, 'label' | 'description' | 'spoken'> {
  return { label, description, spoken: `${label} ${description.replaceAll(' · ', ', ')}`.trim() };
}
