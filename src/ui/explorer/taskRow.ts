import { l10n } from 'vscode';
import { scheduleOf } from '../../core/inventory/schedules';
import { arnName, parseTaskDefinition, shortTaskId } from '../../core/model/arn';
import { primaryRollout, type Service } from '../../core/model/service';
import type { Container, Task } from '../../core/model/task';
import { ago, duration, facts } from '../words';
import { contextValue } from './contextValue';
import { containerIcon, taskIcon } from './icons';
import type { ContainerNode, TaskNode } from './nodes';
import type { Row, RowContext } from './row';

export function taskRow(
  { taskArn, serviceArn }: TaskNode,
  { inventory, now, aws, whyStopped }: RowContext,
): Row {
  const task = inventory.tasks.get(taskArn);
  const id = shortTaskId(taskArn);
  const stopped = task?.desiredStatus === 'STOPPED';
  const service = serviceArn === undefined ? undefined : inventory.services.get(serviceArn);
  const description =
    task === undefined
      ? ''
      : facts(
          serviceArn === undefined
            ? arnName(task.taskDefinitionArn)
            : l10n.t('rev {0}', parseTaskDefinition(task.taskDefinitionArn).revision),
          statusWords(task, now),
          stopped ? (whyStopped?.(taskArn) ?? stopWords(task, service)) : healthWords(task.health),
          stopped ? undefined : task.availabilityZone,
          serviceArn === undefined ? starterWords(task) : undefined,
        );
  return {
    label: id,
    description,
    spoken: l10n.t('task {0}, {1}', id, description.replaceAll(' · ', ', ')),
    icon: taskIcon(task),
    contextValue: contextValue('task', { aws, stopped }),
    children: task !== undefined && task.containers.length > 0 ? 'collapsed' : 'none',
  };
}

/** Who started a task outside services: EventBridge's rules and schedules sign with their names. */
function starterWords(task: Task): string | undefined {
  const { startedBy } = task;
  if (startedBy === undefined || startedBy === '') return undefined;
  const schedule = scheduleOf(task);
  return schedule === undefined ? l10n.t('started by {0}', startedBy) : l10n.t('scheduled by {0}', schedule);
}

function statusWords(task: Task, now: number): string {
  switch (task.lastStatus) {
    case 'PROVISIONING':
      return l10n.t('provisioning');
    case 'PENDING':
      return task.pullStartedAt !== undefined && task.pullStoppedAt === undefined
        ? l10n.t('pulling the image')
        : l10n.t('starting');
    case 'ACTIVATING':
      return l10n.t('activating');
    case 'RUNNING':
      if (task.desiredStatus === 'STOPPED') return l10n.t('told to stop');
      return task.startedAt === undefined
        ? l10n.t('running')
        : l10n.t('running {0}', duration(now - task.startedAt));
    case 'DEACTIVATING':
      return l10n.t('draining');
    case 'STOPPING':
    case 'DEPROVISIONING':
      return l10n.t('stopping');
    case 'STOPPED':
      return task.stoppedAt === undefined
        ? l10n.t('stopped')
        : l10n.t('stopped {0}', ago(now - task.stoppedAt));
    default:
      return task.lastStatus.toLowerCase();
  }
}

function healthWords(health: string): string | undefined {
  switch (health) {
    case 'HEALTHY':
      return l10n.t('healthy');
    case 'UNHEALTHY':
      return l10n.t('unhealthy');
    default:
      return undefined;
  }
}

/** Why it stopped, shortest first: its exit code, what replaced it, or AWS's own reason. */
function stopWords(task: Task, service: Service | undefined): string | undefined {
  const failed = task.containers.find(
    ({ essential, exitCode }) => essential !== false && exitCode !== undefined && exitCode !== 0,
  );
  const primary = service === undefined ? undefined : primaryRollout(service);
  const byScheduler = task.stopCode === 'ServiceSchedulerInitiated';
  if (byScheduler && primary !== undefined && task.taskDefinitionArn !== primary.taskDefinitionArn)
    return l10n.t('replaced by rev {0}', parseTaskDefinition(primary.taskDefinitionArn).revision);
  if (failed?.exitCode !== undefined) return l10n.t('{0}: exit {1}', failed.name, failed.exitCode);
  return task.containers.find(({ reason }) => reason !== undefined)?.reason ?? task.stoppedReason;
}

export function containerRow(
  { taskArn, container: name }: ContainerNode,
  { inventory, aws }: RowContext,
): Row {
  const task = inventory.tasks.get(taskArn);
  const container = task?.containers.find((candidate) => candidate.name === name);
  const description = container === undefined ? '' : containerWords(container);
  return {
    label: name,
    description,
    spoken: l10n.t('container {0}, {1}', name, description.replaceAll(' · ', ', ')),
    icon: containerIcon(container?.lastStatus ?? '', container?.exitCode),
    contextValue: contextValue('container', { aws, stopped: task?.desiredStatus === 'STOPPED' }),
    children: 'none',
  };
}

function containerWords({ lastStatus, health, exitCode, reason, image }: Container): string {
  return facts(
    lastStatus.toLowerCase(),
    exitCode === undefined ? healthWords(health) : l10n.t('exit {0}', exitCode),
    reason,
    shortImage(image),
  );
}

/** The image without its registry, and with a digest cut to what people compare. */
export function shortImage(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1).replace(/@sha256:([0-9a-f]{12})[0-9a-f]*$/, '@$1');
}
