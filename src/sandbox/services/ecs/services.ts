import type { JsonObject } from '../../../core/lib/json';
import { flag, integer, record, text, texts, without } from '../../wire/input';
import { AwsError, type Operation } from '../../wire/service';
import type { ServiceRecord, TaskDefinitionRecord } from '../../world/records';
import type { Region } from '../../world/region';
import { mergeDeploymentConfiguration } from './deploymentConfiguration';
import { regionOf, type EcsDeps } from './deps';
import { invalidParameter } from './errors';
import { includes, nameOf, requireActiveTaskDefinition, requireCluster, requireService } from './lookups';
import { page } from './paging';
import { deletedServiceAnswer, serviceAnswer, withTags } from './serviceShape';
import { readTags } from './tagLists';

const LAUNCH_TYPES = ['EC2', 'FARGATE', 'EXTERNAL', 'FMI', 'MANAGED_INSTANCES'] as const;

/** Members whose change makes a new deployment even when the task definition stays. */
const DEPLOYS = [
  'networkConfiguration',
  'platformVersion',
  'loadBalancers',
  'serviceRegistries',
  'capacityProviderStrategy',
  'serviceConnectConfiguration',
  'volumeConfigurations',
  'monitoring',
  'enableExecuteCommand',
] as const;

/** What a deployment takes from the service: its tasks are placed and connected with this. */
const PLACEMENT = [
  'launchType',
  'capacityProviderStrategy',
  'platformVersion',
  'platformFamily',
  'networkConfiguration',
  'loadBalancers',
  'serviceRegistries',
  'monitoring',
  'serviceConnectConfiguration',
  'volumeConfigurations',
] as const;

