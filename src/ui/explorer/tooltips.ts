import { l10n, type MarkdownString } from 'vscode';
import type { Inventory } from '../../core/inventory/inventory';
import { isJsonObject } from '../../core/lib/json';
import { arnName, taskDefinitionName } from '../../core/model/arn';
import { primaryRollout, type Service } from '../../core/model/service';
import type { Task } from '../../core/model/task';
import { whyStopped, type TaskCauses } from '../explain/whyStopped';
import { ago, translate } from '../words';
import type { ExplorerNode } from './nodes';
import { runsIn } from './revisionRow';
import { scalingHeadingTooltip, scalingTooltip } from './scalingTooltips';
import { shortImage } from './taskRow';
import { lines } from './tooltipLines';

/** What a row has no room for, made when somebody rests on it. Holds AWS's own terms. */
export async function tooltipOf(
  node: ExplorerNode,
  inventory: Inventory,
  now: number,
  signal: AbortSignal,
  causes?: TaskCauses,
): Promise<MarkdownString | undefined> {
  switch (node.kind) {
    case 'cluster': {
      const cluster = inventory.clusters.get(node.clusterArn);
      return lines(arnName(node.clusterArn), [
        [l10n.t('Status'), cluster?.status],
        [l10n.t('Services'), text(cluster?.activeServices)],
        [
          l10n.t('Tasks'),
          cluster && l10n.t('{0} running, {1} pending', cluster.runningTasks, cluster.pendingTasks),
        ],
        [l10n.t('Container instances'), text(cluster?.containerInstances)],
        ['ARN', node.clusterArn],
      ]);
    }
    case 'service': {
      // What was not read because the cluster is very large is read for the one that somebody looks at.
      if (inventory.services.get(node.serviceArn) === undefined)
        await inventory.services.describe(node.clusterArn, [node.serviceArn]);
      const service = inventory.services.get(node.serviceArn);
      return service && serviceTooltip(service, await imagesOf(service, inventory, signal), now);
    }
    case 'task': {
      const task = inventory.tasks.get(node.taskArn);
      return task && taskTooltip(task, await whyOf(task, inventory, causes));
    }
    case 'container': {
      const container = inventory.tasks
        .get(node.taskArn)
        ?.containers.find(({ name }) => name === node.container);
      return lines(node.container, [
        [l10n.t('Status'), container?.lastStatus],
        [l10n.t('Health'), container?.health],
        [l10n.t('Exit code'), text(container?.exitCode)],
        [l10n.t('Reason'), container?.reason],
        [l10n.t('Image'), container?.image],
        [l10n.t('Digest'), container?.imageDigest],
      ]);
    }
    case 'scaling':
      return scalingTooltip(node, inventory);
    case 'group': {
      if (node.group === 'scaling') return scalingHeadingTooltip(node, inventory);
      if (node.targetGroupArn === undefined) return undefined;
      const group = await inventory.targets.group(node.targetGroupArn);
      return lines(group?.name ?? node.targetGroupArn, [
        [l10n.t('Forwards to'), group && `${group.protocol}:${group.port} (${group.targetType})`],
        [l10n.t('Health check'), group?.healthCheckPath],
        [l10n.t('Every'), group && l10n.t('{0} s', group.healthCheckIntervalSeconds)],
        [
          l10n.t('Thresholds'),
          group && l10n.t('{0} healthy, {1} unhealthy', group.healthyThreshold, group.unhealthyThreshold),
        ],
        ['ARN', node.targetGroupArn],
      ]);
    }
    case 'rollout': {
      const rollout = inventory.services
        .get(node.serviceArn)
        ?.rollouts.find(({ id }) => id === node.rolloutId);
      return (
        rollout &&
        lines(taskDefinitionName(rollout.taskDefinitionArn), [
          [l10n.t('Status'), rollout.status],
          [l10n.t('Rollout'), [rollout.rolloutState, rollout.rolloutStateReason].filter(Boolean).join(': ')],
          [
            l10n.t('Tasks'),
            l10n.t(
              '{0} desired, {1} running, {2} pending',
              rollout.desired,
              rollout.running,
              rollout.pending,
            ),
          ],
          [l10n.t('Failed tasks'), text(rollout.failedTasks)],
          [l10n.t('Id'), rollout.id],
        ])
      );
    }
    case 'event': {
      const event = inventory.services.get(node.serviceArn)?.events.find(({ id }) => id === node.eventId);
      return event && lines(new Date(event.at).toISOString(), [[l10n.t('Event'), event.message]]);
    }
    case 'revision': {
      await inventory.taskDefinitions.get(node.taskDefinitionArn, signal);
      const summary = inventory.taskDefinitions.summary(node.taskDefinitionArn);
      return lines(taskDefinitionName(node.taskDefinitionArn), [
        [l10n.t('Status'), summary?.status],
        [l10n.t('Image'), summary?.images.join(', ')],
        [l10n.t('CPU and memory'), [summary?.cpu, summary?.memory].filter(Boolean).join(' / ')],
        [
          l10n.t('Registered'),
          summary?.registeredAt === undefined ? undefined : new Date(summary.registeredAt).toISOString(),
        ],
        [l10n.t('Registered by'), summary?.registeredBy],
        [
          l10n.t('Runs in'),
          runsIn(node.taskDefinitionArn, inventory)
            .map(({ name }) => name)
            .join(', '),
        ],
        ['ARN', node.taskDefinitionArn],
      ]);
    }
    case 'connection':
    case 'shelf':
    case 'clusterGroup':
    case 'instance':
    case 'family':
    case 'target':
    case 'message':
      return undefined;
  }
}

