import { l10n } from 'vscode';
import type { ViewOptions } from '../../core/logs/logView';
import type { LogSubject } from '../../core/logs/model';
import { arnName, shortTaskId } from '../../core/model/arn';

export const LOG_LANGUAGE = 'quayside-log';

/** What is chosen of a log, in words; empty for everything. */
export function describeOptions({ level, text = '', rawJson = false }: ViewOptions): string {
  return [
    level === undefined ? undefined : l10n.t('{0} and worse', level.toUpperCase()),
    text === '' ? undefined : `"${text}"`,
    rawJson ? l10n.t('whole JSON') : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** `shop-web 4c1d09 app`: a service, a task of it, a container. */
export function subjectName({ serviceArn, rolloutId, taskArn, container }: LogSubject): string {
  return [
    serviceArn === undefined ? undefined : arnName(serviceArn),
    // The last digits are those in which deployments of one service differ.
    rolloutId === undefined ? undefined : l10n.t('deployment {0}', arnName(rolloutId).slice(-6)),
    taskArn === undefined ? undefined : shortTaskId(taskArn),
    container,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** `2026-11-24 10:42:07`, in local time. */
export function localTime(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}