function placementOf(given: JsonObject): JsonObject {
  return Object.fromEntries(
    PLACEMENT.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
}

function checkLaunchType(input: JsonObject): string | undefined {
  const launchType = text(input, 'launchType');
  if (launchType !== undefined && !LAUNCH_TYPES.some((known) => known === launchType)) {
    throw invalidParameter(`launch type should be one of [${LAUNCH_TYPES.join(',')}]`);
  }
  return launchType;
}

function checkNetwork(definition: TaskDefinitionRecord, given: JsonObject): void {
  if (definition.body['networkMode'] === 'awsvpc' && given['networkConfiguration'] === undefined) {
    throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
}

function checkTargetGroups(region: Region, given: JsonObject): void {
  const balancers = given['loadBalancers'];
  for (const balancer of Array.isArray(balancers) ? (balancers as readonly JsonObject[]) : []) {
    const arn = text(balancer, 'targetGroupArn');
    if (arn !== undefined && !region.targetGroups.has(arn)) {
      throw invalidParameter(`The specified target group ${arn} does not exist.`);
    }
  }
}

function checkDesiredCount(count: number | undefined): void {
  if (count !== undefined && count < 0) throw invalidParameter('Desired count must not be negative.');
}

function checkClientToken(token: string | undefined): void {
  if (token !== undefined && token.length > 36) throw invalidParameter('idempotency token longer than 36.');
}

const REBALANCING_BOUND =
  'Availability Zone Rebalancing does not support maximumPercent <= 100 % as deployment configuration. ' +
  'Update deployment configuration and try again.';

export function serviceOperations(deps: EcsDeps): Record<string, Operation> {
  const answerOf = (region: Region, service: ServiceRecord): JsonObject =>
    serviceAnswer(region, service, deps.clock.now());

  return {
    ListServices(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      const launchType = checkLaunchType(input);
      const strategy = text(input, 'schedulingStrategy');
      const services = [...region.services(cluster.name).values()].filter(
        ({ status, given }) =>
          status !== 'INACTIVE' &&
          (launchType === undefined || given['launchType'] === launchType) &&
          (strategy === undefined || (given['schedulingStrategy'] ?? 'REPLICA') === strategy),
      );
      const { items, rest } = page(input, `services/${cluster.name}`.slice(0, 24), services, 10);
      return { serviceArns: items.map(({ arn }) => arn), ...rest };
    },

    DescribeServices(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      const wanted = [...new Set(texts(input, 'services') ?? [])];
      if (wanted.length === 0) throw invalidParameter('Services cannot be empty.');
      if (wanted.length > 10) throw invalidParameter('Services cannot have more than 10 elements.');
      const include = includes(input, ['TAGS']);
      const services = region.services(cluster.name);
      return {
        services: wanted.flatMap((name) => {
          const service = services.get(nameOf(name));
          if (service === undefined) return [];
          const answer = answerOf(region, service);
          return [include.has('TAGS') ? withTags(answer, service) : answer];
        }),
        failures: wanted
          .filter((name) => !services.has(nameOf(name)))
          .map((name) => ({
            arn: region.arn('ecs', `service/${cluster.name}/${nameOf(name)}`),
            reason: 'MISSING',
          })),
      };
    },

    CreateService(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      const name = text(input, 'serviceName') ?? '';
      if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) throw invalidParameter('Invalid service name.');
      const token = text(input, 'clientToken');
      checkClientToken(token);
      const known = region.services(cluster.name).get(name);
      if (known?.status === 'DRAINING') {
        throw invalidParameter('Unable to Start a service that is still Draining.');
      }
      if (known?.status === 'ACTIVE') {
        const same = JSON.stringify(known.createInput) === JSON.stringify(input);
        if (token !== undefined && token === known.clientToken && same) {
          return { service: answerOf(region, known) };
        }
        throw invalidParameter('Creation of service was not idempotent.');
      }
      const definition = requireActiveTaskDefinition(region, text(input, 'taskDefinition'));
      checkLaunchType(input);
      checkNetwork(definition, input);
      checkTargetGroups(region, input);
      checkDesiredCount(integer(input, 'desiredCount'));
      const tags = readTags(input);
      const service = makeService(region, cluster.name, name, input, deps.clock.now());
      region.putService(service);
      deps.engine.rollouts.begin(region, service, definition.arn, placementOf(service.given));
      deps.engine.poke(region, service);
      const answer = answerOf(region, service);
      return { service: tags === undefined ? answer : withTags(answer, service) };
    },

    UpdateService(input, context) {
      const region = regionOf(deps, context);
      const service = requireService(region, input);
      if (service.status !== 'ACTIVE') {
        throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
      }
      const changed = without(
        input,
        'cluster',
        'service',
        'taskDefinition',
        'desiredCount',
        'forceNewDeployment',
        'deploymentConfiguration',
      );
      const wanted = text(input, 'taskDefinition');
      const definition = requireActiveTaskDefinition(region, wanted ?? service.taskDefinition);
      const given = { ...service.given, ...changed };
      checkNetwork(definition, given);
      checkTargetGroups(region, given);
      const count = integer(input, 'desiredCount');
      checkDesiredCount(count);
      const configuration = mergeDeploymentConfiguration(
        service.deploymentConfiguration,
        record(input, 'deploymentConfiguration') ?? {},
      );
      if (
        given['availabilityZoneRebalancing'] === 'ENABLED' &&
        (integer(configuration, 'maximumPercent') ?? 200) <= 100
      ) {
        throw invalidParameter(`The service couldn't be updated because ${REBALANCING_BOUND}`);
      }
      const deploys =
        flag(input, 'forceNewDeployment') === true ||
        definition.arn !== service.taskDefinition ||
        DEPLOYS.some(
          (name) =>
            changed[name] !== undefined &&
            JSON.stringify(changed[name]) !== JSON.stringify(service.given[name]),
        );
      service.given = given;
      service.deploymentConfiguration = configuration;
      if (count !== undefined) service.desiredCount = count;
      if (deploys) deps.engine.rollouts.begin(region, service, definition.arn, placementOf(given));
      deps.engine.poke(region, service);
      return { service: answerOf(region, service) };
    },

    DeleteService(input, context) {
      const region = regionOf(deps, context);
      const service = requireService(region, input);
      if (service.status === 'INACTIVE') {
        throw new AwsError('ServiceNotFoundException', 'Service not found.');
      }
      if (service.status === 'ACTIVE') {
        if (service.desiredCount > 0 && flag(input, 'force') !== true) {
          throw invalidParameter('The service cannot be stopped while it is scaled above 0.');
        }
        service.status = 'DRAINING';
        service.desiredCount = 0;
        for (const deployment of service.deployments) {
          if (deployment.status !== 'PRIMARY') deployment.status = 'DRAINING';
        }
        deps.engine.poke(region, service);
      }
      return { service: deletedServiceAnswer(answerOf(region, service)) };
    },
  };

  function makeService(
    region: Region,
    clusterName: string,
    name: string,
    input: JsonObject,
    now: number,
  ): ServiceRecord {
    const given = without(
      input,
      'cluster',
      'serviceName',
      'taskDefinition',
      'desiredCount',
      'clientToken',
      'tags',
      'role',
      'deploymentConfiguration',
    );
    const configuration = mergeDeploymentConfiguration({}, record(input, 'deploymentConfiguration') ?? {});
    const narrow = (integer(configuration, 'maximumPercent') ?? 200) <= 100;
    const rebalancing = text(input, 'availabilityZoneRebalancing') ?? (narrow ? 'DISABLED' : 'ENABLED');
    if (narrow && rebalancing === 'ENABLED') {
      throw invalidParameter(`The service couldn't be created because ${REBALANCING_BOUND}`);
    }
    const token = text(input, 'clientToken');
    const withoutProvider = input['capacityProviderStrategy'] === undefined;
    const launchType = text(input, 'launchType') ?? (withoutProvider ? 'EC2' : undefined);
    const fargate = launchType === 'FARGATE' || !withoutProvider;
    return {
      name,
      arn: region.arn('ecs', `service/${clusterName}/${name}`),
      clusterName,
      status: 'ACTIVE',
      desiredCount: integer(input, 'desiredCount') ?? 0,
      taskDefinition: '',
      given: {
        ...given,
        ...(launchType !== undefined && { launchType }),
        ...(fargate && {
          platformVersion: text(input, 'platformVersion') ?? 'LATEST',
          platformFamily: 'Linux',
        }),
        roleArn:
          text(input, 'role') ??
          `arn:aws:iam::${region.accountId}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
        availabilityZoneRebalancing: rebalancing,
      },
      deploymentConfiguration: configuration,
      tags: readTags(input) ?? [],
      createdAt: now,
      createdBy: `arn:aws:iam::${region.accountId}:user/sandbox`,
      createInput: input,
      deployments: [],
      serviceDeployments: [],
      revisions: [],
      events: [],
      steady: false,
      failedStarts: 0,
      ...(token !== undefined && { clientToken: token }),
    };
  }
}
