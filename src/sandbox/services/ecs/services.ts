import type { JsonObject } from '../../../core/lib/json';
import { flag, integer, record, records, text, texts, without } from '../../wire/input';
import { AwsError, type Operation } from '../../wire/service';
import type { ServiceRecord } from '../../world/records';
import type { Region } from '../../world/region';
import { isFargate, strategyFor } from '../../engine/capacity';
import { isDaemon } from '../../engine/daemon';
import { mergeDeploymentConfiguration } from './deploymentConfiguration';
import { regionOf, type EcsDeps } from './deps';
import { invalidParameter } from './errors';
import { includes, nameOf, requireActiveTaskDefinition, requireCluster, requireService } from './lookups';
import { page } from './paging';
import {
  checkClientToken,
  checkDaemon,
  checkDesiredCount,
  checkLaunchType,
  checkNetwork,
  checkStrategy,
  checkTargetGroups,
} from './serviceChecks';
import { deletedServiceAnswer, serviceAnswer, withTags } from './serviceShape';
import { readTags } from './tagLists';
import { addTaskSet } from './taskSets';

/** Members whose change makes a new deployment (documented in UpdateService; `monitoring`: recorded). */
const DEPLOYS = [
  'networkConfiguration',
  'platformVersion',
  'loadBalancers',
  'serviceRegistries',
  'serviceConnectConfiguration',
  'volumeConfigurations',
  'vpcLatticeConfigurations',
  'monitoring',
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
  'vpcLatticeConfigurations',
] as const;

function placementOf(given: JsonObject): JsonObject {
  return Object.fromEntries(
    PLACEMENT.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
}

function controllerOf(given: JsonObject): string {
  return text(record(given, 'deploymentController') ?? {}, 'type') ?? 'ECS';
}

/** Text of CODE_DEPLOY: deploy-anchors d.7, row 85; that of EXTERNAL is built after it. */
function checkController(controller: string, input: JsonObject): void {
  if (controller === 'ECS') return;
  if (text(input, 'taskDefinition') !== undefined || flag(input, 'forceNewDeployment') === true) {
    throw invalidParameter(
      controller === 'CODE_DEPLOY'
        ? 'Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.'
        : `Unable to update task definition on services with an ${controller} deployment controller.`,
    );
  }
}

/** A member that is null is left as it is. */
function withoutNulls(input: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
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
      const controller = controllerOf(input);
      // With EXTERNAL the task sets name it (documented).
      const definition =
        controller === 'EXTERNAL' && input['taskDefinition'] === undefined
          ? undefined
          : requireActiveTaskDefinition(region, text(input, 'taskDefinition'));
      checkLaunchType(input);
      if (definition !== undefined) checkNetwork(definition, input);
      checkTargetGroups(region, input);
      checkDesiredCount(integer(input, 'desiredCount'));
      checkDaemon(input, input);
      checkStrategy(region, cluster.name, input);
      const tags = readTags(input);
      const service = makeService(region, cluster.name, name, input, deps.clock.now());
      region.putService(service);
      const placement = placementOf(service.given);
      if (controller !== 'ECS') {
        service.taskDefinition = definition?.arn ?? '';
        service.taskSets = [];
        // CodeDeploy makes the first one by itself; the others come from deployments that are not played here.
        if (controller === 'CODE_DEPLOY' && definition !== undefined) {
          const wanted = { definition: definition.arn, placement, scale: 100, given: {}, tags: [] };
          addTaskSet(deps, region, service, wanted).status = 'PRIMARY';
        }
      } else if (definition !== undefined) {
        deps.engine.rollouts.begin(region, service, definition.arn, placement);
      }
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
      const changed = withoutNulls(
        without(
          input,
          'cluster',
          'service',
          'taskDefinition',
          'desiredCount',
          'forceNewDeployment',
          'deploymentConfiguration',
        ),
      );
      const wanted = text(input, 'taskDefinition');
      const controller = controllerOf(service.given);
      checkController(controller, input);
      const given = { ...service.given, ...changed };
      if (Array.isArray(changed['capacityProviderStrategy'])) {
        checkStrategy(region, service.clusterName, changed);
        // A strategy takes the place of the launch type.
        if (changed['capacityProviderStrategy'].length > 0) delete given['launchType'];
      }
      checkDaemon(input, given);
      checkTargetGroups(region, given);
      const count = integer(input, 'desiredCount');
      checkDesiredCount(count);
      const configuration = mergeDeploymentConfiguration(
        service.deploymentConfiguration,
        record(input, 'deploymentConfiguration') ?? {},
      );
      if (controller !== 'ECS') {
        service.given = given;
        service.deploymentConfiguration = configuration;
        if (count !== undefined) service.desiredCount = count;
        deps.engine.poke(region, service);
        return { service: answerOf(region, service) };
      }
      const definition = requireActiveTaskDefinition(region, wanted ?? service.taskDefinition);
      checkNetwork(definition, given);
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
      if (deploys) {
        // Recorded: a revision that an update made has both lists, the first one has neither.
        const placement = { loadBalancers: [], serviceRegistries: [], ...placementOf(given) };
        deps.engine.rollouts.begin(region, service, definition.arn, placement);
      }
      deps.engine.poke(region, service);
      return { service: answerOf(region, service) };
    },

    ListServicesByNamespace(input, context) {
      const region = regionOf(deps, context);
      const namespace = text(input, 'namespace');
      if (namespace === undefined) throw invalidParameter('Namespace cannot be empty.');
      const services = [...region.allServices()].filter(
        ({ status, given }) =>
          status !== 'INACTIVE' &&
          nameOf(text(record(given, 'serviceConnectConfiguration') ?? {}, 'namespace') ?? '') ===
            nameOf(namespace),
      );
      const { items, rest } = page(input, 'namespace', services, 10);
      return { serviceArns: items.map(({ arn }) => arn), ...rest };
    },

    DeleteService(input, context) {
      const region = regionOf(deps, context);
      const service = requireService(region, input);
      if (service.status === 'INACTIVE') {
        throw new AwsError('ServiceNotFoundException', 'Service not found.');
      }
      if (service.status === 'ACTIVE') {
        // A daemon has nobody who could scale it to 0 (documented: `force` is for REPLICA only).
        const scaled = service.desiredCount > 0 && !isDaemon(service);
        if (scaled && flag(input, 'force') !== true) {
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
    const configuration = mergeDeploymentConfiguration(
      // Documented: a daemon's percents are 0 and 100.
      isDaemon({ given }) ? { maximumPercent: 100, minimumHealthyPercent: 0 } : {},
      record(input, 'deploymentConfiguration') ?? {},
    );
    const narrow = (integer(configuration, 'maximumPercent') ?? 200) <= 100;
    const rebalancing = text(input, 'availabilityZoneRebalancing') ?? (narrow ? 'DISABLED' : 'ENABLED');
    if (narrow && rebalancing === 'ENABLED') {
      throw invalidParameter(`The service couldn't be created because ${REBALANCING_BOUND}`);
    }
    const token = text(input, 'clientToken');
    const strategy = strategyFor(region, clusterName, {
      launchType: text(input, 'launchType'),
      strategy: records(input, 'capacityProviderStrategy'),
    });
    const launchType = text(input, 'launchType') ?? (strategy === undefined ? 'EC2' : undefined);
    const fargate =
      launchType === 'FARGATE' ||
      (strategy ?? []).some((item) => isFargate(nameOf(text(item, 'capacityProvider') ?? '')));
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
        // The cluster's default is written into the service.
        ...(strategy !== undefined && { capacityProviderStrategy: strategy }),
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
