import type { JsonObject } from '../../../core/lib/json';
import { integer, records, text, texts, without } from '../../wire/input';
import { AwsError, type Operation } from '../../wire/service';
import type { TargetGroupRecord, TargetRecord } from '../../world/elbRecords';
import type { Region } from '../../world/region';
import { notFound, validationError } from './errors';
import { pairs, required, toPairs, typed } from './members';
import { groupsOfListener, regionOf, requireGroup, type Elbv2Options } from './scope';

const DEREGISTRATION_DELAY = 'deregistration_delay.timeout_seconds';

const ATTRIBUTES: Readonly<Record<string, string>> = {
  'stickiness.enabled': 'false',
  [DEREGISTRATION_DELAY]: '300',
  'stickiness.type': 'lb_cookie',
  'load_balancing.algorithm.type': 'round_robin',
  'slow_start.duration_seconds': '0',
};

/** What ELB assumes of a health check that is not described. */
const HEALTH_CHECK = {
  HealthCheckPort: 'traffic-port',
  HealthCheckEnabled: true,
  HealthCheckIntervalSeconds: 30,
  HealthCheckTimeoutSeconds: 5,
  HealthyThresholdCount: 5,
  UnhealthyThresholdCount: 2,
} as const;

export function groupOperations({ world, clock }: Elbv2Options): Record<string, Operation> {
  /** The group as it is at the time: records are replaced when they change. */
  const current = (region: Region, { arn }: TargetGroupRecord) => region.targetGroups.get(arn);

  const becomeHealthy = (group: TargetGroupRecord, target: TargetRecord): void => {
    const interval = integer(group.body, 'HealthCheckIntervalSeconds') ?? 30;
    const count = integer(group.body, 'HealthyThresholdCount') ?? 5;
    clock.after(interval * count * 1000, () => {
      if (target.state !== 'initial') return;
      target.state = 'healthy';
      delete target.reason;
      delete target.description;
    });
  };

  return {
    CreateTargetGroup(input, context) {
      const region = regionOf(world, context);
      const name = required(input, 'Name');
      const given = without(typed(input), 'Name', 'Tags');
      const type = text(input, 'TargetType') ?? 'instance';
      if (type !== 'lambda') for (const member of ['Protocol', 'Port', 'VpcId']) required(input, member);
      const same = [...region.targetGroups.values()].find((group) => group.name === name);
      if (same !== undefined) {
        if (same.body['Port'] === given['Port'] && same.body['Protocol'] === given['Protocol']) {
          return { TargetGroups: [same.body] };
        }
        throw new AwsError(
          'DuplicateTargetGroupName',
          `A target group with the same name '${name}' exists, but with different settings`,
        );
      }
      const arn = region.arn('elasticloadbalancing', `targetgroup/${name}/${world.random.hex(16)}`);
      const http = /^HTTPS?$/.test(text(input, 'Protocol') ?? '');
      const body = {
        TargetGroupArn: arn,
        TargetGroupName: name,
        HealthCheckProtocol: http ? 'HTTP' : 'TCP',
        ...HEALTH_CHECK,
        ...(http && { HealthCheckPath: '/', Matcher: { HttpCode: '200' }, ProtocolVersion: 'HTTP1' }),
        LoadBalancerArns: [],
        TargetType: type,
        IpAddressType: 'ipv4',
        ...given,
      };
      region.targetGroups.set(arn, {
        arn,
        name,
        body,
        attributes: ATTRIBUTES,
        targets: [],
        tags: pairs(input, 'Tags'),
      });
      return { TargetGroups: [body] };
    },

    ModifyTargetGroup(input, context) {
      const region = regionOf(world, context);
      const group = requireGroup(region, input);
      const body = { ...group.body, ...typed(input) };
      region.targetGroups.set(group.arn, { ...group, body });
      return { TargetGroups: [body] };
    },

    DeleteTargetGroup(input, context) {
      const region = regionOf(world, context);
      const arn = required(input, 'TargetGroupArn');
      if ([...region.listeners.values()].some((listener) => groupsOfListener(listener).includes(arn))) {
        throw new AwsError(
          'ResourceInUse',
          `Target group '${arn}' is currently in use by a listener or a rule`,
        );
      }
      region.targetGroups.delete(arn);
      return {};
    },

    DescribeTargetGroupAttributes(input, context) {
      return { Attributes: toPairs(requireGroup(regionOf(world, context), input).attributes) };
    },

    ModifyTargetGroupAttributes(input, context) {
      const region = regionOf(world, context);
      const group = requireGroup(region, input);
      const attributes = { ...group.attributes, ...pairs(input, 'Attributes') };
      region.targetGroups.set(group.arn, { ...group, attributes });
      return { Attributes: toPairs(attributes) };
    },

    /** Nothing is asked behind a target that was registered by hand: it turns healthy as one that answers would. */
    RegisterTargets(input, context) {
      const region = regionOf(world, context);
      const group = requireGroup(region, input);
      for (const wanted of targetsOf(input, group)) {
        const known = group.targets.find(({ id, port }) => id === wanted.id && port === wanted.port);
        if (known !== undefined && known.state !== 'draining') continue;
        const target: TargetRecord = {
          ...wanted,
          availabilityZone: `${region.name}a`,
          state: 'initial',
          reason: 'Elb.RegistrationInProgress',
          description: 'Target registration is in progress',
        };
        group.targets = [...group.targets.filter((one) => one !== known), target];
        becomeHealthy(group, target);
      }
      return {};
    },

    DeregisterTargets(input, context) {
      const region = regionOf(world, context);
      const group = requireGroup(region, input);
      for (const wanted of targetsOf(input, group)) {
        const target = group.targets.find(({ id, port }) => id === wanted.id && port === wanted.port);
        if (target === undefined) {
          throw new AwsError('InvalidTarget', `The following targets are not registered: '${wanted.id}'`);
        }
        target.state = 'draining';
        target.reason = 'Target.DeregistrationInProgress';
        target.description = 'Target deregistration is in progress';
        clock.after(Number(group.attributes[DEREGISTRATION_DELAY] ?? 300) * 1000, () => {
          const now = current(region, group);
          if (now !== undefined && target.state === 'draining') {
            now.targets = now.targets.filter((one) => one !== target);
          }
        });
      }
      return {};
    },

    AddTags(input, context) {
      const added = pairs(input, 'Tags');
      retag(regionOf(world, context), input, (tags) => ({ ...tags, ...added }));
      return {};
    },

    RemoveTags(input, context) {
      const keys = texts(input, 'TagKeys') ?? [];
      retag(regionOf(world, context), input, (tags) =>
        Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key))),
      );
      return {};
    },

    DescribeTags(input, context) {
      const region = regionOf(world, context);
      return {
        TagDescriptions: (texts(input, 'ResourceArns') ?? []).map((ResourceArn) => ({
          ResourceArn,
          Tags: toPairs(resource(region, ResourceArn).tags ?? {}),
        })),
      };
    },
  };
}

