import type { JsonObject } from '../../../core/lib/json';
import { records, text, texts } from '../../wire/input';
import { AwsError, type CallContext, type QueryService } from '../../wire/service';
import type { TargetGroupRecord, TargetRecord } from '../../world/elbRecords';
import type { Region } from '../../world/region';
import type { World } from '../../world/world';

const NOT_FOUND = {
  LoadBalancerNotFound: 'One or more load balancers not found',
  ListenerNotFound: 'One or more listeners not found',
  RuleNotFound: 'One or more rules not found',
  TargetGroupNotFound: 'One or more target groups not found',
} as const;

function notFound(code: keyof typeof NOT_FOUND): AwsError {
  return new AwsError(code, NOT_FOUND[code]);
}

/** Pages as ELB has them: `PageSize`, `Marker` in, `NextMarker` out. */
function page<T>(
  input: JsonObject,
  items: readonly T[],
): { readonly items: readonly T[]; readonly rest: JsonObject } {
  const size = Number(text(input, 'PageSize') ?? '400');
  if (!Number.isInteger(size) || size < 1 || size > 400) {
    throw new AwsError('ValidationError', 'PageSize must be between 1 and 400');
  }
  const marker = text(input, 'Marker');
  const from = marker === undefined ? 0 : Number(Buffer.from(marker, 'base64').toString('latin1'));
  if (!Number.isInteger(from) || from < 0) throw new AwsError('ValidationError', 'The marker is not valid');
  const to = from + size;
  return {
    items: items.slice(from, to),
    rest: to < items.length ? { NextMarker: Buffer.from(String(to)).toString('base64') } : {},
  };
}

function targetHealth(group: TargetGroupRecord, target: TargetRecord): JsonObject {
  return {
    Target: { Id: target.id, Port: target.port, AvailabilityZone: target.availabilityZone },
    HealthCheckPort:
      text(group.body, 'HealthCheckPort') === 'traffic-port'
        ? String(target.port)
        : text(group.body, 'HealthCheckPort'),
    // Healthy targets carry the state only.
    TargetHealth: { State: target.state, Reason: target.reason, Description: target.description },
  };
}

function notRegistered(wanted: JsonObject): JsonObject {
  return {
    Target: wanted,
    TargetHealth: {
      State: 'unused',
      Reason: 'Target.NotRegistered',
      Description: 'Target is not registered to the target group',
    },
  };
}

export function createElbv2Service({ world }: { world: World }): QueryService {
  const regionOf = (context: CallContext): Region => world.region(context.accountId, context.region);
  const requireGroup = (region: Region, input: JsonObject): TargetGroupRecord => {
    const group = region.targetGroups.get(text(input, 'TargetGroupArn') ?? '');
    if (group === undefined) throw notFound('TargetGroupNotFound');
    return group;
  };

  return {
    signingName: 'elasticloadbalancing',
    protocol: 'awsQuery',
    version: '2015-12-01',
    xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    operations: {
      DescribeLoadBalancers(input, context) {
        const all = [...regionOf(context).loadBalancers.values()];
        const arns = texts(input, 'LoadBalancerArns');
        const names = texts(input, 'Names');
        const found = all.filter(
          ({ arn, name }) =>
            (arns === undefined || arns.includes(arn)) && (names === undefined || names.includes(name)),
        );
        if (found.length < (arns ?? names ?? []).length) throw notFound('LoadBalancerNotFound');
        const { items, rest } = page(input, found);
        return { LoadBalancers: items.map(({ body }) => body), ...rest };
      },

      DescribeListeners(input, context) {
        const region = regionOf(context);
        const balancer = text(input, 'LoadBalancerArn');
        const arns = texts(input, 'ListenerArns');
        if (balancer !== undefined && !region.loadBalancers.has(balancer))
          throw notFound('LoadBalancerNotFound');
        if (balancer === undefined && arns === undefined) {
          throw new AwsError('ValidationError', 'You must specify either a load balancer or listeners');
        }
        const found = [...region.listeners.values()].filter(
          ({ arn, loadBalancerArn }) =>
            (balancer === undefined || loadBalancerArn === balancer) &&
            (arns === undefined || arns.includes(arn)),
        );
        if (found.length < (arns ?? []).length) throw notFound('ListenerNotFound');
        const { items, rest } = page(input, found);
        return { Listeners: items.map(({ body }) => body), ...rest };
      },

      DescribeRules(input, context) {
        const region = regionOf(context);
        const listenerArn = text(input, 'ListenerArn');
        const arns = texts(input, 'RuleArns');
        const listeners =
          listenerArn === undefined
            ? [...region.listeners.values()]
            : [region.listeners.get(listenerArn) ?? { rules: undefined }];
        const rules = listeners.flatMap((listener) => {
          if (listener.rules === undefined) throw notFound('ListenerNotFound');
          return listener.rules;
        });
        const found = rules.filter(({ arn }) => arns === undefined || arns.includes(arn));
        if (found.length < (arns ?? []).length) throw notFound('RuleNotFound');
        const { items, rest } = page(input, found);
        return { Rules: items.map(({ body }) => body), ...rest };
      },

      DescribeTargetGroups(input, context) {
        const region = regionOf(context);
        const arns = texts(input, 'TargetGroupArns');
        const names = texts(input, 'Names');
        const balancer = text(input, 'LoadBalancerArn');
        const found = [...region.targetGroups.values()].filter(({ arn, name, body }) => {
          const balancers = texts(body, 'LoadBalancerArns') ?? [];
          return (
            (arns === undefined || arns.includes(arn)) &&
            (names === undefined || names.includes(name)) &&
            (balancer === undefined || balancers.includes(balancer))
          );
        });
        if (found.length < (arns ?? names ?? []).length) throw notFound('TargetGroupNotFound');
        const { items, rest } = page(input, found);
        return { TargetGroups: items.map(({ body }) => body), ...rest };
      },

      DescribeTargetGroupAttributes(input, context) {
        const group = requireGroup(regionOf(context), input);
        return { Attributes: Object.entries(group.attributes).map(([Key, Value]) => ({ Key, Value })) };
      },

      DescribeTargetHealth(input, context) {
        const group = requireGroup(regionOf(context), input);
        const wanted = records(input, 'Targets');
        if (wanted === undefined) {
          return { TargetHealthDescriptions: group.targets.map((target) => targetHealth(group, target)) };
        }
        return {
          TargetHealthDescriptions: wanted.map((one) => {
            const found = group.targets.find(
              ({ id, port }) =>
                id === one['Id'] && (one['Port'] === undefined || String(port) === one['Port']),
            );
            return found === undefined ? notRegistered(one) : targetHealth(group, found);
          }),
        };
      },
    },
  };
}
