import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../core/lib/json';
import { integer, text, texts } from '../../wire/input';
import { AwsError, type CallContext, type JsonService } from '../../wire/service';
import type { ScalingRecord, ServiceRecord } from '../../world/records';
import type { Region } from '../../world/region';
import type { World } from '../../world/world';

const DIMENSION = 'ecs:service:DesiredCount';
/** How long ECS takes to fulfil a change, about. */
const FULFILLED_MS = 35_000;
const POLICY = 'cpu-60-percent';

interface Scaled {
  readonly region: Region;
  readonly service: ServiceRecord;
  readonly scaling: ScalingRecord;
  readonly resourceId: string;
  /** Of the target, policy and activities: the same in every run. */
  readonly id: (what: string) => string;
}

/** Application Auto Scaling for ECS: what scales the services whose desired count moves by itself. Read only. */
export function createAutoScalingService({ world }: { readonly world: World }): JsonService {
  const scaled = (input: JsonObject, context: CallContext): readonly Scaled[] => {
    if (text(input, 'ServiceNamespace') === undefined) {
      throw new AwsError(
        'ValidationException',
        "1 validation error detected: Value null at 'serviceNamespace' failed to satisfy constraint: Member must not be null",
      );
    }
    const dimension = text(input, 'ScalableDimension');
    if (text(input, 'ServiceNamespace') !== 'ecs' || (dimension ?? DIMENSION) !== DIMENSION) return [];
    const single = text(input, 'ResourceId');
    const wanted = texts(input, 'ResourceIds') ?? (single === undefined ? undefined : [single]);
    const region = world.region(context.accountId, context.region);
    return [...region.allServices()].flatMap((service) => {
      const { scaling, clusterName, name } = service;
      const resourceId = `service/${clusterName}/${name}`;
      if (scaling === undefined || wanted?.includes(resourceId) === false) return [];
      return [{ region, service, scaling, resourceId, id: (what) => uuid(`${service.arn} ${what}`) }];
    });
  };

  return {
    protocol: 'awsJson1.1',
    signingName: 'application-autoscaling',
    targetPrefix: 'AnyScaleFrontendService',
    operations: {
      DescribeScalableTargets: (input, context) => {
        const { items, rest } = page(input, scaled(input, context), 50);
        return { ScalableTargets: items.map(target), ...rest };
      },

      DescribeScalingPolicies: (input, context) => {
        const names = texts(input, 'PolicyNames');
        const all = names?.includes(POLICY) === false ? [] : scaled(input, context);
        const { items, rest } = page(input, all, 10);
        return { ScalingPolicies: items.map(policy), ...rest };
      },

      // What scales here does so by itself, at no set time.
      DescribeScheduledActions: (input, context) => {
        scaled(input, context);
        return { ScheduledActions: [] };
      },

      DescribeScalingActivities: (input, context) => {
        const all = scaled(input, context).flatMap(activities);
        const { items, rest } = page(input, all, 50);
        return { ScalingActivities: items, ...rest };
      },
    },
  };
}

function target({ region, service, scaling, resourceId, id }: Scaled): JsonObject {
  return {
    ServiceNamespace: 'ecs',
    ResourceId: resourceId,
    ScalableDimension: DIMENSION,
    MinCapacity: scaling.min,
    MaxCapacity: scaling.max,
    RoleARN: `arn:aws:iam::${region.accountId}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`,
    CreationTime: service.createdAt / 1000,
    SuspendedState: {
      DynamicScalingInSuspended: false,
      DynamicScalingOutSuspended: false,
      ScheduledScalingSuspended: false,
    },
    ScalableTargetARN: region.arn(
      'application-autoscaling',
      `scalable-target/${id('target').replaceAll('-', '')}`,
    ),
  };
}

function alarmName({ resourceId, id }: Scaled, kind: 'High' | 'Low'): string {
  return `TargetTracking-${resourceId}-Alarm${kind}-${id(kind)}`;
}

function policy(one: Scaled): JsonObject {
  const { region, service, resourceId, id } = one;
  return {
    PolicyARN: region.arn(
      'autoscaling',
      `scalingPolicy:${id('policy')}:resource/ecs/${resourceId}:policyName/${POLICY}`,
    ),
    PolicyName: POLICY,
    ServiceNamespace: 'ecs',
    ResourceId: resourceId,
    ScalableDimension: DIMENSION,
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 60,
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
      DisableScaleIn: false,
    },
    Alarms: (['High', 'Low'] as const).map((kind) => ({
      AlarmName: alarmName(one, kind),
      AlarmARN: region.arn('cloudwatch', `alarm:${alarmName(one, kind)}`),
    })),
    CreationTime: service.createdAt / 1000,
  };
}

/** Newest first. */
function activities(one: Scaled): readonly JsonObject[] {
  return one.scaling.changes.toReversed().map(({ at, from, to }) => ({
    ActivityId: one.id(String(at)),
    ServiceNamespace: 'ecs',
    ResourceId: one.resourceId,
    ScalableDimension: DIMENSION,
    Description: `Setting desired count to ${to}.`,
    Cause: `monitor alarm ${alarmName(one, to > from ? 'High' : 'Low')} in state ALARM triggered policy ${POLICY}`,
    StartTime: at / 1000,
    EndTime: (at + FULFILLED_MS) / 1000,
    StatusCode: 'Successful',
    StatusMessage: `Successfully set desired count to ${to}. Change successfully fulfilled by ecs.`,
  }));
}

function page<T>(
  input: JsonObject,
  all: readonly T[],
  size: number,
): { readonly items: readonly T[]; readonly rest: JsonObject } {
  const limit = integer(input, 'MaxResults') ?? size;
  const token = text(input, 'NextToken');
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString('latin1'));
  if (limit < 1 || limit > 50)
    throw new AwsError('ValidationException', 'MaxResults must be between 1 and 50');
  if (!Number.isInteger(from) || from < 0) throw new AwsError('InvalidNextTokenException', 'Invalid token');
  const to = from + limit;
  const rest = to < all.length ? { NextToken: Buffer.from(String(to)).toString('base64') } : {};
  return { items: all.slice(from, to), rest };
}

function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
