import { l10n } from 'vscode';
import type { Inventory } from '../../core/inventory/inventory';
import { targetGroupName } from '../../core/inventory/targets';
import { arnName, taskDefinitionName } from '../../core/model/arn';
import { consoleUrl } from '../../core/model/consoleUrl';
import { serviceHealth } from '../../core/model/health';
import type { Service } from '../../core/model/service';
import { rolloutWords } from '../explorer/besideRows';
import { stateWords } from '../explorer/serviceRow';
import { ago, facts } from '../words';
import { alignedTable, code, page, section } from './markdown';
import { scalingSection } from './scalingSection';

const MOST_EVENTS = 30;

/** A service as people read it: what runs, where it is going, what it listens to, what happened. */
export function servicePage(service: Service, inventory: Inventory, now: number): string {
  const { connection, images } = inventory;
  const health = serviceHealth(service);
  const { endpoint } = connection.info;
  return page(service.name, [
    section(l10n.t('Now'), [
      [
        l10n.t('State'),
        facts(health === 'healthy' ? l10n.t('healthy') : undefined, stateWords(service, health)),
      ],
      [
        l10n.t('Tasks'),
        l10n.t('{0} desired, {1} running, {2} pending', service.desired, service.running, service.pending),
      ],
      [l10n.t('Cluster'), arnName(service.clusterArn)],
      [
        l10n.t('Task definition'),
        `${taskDefinitionName(service.taskDefinitionArn)} ${code(service.taskDefinitionArn)}`,
      ],
      ...(images.get(service) ?? []).map(({ container, image, digest }): [string, string] => [
        l10n.t('Image of {0}', container),
        [code(image), digest === undefined ? '' : code(digest)].join(' ').trim(),
      ]),
      ['ARN', code(service.arn)],
      [l10n.t('Read at'), `${time(inventory.services.at(service.arn) ?? now)} UTC`],
      [
        l10n.t('In the AWS console'),
        endpoint === undefined ? consoleUrl(service.arn, service.clusterArn) : undefined,
      ],
    ]),
    rollouts(service, now),
    section(l10n.t('How it deploys'), [
      [l10n.t('Strategy'), service.strategy],
      [l10n.t('Controller'), service.controller],
      [l10n.t('Scheduling'), service.scheduling],
      [l10n.t('Capacity'), service.launchType],
      [
        l10n.t('While rolling out'),
        l10n.t('{0} % to {1} % of the tasks', service.minimumHealthyPercent, service.maximumPercent),
      ],
      [
        l10n.t('Circuit breaker'),
        service.circuitBreaker.enabled
          ? service.circuitBreaker.rollback
            ? l10n.t('on, rolls back')
            : l10n.t('on, does not roll back')
          : l10n.t('off'),
      ],
      [l10n.t('Grace period of health checks'), l10n.t('{0} s', service.healthCheckGracePeriodSeconds)],
      [l10n.t('Execute command'), service.execEnabled ? l10n.t('on') : l10n.t('off')],
    ]),
    scalingSection(service, inventory, now),
    section(
      l10n.t('Target groups'),
      service.loadBalancers.flatMap(
        ({ targetGroupArn, alternateTargetGroupArn: other, containerName, containerPort }) =>
          [targetGroupArn, ...(other === undefined ? [] : [other])].map((arn): [string, string] => [
            targetGroupName(arn),
            `${containerName}:${containerPort} ${code(arn)}`,
          ]),
      ),
    ),
    section(
      l10n.t('Tags'),
      service.tags.map(({ key, value }) => [key, code(value)]),
    ),
    events(service),
  ]);
}

function rollouts(service: Service, now: number): string {
  if (service.rollouts.length === 0) return '';
  const heads = [
    l10n.t('Revision'),
    l10n.t('State'),
    l10n.t('Running'),
    l10n.t('Desired'),
    l10n.t('Failed'),
    l10n.t('Begun'),
    l10n.t('In the words of AWS'),
  ];
  const rows = service.rollouts.map((rollout) => [
    taskDefinitionName(rollout.taskDefinitionArn),
    rolloutWords(rollout),
    String(rollout.running),
    String(rollout.desired),
    String(rollout.failedTasks),
    ago(now - rollout.createdAt),
    [rollout.status, rollout.rolloutState, rollout.rolloutStateReason].filter(Boolean).join(', '),
  ]);
  return `## ${l10n.t('Deployments')}\n\n${alignedTable(heads, rows)}`;
}

function events({ events: all }: Service): string {
  if (all.length === 0) return '';
  const lines = all.slice(0, MOST_EVENTS).map(({ at, message }) => `- ${time(at)} ${message}`);
  return `## ${l10n.t('Events, latest first (UTC)')}\n\n${lines.join('\n')}\n`;
}

function time(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').slice(0, 19);
}
