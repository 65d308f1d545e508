import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroup as SdkTargetGroup,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TargetGroup, TargetHealth } from '../model/targetGroup';
import type { ElbApi } from './api';
import type { Caller } from './caller';
import { given } from './given';

const DRAINING_ATTRIBUTE = 'deregistration_delay.timeout_seconds';
/** What ELB uses when the attribute was never set. */
const DEFAULT_DRAINING_SECONDS = 300;
const GROUPS_PER_CALL = 20;

export function createElb(client: ElasticLoadBalancingV2Client, caller: Caller): ElbApi {
  return {
    async describeTargetGroups(arns, signal) {
      const groups: TargetGroup[] = [];
      for (let start = 0; start < arns.length; start += GROUPS_PER_CALL) {
        const input = { TargetGroupArns: arns.slice(start, start + GROUPS_PER_CALL) };
        const answer = await caller.call(
          'DescribeTargetGroups',
          () => client.send(new DescribeTargetGroupsCommand(input), { abortSignal: signal }),
          signal,
        );
        groups.push(...(answer.TargetGroups ?? []).map(toTargetGroup));
      }
      return groups;
    },

    async deregistrationDelay(targetGroupArn, signal) {
      const input = { TargetGroupArn: targetGroupArn };
      const answer = await caller.call(
        'DescribeTargetGroupAttributes',
        () => client.send(new DescribeTargetGroupAttributesCommand(input), { abortSignal: signal }),
        signal,
      );
      const seconds = Number(answer.Attributes?.find(({ Key }) => Key === DRAINING_ATTRIBUTE)?.Value);
      return Number.isFinite(seconds) ? seconds : DEFAULT_DRAINING_SECONDS;
    },

    async describeTargetHealth(targetGroupArn, signal) {
      const input = { TargetGroupArn: targetGroupArn };
      const answer = await caller.call(
        'DescribeTargetHealth',
        () => client.send(new DescribeTargetHealthCommand(input), { abortSignal: signal }),
        signal,
      );
      return (answer.TargetHealthDescriptions ?? []).map(toTargetHealth);
    },
  };
}

function toTargetGroup(group: SdkTargetGroup): TargetGroup {
  return {
    arn: group.TargetGroupArn ?? '',
    name: group.TargetGroupName ?? '',
    protocol: group.Protocol ?? '',
    port: group.Port ?? 0,
    targetType: group.TargetType ?? 'instance',
    healthCheckIntervalSeconds: group.HealthCheckIntervalSeconds ?? 30,
    healthyThreshold: group.HealthyThresholdCount ?? 5,
    unhealthyThreshold: group.UnhealthyThresholdCount ?? 2,
    loadBalancerArns: group.LoadBalancerArns ?? [],
    ...given('healthCheckPath', group.HealthCheckPath),
  };
}

function toTargetHealth({ Target, TargetHealth: health }: TargetHealthDescription): TargetHealth {
  return {
    id: Target?.Id ?? '',
    port: Target?.Port ?? 0,
    state: health?.State ?? 'unavailable',
    ...given('availabilityZone', Target?.AvailabilityZone),
    ...given('reason', health?.Reason),
    ...given('description', health?.Description),
  };
}