function targetsOf(input: JsonObject, group: TargetGroupRecord): readonly { id: string; port: number }[] {
  const targets = records(input, 'Targets') ?? [];
  if (targets.length === 0) throw validationError('At least one target must be specified');
  return targets.map((target) => ({
    id: required(target, 'Id'),
    port: integer(typed(target), 'Port') ?? integer(group.body, 'Port') ?? 80,
  }));
}

type Tags = Readonly<Record<string, string>>;

function resource(region: Region, arn: string): { readonly tags?: Tags } {
  const found =
    region.loadBalancers.get(arn) ??
    region.targetGroups.get(arn) ??
    region.listeners.get(arn) ??
    [...region.listeners.values()].flatMap(({ rules }) => rules).find((rule) => rule.arn === arn);
  if (found !== undefined) return found;
  if (arn.includes(':targetgroup/')) throw notFound('TargetGroupNotFound');
  if (arn.includes(':listener-rule/')) throw notFound('RuleNotFound');
  throw notFound(arn.includes(':listener/') ? 'ListenerNotFound' : 'LoadBalancerNotFound');
}

function retag(region: Region, input: JsonObject, change: (tags: Tags) => Tags): void {
  for (const arn of texts(input, 'ResourceArns') ?? []) {
    const tags = change(resource(region, arn).tags ?? {});
    const balancer = region.loadBalancers.get(arn);
    const group = region.targetGroups.get(arn);
    if (balancer !== undefined) region.loadBalancers.set(arn, { ...balancer, tags });
    if (group !== undefined) region.targetGroups.set(arn, { ...group, tags });
    for (const listener of region.listeners.values()) {
      const rules = listener.rules.map((rule) => (rule.arn === arn ? { ...rule, tags } : rule));
      const own = listener.arn === arn ? { tags } : {};
      region.listeners.set(listener.arn, { ...listener, rules, ...own });
    }
  }
}
