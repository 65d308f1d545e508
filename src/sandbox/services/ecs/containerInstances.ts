import { remainingResources } from '../../engine/placement';
import { text, texts } from '../../wire/input';
import type { Operation } from '../../wire/service';
import type { Region } from '../../world/region';
import { regionOf, type EcsDeps } from './deps';
import { invalidParameter } from './errors';
import { nameOf, requireCluster } from './lookups';
import { page } from './paging';

function instanceArns(region: Region, clusterName: string): string[] {
  const prefix = region.arn('ecs', `container-instance/${clusterName}/`);
  return [...region.containerInstances.keys()].filter((arn) => arn.startsWith(prefix));
}

export function containerInstanceOperations(deps: EcsDeps): Record<string, Operation> {
  return {
    ListContainerInstances(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      const status = text(input, 'status');
      const all = instanceArns(region, cluster.name).filter(
        (arn) => status === undefined || region.containerInstances.get(arn)?.['status'] === status,
      );
      const { items, rest } = page(input, 'instances', all, 100);
      return { containerInstanceArns: items, ...rest };
    },

    DescribeContainerInstances(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      const wanted = texts(input, 'containerInstances') ?? [];
      if (wanted.length === 0) throw invalidParameter('Container instances cannot be empty.');
      const arns = wanted.map((name) =>
        region.arn('ecs', `container-instance/${cluster.name}/${nameOf(name)}`),
      );
      return {
        containerInstances: arns.flatMap((arn) => {
          const instance = region.containerInstances.get(arn);
          if (instance === undefined) return [];
          const tasks = [...region.tasks(cluster.name).values()].filter(
            (task) => task.containerInstanceArn === arn,
          );
          return [
            {
              ...instance,
              remainingResources: remainingResources(region, cluster.name, arn, instance),
              runningTasksCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
              pendingTasksCount: tasks.filter(({ lastStatus }) => lastStatus === 'PENDING').length,
            },
          ];
        }),
        failures: arns
          .filter((arn) => !region.containerInstances.has(arn))
          .map((arn) => ({ arn, reason: 'MISSING' })),
      };
    },

    DescribeCapacityProviders(input, context) {
      const region = regionOf(deps, context);
      const names = texts(input, 'capacityProviders') ?? ['FARGATE', 'FARGATE_SPOT'];
      const known = names.filter((name) => nameOf(name).startsWith('FARGATE'));
      return {
        capacityProviders: known.map((name) => ({
          capacityProviderArn: region.arn('ecs', `capacity-provider/${nameOf(name)}`),
          name: nameOf(name),
          status: 'ACTIVE',
          tags: [],
        })),
        failures: names
          .filter((name) => !known.includes(name))
          .map((name) => ({
            arn: region.arn('ecs', `capacity-provider/${nameOf(name)}`),
            reason: 'MISSING',
          })),
      };
    },
  };
}
