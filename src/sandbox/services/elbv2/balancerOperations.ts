import { records, text, texts } from '../../wire/input';
import { AwsError, type Operation } from '../../wire/service';
import type { LoadBalancerRecord } from '../../world/elbRecords';
import { validationError } from './errors';
import { pairs, required, toPairs } from './members';
import { groupsOfListener, linkGroups, regionOf, requireBalancer, type Elbv2Options } from './scope';

const PROVISIONING_MS = 60_000;
const VPC = 'vpc-0d1e2f3a4b5c6d7e8';
/** The part of the ARN that says what it is. */
const KINDS: Readonly<Record<string, string>> = { application: 'app', network: 'net', gateway: 'gwy' };

/** Attributes of an application load balancer nobody has changed. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'access_logs.s3.prefix': '',
  'idle_timeout.timeout_seconds': '60',
  'deletion_protection.enabled': 'false',
  'routing.http2.enabled': 'true',
  'routing.http.drop_invalid_header_fields.enabled': 'false',
  'routing.http.desync_mitigation_mode': 'defensive',
  'waf.fail_open.enabled': 'false',
  'load_balancing.cross_zone.enabled': 'true',
};

function attributesOf({ attributes }: LoadBalancerRecord): Readonly<Record<string, string>> {
  return { ...ATTRIBUTES, ...attributes };
}

export function balancerOperations({ world, clock }: Elbv2Options): Record<string, Operation> {
  return {
    CreateLoadBalancer(input, context) {
      const region = regionOf(world, context);
      const name = required(input, 'Name');
      if (!/^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name)) {
        throw validationError(`The load balancer name '${name}' is not valid`);
      }
      const type = text(input, 'Type') ?? 'application';
      const kind = KINDS[type];
      if (kind === undefined) throw validationError(`'${type}' is not a valid load balancer type`);
      const scheme = text(input, 'Scheme') ?? 'internet-facing';
      const mappings = (records(input, 'SubnetMappings') ?? []).map((mapping) =>
        required(mapping, 'SubnetId'),
      );
      const subnets = texts(input, 'Subnets') ?? mappings;
      if (subnets.length === 0) throw validationError('At least one subnet must be specified');
      const same = [...region.loadBalancers.values()].find((balancer) => balancer.name === name);
      if (same !== undefined) {
        if (same.body['Type'] === type && same.body['Scheme'] === scheme)
          return { LoadBalancers: [same.body] };
        throw new AwsError(
          'DuplicateLoadBalancerName',
          `A load balancer with the same name '${name}' exists, but with different settings`,
        );
      }
      const id = world.random.hex(16);
      const arn = region.arn('elasticloadbalancing', `loadbalancer/${kind}/${name}/${id}`);
      const internal = scheme === 'internal' ? 'internal-' : '';
      const body = {
        LoadBalancerArn: arn,
        DNSName: `${internal}${name}-${world.random.digits(10)}.${region.name}.elb.amazonaws.com`,
        CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
        CreatedTime: new Date(clock.now()).toISOString(),
        LoadBalancerName: name,
        Scheme: scheme,
        VpcId: VPC,
        State: { Code: 'active' },
        Type: type,
        AvailabilityZones: subnets.map((SubnetId, index) => ({
          ZoneName: `${region.name}${'abcdef'[index % 6] ?? 'a'}`,
          SubnetId,
          LoadBalancerAddresses: [],
        })),
        SecurityGroups: texts(input, 'SecurityGroups') ?? [],
        IpAddressType: text(input, 'IpAddressType') ?? 'ipv4',
      };
      const activeAt = clock.now() + PROVISIONING_MS;
      region.loadBalancers.set(arn, { arn, name, body, activeAt, tags: pairs(input, 'Tags') });
      return { LoadBalancers: [{ ...body, State: { Code: 'provisioning' } }] };
    },

    /** One that is not there is gone, too. */
    DeleteLoadBalancer(input, context) {
      const region = regionOf(world, context);
      const arn = required(input, 'LoadBalancerArn');
      const balancer = region.loadBalancers.get(arn);
      if (balancer === undefined) return {};
      if (attributesOf(balancer)['deletion_protection.enabled'] === 'true') {
        throw new AwsError(
          'OperationNotPermitted',
          `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
        );
      }
      region.loadBalancers.delete(arn);
      const listeners = [...region.listeners.values()].filter(
        ({ loadBalancerArn }) => loadBalancerArn === arn,
      );
      for (const listener of listeners) region.listeners.delete(listener.arn);
      linkGroups(region, listeners.flatMap(groupsOfListener));
      return {};
    },

    DescribeLoadBalancerAttributes(input, context) {
      const balancer = requireBalancer(regionOf(world, context), text(input, 'LoadBalancerArn'));
      return { Attributes: toPairs(attributesOf(balancer)) };
    },

    ModifyLoadBalancerAttributes(input, context) {
      const region = regionOf(world, context);
      const balancer = requireBalancer(region, text(input, 'LoadBalancerArn'));
      const changed = { ...balancer, attributes: { ...balancer.attributes, ...pairs(input, 'Attributes') } };
      region.loadBalancers.set(balancer.arn, changed);
      return { Attributes: toPairs(attributesOf(changed)) };
    },
  };
}
