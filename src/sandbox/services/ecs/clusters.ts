import type { JsonObject } from '../../../core/lib/json';
import { records, text, texts, without } from '../../wire/input';
import { AwsError, type Operation } from '../../wire/service';
import type { ClusterRecord, ServiceRecord } from '../../world/records';
import type { Region } from '../../world/region';
import { regionOf, type EcsDeps } from './deps';
import { clientError, invalidParameter } from './errors';
import { clusterName, includes, nameOf } from './lookups';
import { page } from './paging';
import { readTags, tagAnswer } from './tagLists';
import { isPending } from './taskShape';

const INCLUDES = ['ATTACHMENTS', 'CONFIGURATIONS', 'SETTINGS', 'STATISTICS', 'TAGS'] as const;
/** Recorded: what calls that change a cluster answer with. None of them counts anything, or names attachments of a new one. */
const OF_NEW: ReadonlySet<string> = new Set(['CONFIGURATIONS', 'SETTINGS', 'TAGS']);
const OF_CHANGED: ReadonlySet<string> = new Set(['ATTACHMENTS', 'CONFIGURATIONS', 'SETTINGS']);
const DEFAULT_SETTINGS = [{ name: 'containerInsights', value: 'disabled' }];

/** A cluster with the members that `include` names. */
export function clusterAnswer(
  region: Region,
  cluster: ClusterRecord,
  include: ReadonlySet<string>,
): JsonObject {
  const running = { EC2: 0, Fargate: 0 };
  const pending = { EC2: 0, Fargate: 0 };
  for (const task of region.tasks(cluster.name).values()) {
    const kind = task.launchType === 'FARGATE' ? 'Fargate' : 'EC2';
    if (task.lastStatus === 'RUNNING') running[kind] += 1;
    else if (isPending(task)) pending[kind] += 1;
  }
  const services = [...region.services(cluster.name).values()];
  const instances = [...region.containerInstances.keys()];
  const { settings, configuration, capacityProviders, defaultCapacityProviderStrategy, ...rest } =
    cluster.given;
  return {
    ...rest,
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: instances.filter((arn) => arn.includes(`/${cluster.name}/`)).length,
    runningTasksCount: running.EC2 + running.Fargate,
    pendingTasksCount: pending.EC2 + pending.Fargate,
    activeServicesCount: services.filter(({ status }) => status === 'ACTIVE').length,
    statistics: include.has('STATISTICS') ? statistics(running, pending, services) : [],
    tags: include.has('TAGS') ? tagAnswer(cluster.tags) : [],
    settings: include.has('SETTINGS') ? (settings ?? DEFAULT_SETTINGS) : [],
    capacityProviders: capacityProviders ?? [],
    defaultCapacityProviderStrategy: defaultCapacityProviderStrategy ?? [],
    ...(include.has('CONFIGURATIONS') && configuration !== undefined && { configuration }),
    ...(include.has('ATTACHMENTS') && { attachments: [] }),
  };
}

interface ByLaunchType {
  readonly EC2: number;
  readonly Fargate: number;
}

/** Values are strings here. */
function statistics(
  running: ByLaunchType,
  pending: ByLaunchType,
  services: readonly ServiceRecord[],
): JsonObject[] {
  const inStatus = (status: ServiceRecord['status'], fargate: boolean): string =>
    String(
      services.filter((one) => one.status === status && (one.given['launchType'] !== 'EC2') === fargate)
        .length,
    );
  return [
    { name: 'runningEC2TasksCount', value: String(running.EC2) },
    { name: 'runningFargateTasksCount', value: String(running.Fargate) },
    { name: 'pendingEC2TasksCount', value: String(pending.EC2) },
    { name: 'pendingFargateTasksCount', value: String(pending.Fargate) },
    { name: 'activeEC2ServiceCount', value: inStatus('ACTIVE', false) },
    { name: 'activeFargateServiceCount', value: inStatus('ACTIVE', true) },
    { name: 'drainingEC2ServiceCount', value: inStatus('DRAINING', false) },
    { name: 'drainingFargateServiceCount', value: inStatus('DRAINING', true) },
  ];
}

export function clusterOperations(deps: EcsDeps): Record<string, Operation> {
  return {
    ListClusters(input, context) {
      const region = regionOf(deps, context);
      const active = [...region.clusters.values()].filter(({ status }) => status === 'ACTIVE');
      const { items, rest } = page(input, 'clusters', active, 100);
      return { clusterArns: items.map(({ arn }) => arn), ...rest };
    },

    DescribeClusters(input, context) {
      const region = regionOf(deps, context);
      const names = [...new Set(texts(input, 'clusters') ?? ['default'])];
      if (names.length > 100) throw invalidParameter('Clusters cannot have more than 100 elements.');
      const known = names.flatMap((name) => region.clusters.get(nameOf(name)) ?? []);
      const missing = names.filter((name) => !region.clusters.has(nameOf(name)));
      // A wrong `include` is noticed only when there is something to describe.
      const include = known.length === 0 ? new Set<string>() : includes(input, INCLUDES);
      return {
        clusters: known.map((cluster) => clusterAnswer(region, cluster, include)),
        failures: missing.map((name) => ({
          arn: region.arn('ecs', `cluster/${nameOf(name)}`),
          reason: 'MISSING',
        })),
      };
    },

    CreateCluster(input, context) {
      const region = regionOf(deps, context);
      const name = text(input, 'clusterName') ?? 'default';
      if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) throw invalidParameter('Invalid cluster name.');
      const known = region.clusters.get(name);
      const given = without(input, 'clusterName', 'tags');
      const tags = readTags(input) ?? [];
      records(input, 'settings');
      if (known === undefined) {
        const cluster: ClusterRecord = {
          name,
          arn: region.arn('ecs', `cluster/${name}`),
          status: 'ACTIVE',
          given,
          tags,
        };
        region.clusters.set(name, cluster);
        return { cluster: clusterAnswer(region, cluster, OF_NEW) };
      }
      if (known.status === 'INACTIVE') Object.assign(known, { status: 'ACTIVE', given, tags });
      return { cluster: clusterAnswer(region, known, OF_NEW) };
    },

    UpdateCluster(input, context) {
      return { cluster: update(input, regionOf(deps, context)) };
    },

    UpdateClusterSettings(input, context) {
      return { cluster: update(input, regionOf(deps, context)) };
    },

    DeleteCluster(input, context) {
      const region = regionOf(deps, context);
      const cluster = region.clusters.get(clusterName(input));
      if (cluster === undefined) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
      const services = [...region.services(cluster.name).values()];
      if (services.some(({ status }) => status === 'ACTIVE')) {
        throw new AwsError(
          'ClusterContainsServicesException',
          'The Cluster cannot be deleted while Services are active.',
        );
      }
      const tasks = [...region.tasks(cluster.name).values()];
      if (tasks.some(({ lastStatus }) => lastStatus !== 'STOPPED')) {
        throw new AwsError(
          'ClusterContainsTasksException',
          'The Cluster cannot be deleted while Tasks are active.',
        );
      }
      cluster.status = 'INACTIVE';
      return { cluster: clusterAnswer(region, cluster, OF_CHANGED) };
    },
  };
}

function update(input: JsonObject, region: Region): JsonObject {
  const cluster = region.clusters.get(clusterName(input));
  if (cluster === undefined) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  if (cluster.status !== 'ACTIVE') throw clientError('Cluster was not ACTIVE.');
  cluster.given = { ...cluster.given, ...without(input, 'cluster') };
  return clusterAnswer(region, cluster, OF_CHANGED);
}