function serviceTooltip(service: Service, images: readonly string[], now: number): MarkdownString {
  const primary = primaryRollout(service);
  const event = service.events[0];
  return lines(service.name, [
    [
      l10n.t('Tasks'),
      l10n.t('{0} desired, {1} running, {2} pending', service.desired, service.running, service.pending),
    ],
    [l10n.t('Revision'), taskDefinitionName(service.taskDefinitionArn)],
    [l10n.t('Image'), images.length === 0 ? undefined : images.join(', ')],
    [l10n.t('Rollout'), [primary?.rolloutState, primary?.rolloutStateReason].filter(Boolean).join(': ')],
    [l10n.t('Capacity'), service.launchType],
    [l10n.t('Strategy'), service.strategy],
    [l10n.t('Last event'), event && `${event.message} (${ago(now - event.at)})`],
    ['ARN', service.arn],
  ]);
}

/** What was found out, else what the task's own words tell. */
async function whyOf(
  task: Task,
  { connection }: Inventory,
  causes: TaskCauses | undefined,
): Promise<string | undefined> {
  if (task.lastStatus !== 'STOPPED') return undefined;
  const sentence = causes?.sentence(connection.info.id, task.arn) ?? (await whyStopped(task));
  return sentence === undefined ? undefined : translate(sentence);
}

function taskTooltip(task: Task, why: string | undefined): MarkdownString {
  return lines(arnName(task.arn), [
    [l10n.t('Why'), why],
    [l10n.t('Status'), l10n.t('{0}, desired {1}', task.lastStatus, task.desiredStatus)],
    [l10n.t('Health'), task.health],
    [l10n.t('Revision'), taskDefinitionName(task.taskDefinitionArn)],
    [l10n.t('Started by'), task.startedBy],
    [l10n.t('Zone'), task.availabilityZone],
    [l10n.t('Address'), task.privateIp],
    [l10n.t('Capacity'), task.launchType],
    [l10n.t('Stopped because'), [task.stopCode, task.stoppedReason].filter(Boolean).join(': ')],
    ['ARN', task.arn],
  ]);
}

/** Images stand in the task definition, which is read once a revision; a tooltip does without them when that fails. */
async function imagesOf(
  service: Service,
  inventory: Inventory,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    await inventory.images.load([service], 'foreground');
    const running = inventory.images.get(service) ?? [];
    if (running.length > 0) return running.map(({ image }) => shortImage(image));
    const { body } = await inventory.taskDefinitions.get(service.taskDefinitionArn, signal);
    const containers = body['containerDefinitions'];
    if (!Array.isArray(containers)) return [];
    return containers.flatMap((container: unknown) =>
      isJsonObject(container) && typeof container['image'] === 'string'
        ? [shortImage(container['image'])]
        : [],
    );
  } catch {
    return [];
  }
}

function text(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
