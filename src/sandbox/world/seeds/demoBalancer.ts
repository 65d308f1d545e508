import type { ListenerRecord, LoadBalancerRecord, TargetGroupRecord } from '../elbRecords';
import type { SeededRandom } from '../random';
import type { Region } from '../region';

const VPC = 'vpc-0d1e2f3a4b5c6d7e8';

export const SUBNETS = ['subnet-0a1b2c3d4e5f60718', 'subnet-0b2c3d4e5f607182a', 'subnet-0c3d4e5f607182a3b'];
export const SECURITY_GROUP = 'sg-0f1e2d3c4b5a69788';

export function addTargetGroup(
  region: Region,
  random: SeededRandom,
  options: { name: string; port: number; path: string; balancers: readonly string[] },
): TargetGroupRecord {
  const arn = region.arn('elasticloadbalancing', `targetgroup/${options.name}/${random.hex(16)}`);
  const group: TargetGroupRecord = {
    arn,
    name: options.name,
    body: {
      TargetGroupArn: arn,
      TargetGroupName: options.name,
      Protocol: 'HTTP',
      Port: options.port,
      VpcId: VPC,
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: 'traffic-port',
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 2,
      HealthCheckPath: options.path,
      Matcher: { HttpCode: '200-399' },
      LoadBalancerArns: options.balancers,
      TargetType: 'ip',
      ProtocolVersion: 'HTTP1',
      IpAddressType: 'ipv4',
    },
    attributes: {
      'stickiness.enabled': 'false',
      'deregistration_delay.timeout_seconds': '5',
      'load_balancing.algorithm.type': 'round_robin',
      'slow_start.duration_seconds': '0',
    },
    targets: [],
  };
  region.targetGroups.set(arn, group);
  return group;
}

export function addLoadBalancer(
  region: Region,
  random: SeededRandom,
  name: string,
  now: number,
): LoadBalancerRecord {
  const id = random.hex(16);
  const arn = region.arn('elasticloadbalancing', `loadbalancer/app/${name}/${id}`);
  const balancer: LoadBalancerRecord = {
    arn,
    name,
    body: {
      LoadBalancerArn: arn,
      DNSName: `${name}-${random.digits(10)}.${region.name}.elb.amazonaws.com`,
      CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
      CreatedTime: new Date(now).toISOString(),
      LoadBalancerName: name,
      Scheme: 'internet-facing',
      VpcId: VPC,
      State: { Code: 'active' },
      Type: 'application',
      AvailabilityZones: SUBNETS.map((SubnetId, index) => ({
        ZoneName: `${region.name}${'abc'[index] ?? 'a'}`,
        SubnetId,
        LoadBalancerAddresses: [],
      })),
      SecurityGroups: [SECURITY_GROUP],
      IpAddressType: 'ipv4',
    },
  };
  region.loadBalancers.set(arn, balancer);
  return balancer;
}

function forward(group: TargetGroupRecord): { readonly Type: string; readonly TargetGroupArn: string } {
  return { Type: 'forward', TargetGroupArn: group.arn };
}

/** A listener: path rules in their order, everything else to `fallback`. */
export function addListener(
  region: Region,
  random: SeededRandom,
  balancer: LoadBalancerRecord,
  fallback: TargetGroupRecord,
  paths: readonly (readonly [pattern: string, group: TargetGroupRecord])[],
  port = 80,
): ListenerRecord {
  const suffix = `${balancer.arn.split(':loadbalancer/')[1] ?? ''}/${random.hex(16)}`;
  const arn = region.arn('elasticloadbalancing', `listener/${suffix}`);
  const rule = (): string => region.arn('elasticloadbalancing', `listener-rule/${suffix}/${random.hex(16)}`);
  const rules = paths.map(([pattern, group], index) => {
    const ruleArn = rule();
    return {
      arn: ruleArn,
      body: {
        RuleArn: ruleArn,
        Priority: String((index + 1) * 10),
        Conditions: [{ Field: 'path-pattern', Values: [pattern], PathPatternConfig: { Values: [pattern] } }],
        Actions: [forward(group)],
        IsDefault: false,
      },
    };
  });
  const defaultArn = rule();
  const listener: ListenerRecord = {
    arn,
    loadBalancerArn: balancer.arn,
    body: {
      ListenerArn: arn,
      LoadBalancerArn: balancer.arn,
      Port: port,
      Protocol: 'HTTP',
      DefaultActions: [forward(fallback)],
    },
    rules: [
      ...rules,
      {
        arn: defaultArn,
        body: {
          RuleArn: defaultArn,
          Priority: 'default',
          Conditions: [],
          Actions: [forward(fallback)],
          IsDefault: true,
        },
      },
    ],
  };
  region.listeners.set(arn, listener);
  return listener;
}
