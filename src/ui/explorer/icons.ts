import { ThemeColor, ThemeIcon } from 'vscode';
import type { ServiceHealth } from '../../core/model/health';
import type { ScalingActivity } from '../../core/model/scaling';
import type { ServiceRollout } from '../../core/model/service';
import type { Task } from '../../core/model/task';

const GREEN = 'charts.green';
const RED = 'charts.red';
const BLUE = 'charts.blue';
const YELLOW = 'charts.yellow';
const GREY = 'disabledForeground';

/** Each state has a shape of its own: colour helps, it does not carry. */
function icon(id: string, color?: string): ThemeIcon {
  return color === undefined ? new ThemeIcon(id) : new ThemeIcon(id, new ThemeColor(color));
}

export function serviceIcon(health: ServiceHealth | undefined): ThemeIcon {
  switch (health) {
    case 'healthy':
      return icon('pass-filled', GREEN);
    case 'rolling':
      return icon('sync', BLUE);
    case 'degraded':
      return icon('warning', YELLOW);
    case 'failing':
      return icon('error', RED);
    case 'idle':
      return icon('circle-outline', GREY);
    case 'inactive':
      return icon('circle-slash', GREY);
    case undefined:
      return icon('circle-outline', GREY);
  }
}

export function taskIcon(task: Task | undefined): ThemeIcon {
  if (task === undefined) return icon('circle-outline', GREY);
  if (task.desiredStatus === 'STOPPED')
    return failed(task) ? icon('error', RED) : icon('circle-outline', GREY);
  if (task.health === 'UNHEALTHY') return icon('warning', YELLOW);
  return task.lastStatus === 'RUNNING' ? icon('pass-filled', GREEN) : icon('sync', BLUE);
}

/** True when it did not stop because it was told to. */
function failed(task: Task): boolean {
  return (
    task.stopCode === 'TaskFailedToStart' ||
    task.containers.some(
      ({ essential, exitCode }) => essential !== false && exitCode !== undefined && exitCode !== 0,
    )
  );
}

export function containerIcon(status: string, exitCode: number | undefined): ThemeIcon {
  if (status === 'STOPPED')
    return exitCode === undefined || exitCode === 0 ? icon('circle-outline', GREY) : icon('error', RED);
  return status === 'RUNNING' ? icon('pass-filled', GREEN) : icon('sync', BLUE);
}

export function targetIcon(state: string): ThemeIcon {
  switch (state) {
    case 'healthy':
      return icon('pass-filled', GREEN);
    case 'unhealthy':
    case 'unhealthy.draining':
    case 'unavailable':
      return icon('error', RED);
    case 'initial':
      return icon('sync', BLUE);
    default:
      return icon('circle-outline', GREY);
  }
}

export function rolloutIcon(rollout: ServiceRollout | undefined): ThemeIcon {
  switch (rollout?.rolloutState) {
    case 'IN_PROGRESS':
      return icon('sync', BLUE);
    case 'FAILED':
      return icon('error', RED);
    case 'COMPLETED':
      return rollout.status === 'PRIMARY' ? icon('pass-filled', GREEN) : icon('circle-outline', GREY);
    default:
      return icon('circle-outline', GREY);
  }
}

export function activityIcon({ status, notScaled }: ScalingActivity): ThemeIcon {
  if (status === 'Failed' || status === 'Unfulfilled') return icon('error', RED);
  if (status === 'Pending' || status === 'InProgress') return icon('sync', BLUE);
  return notScaled.length > 0 ? icon('circle-slash', GREY) : EVENT_ICON;
}

export function instanceIcon(available: boolean | undefined): ThemeIcon {
  return available === false ? icon('warning', YELLOW) : icon('vm');
}

export function revisionIcon(status: string | undefined, runs: boolean): ThemeIcon {
  if (runs) return icon('pass-filled', GREEN);
  return status === undefined || status === 'ACTIVE' ? icon('file-code') : icon('circle-slash', GREY);
}

export const CONNECTION_ICON = icon('cloud');
export const PIN_ICON = icon('pinned');
export const TAG_ICON = icon('tag');
export const DAEMONS_ICON = icon('server-process');
export const SCHEDULED_ICON = icon('calendar');
export const INSTANCES_ICON = icon('vm');
export const ROLLOUTS_ICON = icon('rocket');
export const SUSPENDED_ICON = icon('debug-pause', YELLOW);
export const SCALING_ICON = icon('graph-line');
export const POLICY_ICON = icon('dashboard');
export const EVENTS_ICON = icon('list-unordered');
export const EVENT_ICON = icon('circle-small-filled');
export const FAMILY_ICON = icon('file-submodule');
export const FILTER_ICON = icon('filter');
export const CLUSTER_ICON = icon('server-environment');
export const TASKS_ICON = icon('layers');
export const STOPPED_ICON = icon('history');
export const TARGET_GROUP_ICON = icon('type-hierarchy-sub');
export const INFO_ICON = icon('info');
export const ERROR_ICON = icon('warning', YELLOW);
