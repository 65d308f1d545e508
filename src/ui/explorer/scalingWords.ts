import { l10n } from 'vscode';
import type { QuaysideError } from '../../core/lib/errors';
import type {
  ScalingActivity,
  ScalingPolicy,
  ScalingTarget,
  ScheduledScaling,
  SuspendedScaling,
} from '../../core/model/scaling';
import { facts } from '../words';

export function rangeWords({ min, max }: Pick<ScalingTarget, 'min' | 'max'>): string {
  return l10n.t('{0}–{1} tasks', min, max);
}

/** Empty where nothing is suspended. */
export function suspendedWords({ suspended }: ScalingTarget): string {
  return suspended.length === 0 ? '' : l10n.t('suspended: {0}', suspended.map(suspendedPart).join(', '));
}

function suspendedPart(part: SuspendedScaling): string {
  switch (part) {
    case 'in':
      return l10n.t('scaling in');
    case 'out':
      return l10n.t('scaling out');
    case 'scheduled':
      return l10n.t('scheduled changes');
  }
}

/** What a policy keeps at what; AWS's own terms are in the tooltip. */
export function policyWords({ type, metric, targetValue, name }: ScalingPolicy): string {
  if (type === 'StepScaling') return l10n.t('in steps');
  if (type === 'PredictiveScaling') return l10n.t('by forecast');
  if (targetValue === undefined) return name;
  // Of both there is a kind with a finer resolution, whose name goes on.
  if (metric?.startsWith('ECSServiceAverageCPUUtilization') === true)
    return l10n.t('CPU at {0} %', targetValue);
  if (metric?.startsWith('ECSServiceAverageMemoryUtilization') === true)
    return l10n.t('memory at {0} %', targetValue);
  if (metric === 'ALBRequestCountPerTarget') return l10n.t('{0} requests per target', targetValue);
  return l10n.t('{0} at {1}', metric ?? name, targetValue);
}

export function policyFacts({ name, steps, alarms, scaleInDisabled, type }: ScalingPolicy): string {
  return facts(
    name,
    steps === undefined ? undefined : steps === 1 ? l10n.t('1 step') : l10n.t('{0} steps', steps),
    type === 'StepScaling' ? alarms.join(', ') : undefined,
    scaleInDisabled ? l10n.t('only adds tasks') : undefined,
  );
}

export function scheduleWords({ schedule, timezone }: ScheduledScaling): string {
  return `${schedule} ${timezone ?? 'UTC'}`;
}

export function limitWords({ min, max }: ScheduledScaling): string {
  if (min !== undefined && max !== undefined) return rangeWords({ min, max });
  if (min !== undefined) return l10n.t('at least {0} tasks', min);
  return max === undefined ? '' : l10n.t('at most {0} tasks', max);
}

/** Of what was left as it is the reason, else what was done, as AWS says it. */
export function activityWords({ description, notScaled }: ScalingActivity): string {
  return notScaled.length === 0
    ? description
    : l10n.t('not scaled: {0}', notScaled.map(reasonWords).join(', '));
}

function reasonWords(code: string): string {
  switch (code) {
    case 'AlreadyAtMaxCapacity':
      return l10n.t('already at the maximum');
    case 'AlreadyAtMinCapacity':
      return l10n.t('already at the minimum');
    case 'AlreadyAtDesiredCapacity':
      return l10n.t('already at the wanted count');
    case 'AutoScalingAnticipatedFlapping':
      return l10n.t('it would have gone back and forth');
    case 'TargetServicePutResourceAsUnscalable':
      return l10n.t('ECS does not let it scale now');
    default:
      return code;
  }
}

/** Nothing of what went well: the description says it. */
export function activityState({ status }: ScalingActivity): string | undefined {
  switch (status) {
    case 'Successful':
      return undefined;
    case 'Pending':
    case 'InProgress':
      return l10n.t('in progress');
    case 'Overridden':
      return l10n.t('overtaken by a later one');
    case 'Unfulfilled':
      return l10n.t('not fulfilled');
    case 'Failed':
      return l10n.t('failed');
    default:
      return status;
  }
}

/** Which permission is missing. */
export function deniedWords({ details }: QuaysideError): string {
  const action = details['action'] ?? `application-autoscaling:${String(details['operation'])}`;
  return l10n.t('not allowed to read ({0})', String(action));
}
