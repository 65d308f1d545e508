import type { JsonObject } from '../../../core/lib/json';
import { isFargate } from '../../engine/capacity';
import { integer, record, records, text, texts } from '../../wire/input';
import type { TaskDefinitionRecord } from '../../world/records';
import type { Region } from '../../world/region';
import { invalidParameter } from './errors';
import { nameOf } from './lookups';

const LAUNCH_TYPES = ['EC2', 'FARGATE', 'EXTERNAL', 'FMI', 'MANAGED_INSTANCES'] as const;

export function checkLaunchType(input: JsonObject): string | undefined {
  const launchType = text(input, 'launchType');
  if (launchType !== undefined && !LAUNCH_TYPES.some((known) => known === launchType)) {
    throw invalidParameter(`launch type should be one of [${LAUNCH_TYPES.join(',')}]`);
  }
  return launchType;
}

export function checkNetwork(definition: TaskDefinitionRecord, given: JsonObject): void {
  if (definition.body['networkMode'] === 'awsvpc' && given['networkConfiguration'] === undefined) {
    throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
}

/** There are no subnets and security groups here: those with `missing` in their name are not there, all others are. */
export function checkSubnets(input: JsonObject): void {
  const network = record(record(input, 'networkConfiguration') ?? {}, 'awsvpcConfiguration') ?? {};
  const missing = (name: string): boolean => name.includes('missing');
  const subnet = texts(network, 'subnets')?.find(missing);
  if (subnet !== undefined) {
    throw invalidParameter(
      `Error retrieving subnet information for [${subnet}]: The subnet ID '${subnet}' does not exist ` +
        '(ErrorCode: InvalidSubnetID.NotFound)',
    );
  }
  const group = texts(network, 'securityGroups')?.find(missing);
  if (group !== undefined) {
    throw invalidParameter(
      `Error retrieving security group information for [${group}]: Invalid id: "${group}" ` +
        '(ErrorCode: InvalidGroupId.Malformed)',
    );
  }
}

export function checkTargetGroups(region: Region, given: JsonObject): void {
  for (const balancer of records(given, 'loadBalancers') ?? []) {
    const arn = text(balancer, 'targetGroupArn');
    if (arn !== undefined && !region.targetGroups.has(arn)) {
      throw invalidParameter(`The specified target group ${arn} does not exist.`);
    }
  }
}

export function checkDesiredCount(count: number | undefined): void {
  if (count !== undefined && count < 0) throw invalidParameter('Desired count must not be negative.');
}

export function checkClientToken(token: string | undefined): void {
  if (token !== undefined && token.length > 36) throw invalidParameter('idempotency token longer than 36.');
}

/** A daemon has no desired count and needs instances; its texts were met by many, see docs/sandbox.md. */
export function checkDaemon(input: JsonObject, given: JsonObject): void {
  if (given['schedulingStrategy'] !== 'DAEMON') return;
  if (input['desiredCount'] !== undefined && input['desiredCount'] !== null) {
    throw invalidParameter(
      'The daemon scheduling strategy does not support a desired count for services. ' +
        'Remove the desired count value and try again',
    );
  }
  const providers = records(given, 'capacityProviderStrategy') ?? [];
  if (given['launchType'] === 'FARGATE' || providers.length > 0) {
    throw invalidParameter('The daemon scheduling strategy does not support Fargate or capacity providers.');
  }
}

/** Providers of a strategy have to be the cluster's, all of one kind, and not beside a launch type. */
export function checkStrategy(region: Region, clusterName: string, input: JsonObject): void {
  const strategy = records(input, 'capacityProviderStrategy') ?? [];
  if (strategy.length === 0) return;
  if (text(input, 'launchType') !== undefined) {
    throw invalidParameter('You may choose a capacity provider or a launch type but not both.');
  }
  const own = region.clusters.get(clusterName)?.given['capacityProviders'];
  const names = strategy.map((item) => nameOf(text(item, 'capacityProvider') ?? ''));
  const associated = Array.isArray(own) ? own.map((name) => nameOf(String(name))) : [];
  if (names.some((name) => !associated.includes(name))) {
    throw invalidParameter(
      'The specified capacity provider strategy cannot contain a capacity provider that is not associated ' +
        'with the cluster. Associate the capacity provider with the cluster and try again.',
    );
  }
  if (new Set(names.map(isFargate)).size > 1) {
    throw invalidParameter(
      'A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate providers.',
    );
  }
  if (strategy.filter((item) => (integer(item, 'base') ?? 0) > 0).length > 1) {
    throw invalidParameter('Only one capacity provider in a capacity provider strategy can have a base.');
  }
}
