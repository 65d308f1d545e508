import type { JsonObject } from '../../../core/lib/json';
import { isUnderWay } from '../../engine/bounds';
import { isFargate } from '../../engine/capacity';
import { records, text, texts, without } from '../../wire/input';
import { AwsError, type Operation } from '../../wire/service';
import type { CapacityProviderRecord } from '../../world/records';
import type { Region } from '../../world/region';
import { clusterAnswer } from './clusters';
import { regionOf, type EcsDeps } from './deps';
import { clientError, invalidParameter } from './errors';
import { includes, nameOf, requireCluster } from './lookups';
import { page } from './paging';
import { checkStrategy } from './serviceChecks';
import { readTags, tagAnswer } from './tagLists';

const OF_FARGATE = ['FARGATE', 'FARGATE_SPOT'] as const;
/** Documented: names that begin so are AWS's own. */
const RESERVED = /^(aws|ecs|fargate)/i;

function providerAnswer(provider: CapacityProviderRecord): JsonObject {
  return {
    ...provider.given,
    capacityProviderArn: provider.arn,
    name: provider.name,
    status: provider.status,
    tags: tagAnswer(provider.tags),
    ...(provider.updateStatus !== undefined && { updateStatus: provider.updateStatus }),
  };
}

/** All of a region; those of Fargate are always there. */
function allProviders(region: Region): readonly CapacityProviderRecord[] {
  const fargate = OF_FARGATE.map((name): CapacityProviderRecord => ({
    name,
    arn: region.arn('ecs', `capacity-provider/${name}`),
    given: { type: name },
    status: 'ACTIVE',
    tags: [],
  }));
  return [...fargate, ...region.capacityProviders.values()];
}

function requireProvider(region: Region, name: string | undefined): CapacityProviderRecord {
  const found = name === undefined ? undefined : region.capacityProviders.get(nameOf(name));
  if (found === undefined) {
    throw invalidParameter(
      'The specified capacity provider was not found. Specify a valid name or ARN and try again.',
    );
  }
  return found;
}

export function capacityProviderOperations(deps: EcsDeps): Record<string, Operation> {
  return {
    DescribeCapacityProviders(input, context) {
      const region = regionOf(deps, context);
      const include = includes(input, ['TAGS']);
      const names = texts(input, 'capacityProviders')?.map(nameOf);
      const all = allProviders(region).filter(({ status }) => status === 'ACTIVE');
      const wanted = names === undefined ? all : all.filter(({ name }) => names.includes(name));
      const { items, rest } = page(input, 'providers', wanted, 10);
      return {
        capacityProviders: items.map((provider) => {
          const answer = providerAnswer(provider);
          return include.has('TAGS') ? answer : { ...answer, tags: [] };
        }),
        failures: (names ?? [])
          .filter((name) => !all.some((provider) => provider.name === name))
          .map((name) => ({ arn: region.arn('ecs', `capacity-provider/${name}`), reason: 'MISSING' })),
        ...rest,
      };
    },

    CreateCapacityProvider(input, context) {
      const region = regionOf(deps, context);
      const name = text(input, 'name') ?? '';
      if (!/^[A-Za-z0-9_-]{1,255}$/.test(name) || RESERVED.test(name)) {
        throw invalidParameter('Invalid capacity provider name.');
      }
      if (
        input['autoScalingGroupProvider'] === undefined &&
        input['managedInstancesProvider'] === undefined
      ) {
        throw invalidParameter('An Auto Scaling group or a managed instances provider must be specified.');
      }
      if (region.capacityProviders.get(name)?.status === 'ACTIVE') {
        // Text: containers-roadmap issue 632.
        throw clientError(
          'The specified capacity provider already exists. To change the configuration of an existing capacity provider, update the capacity provider.',
        );
      }
      const managed = input['managedInstancesProvider'] !== undefined;
      const provider: CapacityProviderRecord = {
        name,
        arn: region.arn('ecs', `capacity-provider/${name}`),
        given: {
          type: managed ? 'MANAGED_INSTANCES' : 'EC2_AUTOSCALING',
          ...without(input, 'name', 'tags'),
        },
        status: 'ACTIVE',
        tags: readTags(input) ?? [],
      };
      region.capacityProviders.set(name, provider);
      return { capacityProvider: providerAnswer(provider) };
    },

    UpdateCapacityProvider(input, context) {
      const provider = requireProvider(regionOf(deps, context), text(input, 'name'));
      const changed = without(input, 'name');
      // What is inside the two kinds of provider is changed member by member.
      const merged = Object.entries(changed).map(([name, value]) => [
        name,
        merge(provider.given[name], value),
      ]);
      provider.given = { ...provider.given, ...(Object.fromEntries(merged) as JsonObject) };
      provider.updateStatus = 'UPDATE_COMPLETE';
      return { capacityProvider: providerAnswer(provider) };
    },

    DeleteCapacityProvider(input, context) {
      const region = regionOf(deps, context);
      const name = nameOf(text(input, 'capacityProvider') ?? '');
      if (isFargate(name))
        throw clientError('The specified capacity provider is reserved and cannot be deleted.');
      const provider = requireProvider(region, name);
      const used = [...region.clusters.values()].some(
        ({ status, given }) =>
          status === 'ACTIVE' && (texts(given, 'capacityProviders') ?? []).map(nameOf).includes(name),
      );
      // Documented: it has to be disassociated from every cluster first; the status tells (aws-nuke pull 542).
      provider.updateStatus = used ? 'DELETE_FAILED' : 'DELETE_COMPLETE';
      if (!used) {
        provider.status = 'INACTIVE';
        region.capacityProviders.delete(name);
      }
      return { capacityProvider: providerAnswer(provider) };
    },

    PutClusterCapacityProviders(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      const names = (texts(input, 'capacityProviders') ?? []).map(nameOf);
      const known = allProviders(region).map(({ name }) => name);
      const unknown = names.find((name) => !known.includes(name));
      if (unknown !== undefined) {
        throw invalidParameter(
          'The specified capacity provider was not found. Specify a valid name or ARN and try again.',
        );
      }
      const dropped = (texts(cluster.given, 'capacityProviders') ?? []).filter(
        (name) => !names.includes(nameOf(name)),
      );
      const inUse = [...region.tasks(cluster.name).values()].some(
        (task) => isUnderWay(task) && dropped.includes(task.capacityProviderName ?? ''),
      );
      if (inUse) {
        // Text: containers-roadmap issue 631.
        throw new AwsError(
          'ResourceInUseException',
          'The specified capacity provider is in use and cannot be removed.',
        );
      }
      const former = cluster.given;
      const defaultCapacityProviderStrategy = records(input, 'defaultCapacityProviderStrategy') ?? [];
      cluster.given = { ...former, capacityProviders: names, defaultCapacityProviderStrategy };
      try {
        checkStrategy(region, cluster.name, { capacityProviderStrategy: defaultCapacityProviderStrategy });
      } catch (error) {
        cluster.given = former;
        throw error;
      }
      return {
        cluster: clusterAnswer(region, cluster, new Set(['SETTINGS', 'CONFIGURATIONS', 'ATTACHMENTS'])),
      };
    },
  };
}

function merge(former: unknown, value: JsonObject[string]): JsonObject[string] {
  const isObject = (one: unknown): one is JsonObject =>
    typeof one === 'object' && one !== null && !Array.isArray(one);
  return isObject(former) && isObject(value) ? { ...former, ...value } : value;
}
