import { l10n } from 'vscode';
import { arnName, parseTaskDefinition } from '../../core/model/arn';
import type { Service } from '../../core/model/service';
import { ago, facts } from '../words';
import { whereWords } from './where';
import { contextValue } from './contextValue';
import { CONNECTION_ICON, EVENT_ICON, instanceIcon, PIN_ICON, rolloutIcon, TAG_ICON } from './icons';
import type { ConnectionNode, EventNode, InstanceNode, RolloutNode, ShelfNode } from './nodes';
import type { Row, RowContext } from './row';

export function connectionRow(_node: ConnectionNode, { inventory, current }: RowContext): Row {
  const { info } = inventory.connection;
  const label = info.kind === 'sandbox' ? l10n.t('Sandbox') : info.profile;
  const description = facts(info.accountId, info.region, current ? l10n.t('worked with') : undefined);
  return {
    label,
    description,
    spoken: l10n.t(
      'connection {0}',
      facts(whereWords(info), current ? l10n.t('worked with') : undefined).replaceAll(' · ', ', '),
    ),
    icon: CONNECTION_ICON,
    contextValue: contextValue('connection', { current }),
    children: 'expanded',
  };
}

export function shelfRow({ shelf, value }: ShelfNode, { tag }: RowContext): Row {
  const label =
    shelf === 'pinned' ? l10n.t('Pinned') : value === '' ? l10n.t('Without the tag {0}', tag ?? '') : value;
  return {
    label,
    spoken: shelf === 'pinned' ? l10n.t('pinned services') : l10n.t('services with {0}', label),
    icon: shelf === 'pinned' ? PIN_ICON : TAG_ICON,
    contextValue: contextValue('shelf', {}),
    children: shelf === 'pinned' ? 'expanded' : 'collapsed',
  };
}

export function rolloutRow({ serviceArn, rolloutId }: RolloutNode, { inventory, now }: RowContext): Row {
  const service = inventory.services.get(serviceArn);
  const rollout = service?.rollouts.find(({ id }) => id === rolloutId);
  const percent = service && rollout && inventory.traffic.percent(service, rollout);
  const revision = rollout === undefined ? '' : parseTaskDefinition(rollout.taskDefinitionArn).revision;
  const label = l10n.t('rev {0}', revision);
  const description =
    rollout === undefined
      ? ''
      : facts(
          rolloutWords(rollout),
          percent === undefined ? undefined : l10n.t('{0} % of the traffic', percent),
          l10n.t('{0} of {1} running', rollout.running, rollout.desired),
          rollout.failedTasks === 0 ? undefined : l10n.t('{0} failed', rollout.failedTasks),
          ago(now - rollout.createdAt),
        );
  return {
    label,
    description,
    spoken: l10n.t('deployment of revision {0}, {1}', revision, description.replaceAll(' · ', ', ')),
    icon: rolloutIcon(rollout),
    contextValue: contextValue('rollout', {}),
    children: 'none',
  };
}

/** AWS's own terms stand in the tooltip. */
export function rolloutWords({ status, rolloutState }: Service['rollouts'][number]): string {
  switch (rolloutState) {
    case 'IN_PROGRESS':
      return status === 'PRIMARY' ? l10n.t('rolling out') : l10n.t('being replaced');
    case 'COMPLETED':
      return status === 'PRIMARY' ? l10n.t('deployed') : l10n.t('being replaced');
    case 'FAILED':
      return l10n.t('failed');
    default:
      return status === 'PRIMARY' ? l10n.t('current') : l10n.t('being replaced');
  }
}

export function eventRow({ serviceArn, eventId }: EventNode, { inventory, now }: RowContext): Row {
  const event = inventory.services.get(serviceArn)?.events.find(({ id }) => id === eventId);
  const name = arnName(serviceArn);
  // Every event begins with "(service web) ", which the rows above say already.
  const label = (event?.message ?? '').replace(`(service ${name}) `, '');
  const description = event === undefined ? '' : ago(now - event.at);
  return {
    label,
    description,
    spoken: l10n.t('event {0}: {1}', description, label),
    icon: EVENT_ICON,
    contextValue: contextValue('event', {}),
    children: 'none',
  };
}

export function instanceRow({ clusterArn, instanceArn }: InstanceNode, { inventory, aws }: RowContext): Row {
  const instance = inventory.instances.slot(clusterArn).data?.find(({ arn }) => arn === instanceArn);
  const description =
    instance === undefined
      ? ''
      : facts(
          instance.available ? l10n.t('takes tasks') : l10n.t('takes no tasks'),
          l10n.t('{0} CPU units and {1} MiB free', instance.freeCpu, instance.freeMemory),
          instance.architecture,
        );
  return {
    label: arnName(instanceArn).slice(0, 12),
    description,
    spoken: l10n.t('container instance {0}, {1}', arnName(instanceArn), description.replaceAll(' · ', ', ')),
    icon: instanceIcon(instance?.available),
    contextValue: contextValue('instance', { aws }),
    children: 'none',
  };
}
