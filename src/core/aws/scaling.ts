import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  type ApplicationAutoScalingClientConfig,
  type ScalableTarget,
  type ScalingActivity as SdkActivity,
  type ScalingPolicy as SdkPolicy,
  type ScheduledAction,
} from '@aws-sdk/client-application-auto-scaling';
import type {
  ScalingActivity,
  ScalingPolicy,
  ScalingTarget,
  ScheduledScaling,
  SuspendedScaling,
} from '../model/scaling';
import type { ScalingApi } from './api';
import { assertBatch, type Caller } from './caller';
import { given, millis } from './given';
import { pages } from './pages';

const OF_ECS = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

export function createScalingClient(
  config: ApplicationAutoScalingClientConfig,
): ApplicationAutoScalingClient {
  return new ApplicationAutoScalingClient(config);
}

export function createScaling(client: ApplicationAutoScalingClient, caller: Caller): ScalingApi {
  return {
    async targets(resourceIds, signal) {
      assertBatch('DescribeScalableTargets', resourceIds.length, 50);
      const input = { ...OF_ECS, ResourceIds: [...resourceIds] };
      // As many as are asked for fit on one page.
      const { ScalableTargets = [] } = await caller.call(
        'DescribeScalableTargets',
        () => client.send(new DescribeScalableTargetsCommand(input), { abortSignal: signal }),
        signal,
      );
      return ScalableTargets.map(toTarget);
    },

    policies: (resourceId, signal) =>
      all(async (nextToken) => {
        const input = { ...OF_ECS, ResourceId: resourceId, ...given('NextToken', nextToken) };
        const { ScalingPolicies = [], NextToken } = await caller.call(
          'DescribeScalingPolicies',
          () => client.send(new DescribeScalingPoliciesCommand(input), { abortSignal: signal }),
          signal,
        );
        return { items: ScalingPolicies.map(toPolicy), nextToken: NextToken };
      }),

    schedules: (resourceId, signal) =>
      all(async (nextToken) => {
        const input = { ...OF_ECS, ResourceId: resourceId, ...given('NextToken', nextToken) };
        const { ScheduledActions = [], NextToken } = await caller.call(
          'DescribeScheduledActions',
          () => client.send(new DescribeScheduledActionsCommand(input), { abortSignal: signal }),
          signal,
        );
        return { items: ScheduledActions.map(toSchedule), nextToken: NextToken };
      }),

    async activities(resourceId, signal) {
      const input = { ...OF_ECS, ResourceId: resourceId, IncludeNotScaledActivities: true };
      const { ScalingActivities = [] } = await caller.call(
        'DescribeScalingActivities',
        () => client.send(new DescribeScalingActivitiesCommand(input), { abortSignal: signal }),
        signal,
      );
      return ScalingActivities.map(toActivity).sort((a, b) => b.at - a.at);
    },
  };
}

async function all<T>(fetchPage: Parameters<typeof pages<T>>[0]): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const page of pages(fetchPage)) items.push(...page);
  return items;
}

function toTarget({
  ResourceId,
  MinCapacity,
  MaxCapacity,
  SuspendedState: state,
}: ScalableTarget): ScalingTarget {
  const suspended: readonly (readonly [SuspendedScaling, boolean | undefined])[] = [
    ['in', state?.DynamicScalingInSuspended],
    ['out', state?.DynamicScalingOutSuspended],
    ['scheduled', state?.ScheduledScalingSuspended],
  ];
  return {
    resourceId: ResourceId ?? '',
    min: MinCapacity ?? 0,
    max: MaxCapacity ?? 0,
    suspended: suspended.flatMap(([kind, off]) => (off === true ? [kind] : [])),
  };
}

function toPolicy(policy: SdkPolicy): ScalingPolicy {
  const tracking = policy.TargetTrackingScalingPolicyConfiguration;
  const own = tracking?.CustomizedMetricSpecification;
  return {
    arn: policy.PolicyARN ?? '',
    name: policy.PolicyName ?? '',
    type: policy.PolicyType ?? '',
    scaleInDisabled: tracking?.DisableScaleIn === true,
    alarms: (policy.Alarms ?? []).flatMap(({ AlarmName }) => AlarmName ?? []),
    // A metric that is calculated from others has a name only where somebody gave it a label.
    ...given(
      'metric',
      tracking?.PredefinedMetricSpecification?.PredefinedMetricType ??
        own?.MetricName ??
        own?.Metrics?.find(({ ReturnData }) => ReturnData !== false)?.Label,
    ),
    ...given('targetValue', tracking?.TargetValue),
    ...given('steps', policy.StepScalingPolicyConfiguration?.StepAdjustments?.length),
  };
}

function toSchedule(action: ScheduledAction): ScheduledScaling {
  return {
    arn: action.ScheduledActionARN ?? '',
    name: action.ScheduledActionName ?? '',
    schedule: action.Schedule ?? '',
    ...given('timezone', action.Timezone),
    ...given('min', action.ScalableTargetAction?.MinCapacity),
    ...given('max', action.ScalableTargetAction?.MaxCapacity),
  };
}

function toActivity(activity: SdkActivity): ScalingActivity {
  return {
    id: activity.ActivityId ?? '',
    at: millis(activity.StartTime) ?? 0,
    description: activity.Description ?? '',
    cause: activity.Cause ?? '',
    status: activity.StatusCode ?? '',
    notScaled: (activity.NotScaledReasons ?? []).flatMap(({ Code }) => Code ?? []),
    ...given('statusMessage', activity.StatusMessage),
  };
}
