import type { JsonObject } from '../../../core/lib/json';
import { records, text, texts } from '../../wire/input';
import type { Operation } from '../../wire/service';
import type { TargetGroupRecord, TargetRecord } from '../../world/elbRecords';
import { notFound, validationError } from './errors';
import { named, page } from './members';
import { regionOf, requireBalancer, requireGroup, requireListener, type Elbv2Options } from './scope';

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

export function describeOperations({ world, clock }: Elbv2Options): Record<string, Operation> {
  return {
    DescribeLoadBalancers(input, context) {
      const all = [...regionOf(world, context).loadBalancers.values()];
      const lists = { arns: 'LoadBalancerArns', names: 'Names' };
      const { items, rest } = page(input, named(input, lists, all, notFound('LoadBalancerNotFound')));
      const stateOf = (activeAt = 0): JsonObject =>
        clock.now() < activeAt ? { State: { Code: 'provisioning' } } : {};
      return {
        LoadBalancers: items.map(({ body, activeAt }) => ({ ...body, ...stateOf(activeAt) })),
        ...rest,
      };
    },

    DescribeListeners(input, context) {
      const region = regionOf(world, context);
      const balancer = text(input, 'LoadBalancerArn');
      if (balancer !== undefined) requireBalancer(region, balancer);
      else if (texts(input, 'ListenerArns') === undefined) {
        throw validationError('You must specify either listener ARNs or a load balancer ARN');
      }
      const all = [...region.listeners.values()].filter(
        ({ loadBalancerArn }) => balancer === undefined || loadBalancerArn === balancer,
      );
      const found = named(input, { arns: 'ListenerArns' }, all, notFound('ListenerNotFound'));
      const { items, rest } = page(input, found);
      return { Listeners: items.map(({ body }) => body), ...rest };
    },

    DescribeRules(input, context) {
      const region = regionOf(world, context);
      const listenerArn = text(input, 'ListenerArn');
      if (listenerArn === undefined && texts(input, 'RuleArns') === undefined) {
        throw validationError('You must specify either listener rule ARNs or a listener ARN');
      }
      const listeners =
        listenerArn === undefined ? [...region.listeners.values()] : [requireListener(region, listenerArn)];
      const all = listeners.flatMap(({ rules }) => rules);
      const { items, rest } = page(input, named(input, { arns: 'RuleArns' }, all, notFound('RuleNotFound')));
      return { Rules: items.map(({ body }) => body), ...rest };
    },

    DescribeTargetGroups(input, context) {
      const region = regionOf(world, context);
      const balancer = text(input, 'LoadBalancerArn');
      if (balancer !== undefined) requireBalancer(region, balancer);
      const all = [...region.targetGroups.values()].filter(
        ({ body }) => balancer === undefined || (texts(body, 'LoadBalancerArns') ?? []).includes(balancer),
      );
      const lists = { arns: 'TargetGroupArns', names: 'Names' };
      const { items, rest } = page(input, named(input, lists, all, notFound('TargetGroupNotFound')));
      return { TargetGroups: items.map(({ body }) => body), ...rest };
    },

    DescribeTargetHealth(input, context) {
      const group = requireGroup(regionOf(world, context), input);
      const wanted = records(input, 'Targets');
      if (wanted === undefined) {
        return { TargetHealthDescriptions: group.targets.map((target) => targetHealth(group, target)) };
      }
      return {
        TargetHealthDescriptions: wanted.map((one) => {
          const found = group.targets.find(
            ({ id, port }) => id === one['Id'] && (one['Port'] === undefined || String(port) === one['Port']),
          );
          return found === undefined ? notRegistered(one) : targetHealth(group, found);
        }),
      };
    },
  };
}
