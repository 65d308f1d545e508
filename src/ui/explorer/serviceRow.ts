import { l10n } from 'vscode';
import { arnName, parseTaskDefinition } from '../../core/model/arn';
import { serviceHealth, type ServiceHealth } from '../../core/model/health';
import { primaryRollout, type Service } from '../../core/model/service';
import { facts } from '../words';
import { asOf } from './age';
import { contextValue } from './contextValue';
import { serviceIcon } from './icons';
import type { ServiceNode } from './nodes';
import type { Row, RowContext } from './row';

export function serviceRow(node: ServiceNode, context: RowContext): Row {
  const { serviceArn } = node;
  const { inventory, aws, now } = context;
  const service = inventory.services.get(serviceArn);
  const name = arnName(serviceArn);
  const pinned = context.isPinned(serviceArn);
  // Where it does not stand under its cluster, the row says which one it is.
  const where = node.parent?.kind === 'shelf' ? arnName(node.clusterArn) : undefined;
  if (service === undefined)
    return {
      label: name,
      ...(where === undefined ? {} : { description: where }),
      spoken: l10n.t('service {0}, not read yet', name),
      icon: serviceIcon(undefined),
      contextValue: contextValue('service', { aws, pinned }),
      children: 'collapsed',
    };

  const health = serviceHealth(service);
  const { running, desired } = counts(service, health);
  const old = asOf(inventory.services.at(serviceArn), now);
  const rolling = health === 'rolling' || isRolling(service);
  return {
    label: name,
    description: facts(
      `${running}/${desired}`,
      stateWords(service, health),
      daemonWords(service),
      where,
      old,
    ),
    spoken: l10n.t(
      'service {0}, {1} of {2} running, {3}',
      name,
      running,
      desired,
      facts(
        health === 'healthy' ? l10n.t('healthy') : stateWords(service, health),
        rolling ? l10n.t('rollout in progress') : undefined,
        daemonWords(service),
        where === undefined ? undefined : l10n.t('cluster {0}', where),
        old,
      ).replaceAll(' · ', ', '),
    ),
    icon: serviceIcon(health),
    contextValue: contextValue('service', {
      aws,
      rolling,
      failing: health === 'failing',
      pinned,
    }),
    ...(rolling ? { badge: 'rolling' as const } : {}),
    children: 'collapsed',
  };
}

export function isRolling(service: Service): boolean {
  return primaryRollout(service)?.rolloutState === 'IN_PROGRESS' || service.rollouts.length > 1;
}

function daemonWords({ scheduling }: Service): string | undefined {
  return scheduling === 'DAEMON' ? l10n.t('daemon: one on each instance') : undefined;
}

/** While a rollout is under way the new revision's tasks are what matters. */
function counts(
  service: Service,
  health: ServiceHealth,
): { readonly running: number; readonly desired: number } {
  const primary = primaryRollout(service);
  return health === 'rolling' && primary !== undefined
    ? { running: primary.running, desired: primary.desired }
    : service;
}

/** The state in words, for the row; AWS's own terms are in the tooltip. */
export function stateWords(service: Service, health: ServiceHealth): string {
  const revision = parseTaskDefinition(service.taskDefinitionArn).revision;
  const primary = primaryRollout(service);
  switch (health) {
    case 'healthy':
      return l10n.t('rev {0}', revision);
    case 'rolling':
      return l10n.t('rolling out rev {0}', revision);
    case 'degraded':
      return facts(l10n.t('too few tasks'), l10n.t('rev {0}', revision));
    case 'failing':
      if (primary?.rolloutState === 'FAILED') return l10n.t('rollout of rev {0} failed', revision);
      return primary !== undefined && primary.failedTasks > 0
        ? l10n.t('failing: tasks of rev {0} do not stay up', revision)
        : l10n.t('failing: no task is running');
    case 'idle':
      return facts(l10n.t('scaled to zero'), l10n.t('rev {0}', revision));
    case 'inactive':
      return service.status === 'DRAINING' ? l10n.t('being deleted') : l10n.t('deleted');
  }
}
