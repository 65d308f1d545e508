import { l10n } from 'vscode';
import { targetGroupName, targetKey } from '../../core/inventory/targets';
import type { TargetHealth } from '../../core/model/targetGroup';
import { primaryRollout } from '../../core/model/service';
import { ago, facts } from '../words';
import { rolloutWords } from './besideRows';
import { contextValue } from './contextValue';
import { EVENTS_ICON, ROLLOUTS_ICON, STOPPED_ICON, TARGET_GROUP_ICON, targetIcon, TASKS_ICON } from './icons';
import type { GroupNode, TargetNode } from './nodes';
import type { Row, RowContext } from './row';
import { scalingHeading } from './scalingRow';

export function groupRow(node: GroupNode, { inventory, aws, now }: RowContext): Row {
  const lists = inventory.tasks.slot(node.clusterArn, node.serviceArn).data;
  switch (node.group) {
    case 'tasks':
      return headed(l10n.t('Tasks'), lists?.running.length, {
        icon: TASKS_ICON,
        contextValue: contextValue('tasks', {}),
      });
    case 'stoppedTasks':
      return headed(l10n.t('Stopped tasks'), lists?.stopped.length, {
        icon: STOPPED_ICON,
        contextValue: contextValue('stoppedTasks', {}),
      });
    case 'rollouts': {
      const service = inventory.services.get(node.serviceArn);
      const primary = service === undefined ? undefined : primaryRollout(service);
      const label = l10n.t('Deployments');
      const description =
        primary === undefined ? '' : facts(rolloutWords(primary), ago(now - primary.createdAt));
      return {
        label,
        description,
        spoken: `${label} ${description.replaceAll(' · ', ', ')}`,
        icon: ROLLOUTS_ICON,
        contextValue: contextValue('rollouts', {}),
        children: 'collapsed',
      };
    }
    case 'scaling':
      return scalingHeading(node, inventory);
    case 'events': {
      const last = inventory.services.get(node.serviceArn)?.events[0];
      const label = l10n.t('Events');
      const description = last === undefined ? '' : l10n.t('latest {0}', ago(now - last.at));
      return {
        label,
        description,
        spoken: `${label} ${description}`,
        icon: EVENTS_ICON,
        contextValue: contextValue('events', {}),
        children: 'collapsed',
      };
    }
    case 'targetGroup': {
      const arn = node.targetGroupArn ?? '';
      const name = targetGroupName(arn);
      const slot = inventory.targets.slot(arn);
      const description = slot.data === undefined ? '' : targetCounts(slot.data);
      return {
        label: l10n.t('Target group {0}', name),
        description,
        spoken: l10n.t('target group {0}, {1}', name, description.replaceAll(' · ', ', ')),
        icon: TARGET_GROUP_ICON,
        contextValue: contextValue('targetGroup', { aws }),
        children: 'collapsed',
      };
    }
  }
}

function headed(label: string, count: number | undefined, look: Pick<Row, 'icon' | 'contextValue'>): Row {
  const description = count === undefined ? '' : String(count);
  return {
    ...look,
    label,
    description,
    spoken: `${label} ${description}`,
    children: count === 0 ? 'none' : 'collapsed',
  };
}

/** "3 healthy · 1 draining": the states that there are, healthy first. */
function targetCounts(targets: readonly TargetHealth[]): string {
  if (targets.length === 0) return l10n.t('no targets');
  const counts = new Map<string, number>([['healthy', 0]]);
  for (const { state } of targets) counts.set(state, (counts.get(state) ?? 0) + 1);
  return facts(...[...counts].map(([state, count]) => `${count} ${targetState(state)}`));
}

function targetState(state: string): string {
  switch (state) {
    case 'healthy':
      return l10n.t('healthy');
    case 'unhealthy':
      return l10n.t('unhealthy');
    case 'initial':
      return l10n.t('being checked');
    case 'draining':
      return l10n.t('draining');
    case 'unused':
      return l10n.t('unused');
    case 'unhealthy.draining':
      return l10n.t('unhealthy and draining');
    case 'unavailable':
      return l10n.t('health not known');
    default:
      return state;
  }
}

export function targetRow(node: TargetNode, { inventory, aws }: RowContext): Row {
  const target = inventory.targets
    .slot(node.targetGroupArn)
    .data?.find((candidate) => targetKey(candidate) === node.target);
  const description =
    target === undefined
      ? ''
      : facts(targetState(target.state), target.description ?? target.reason, target.availabilityZone);
  return {
    label: node.target,
    description,
    spoken: l10n.t('target {0}, {1}', node.target, description.replaceAll(' · ', ', ')),
    icon: targetIcon(target?.state ?? ''),
    contextValue: contextValue('target', { aws }),
    children: 'none',
  };
}
