import { remainingResources } from '../../engine/placement';
import type { JsonObject } from '../../../core/lib/json';
import { integer, records, text, texts, without } from '../../wire/input';
import { AwsError, type Operation } from '../../wire/service';
import type { Region } from '../../world/region';
import { regionOf, type EcsDeps } from './deps';
import { invalidParameter } from './errors';
import { includes, nameOf, requireCluster } from './lookups';
import { page } from './paging';
import { isPending } from './taskShape';

function instanceArns(region: Region, clusterName: string): string[] {
  const prefix = region.arn('ecs', `container-instance/${clusterName}/`);
  return [...region.containerInstances.keys()].filter((arn) => arn.startsWith(prefix));
}

function instanceAnswer(region: Region, cluster: string, arn: string): JsonObject {
  const instance = region.containerInstances.get(arn) ?? {};
  const tasks = [...region.tasks(cluster).values()].filter((task) => task.containerInstanceArn === arn);
  return {
    ...instance,
    remainingResources: remainingResources(region, cluster, arn, instance),
    runningTasksCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingTasksCount: tasks.filter(isPending).length,
  };
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
      const include = includes(input, ['CONTAINER_INSTANCE_HEALTH', 'TAGS']);
      const arns = wanted.map((name) =>
        region.arn('ecs', `container-instance/${cluster.name}/${nameOf(name)}`),
      );
      return {
        containerInstances: arns
          .filter((arn) => region.containerInstances.has(arn))
          .map((arn) => {
            const answer = instanceAnswer(region, cluster.name, arn);
            return include.has('TAGS') ? answer : { ...answer, tags: [] };
          }),
        failures: arns
          .filter((arn) => !region.containerInstances.has(arn))
          .map((arn) => ({ arn, reason: 'MISSING' })),
      };
    },

    UpdateContainerInstancesState(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      const wanted = texts(input, 'containerInstances') ?? [];
      const status = text(input, 'status');
      if (wanted.length === 0) throw invalidParameter('Container instances cannot be empty.');
      if (wanted.length > 10)
        throw invalidParameter('Container instances cannot have more than 10 elements.');
      // Documented: these two only; the others are the agent's.
      if (status !== 'ACTIVE' && status !== 'DRAINING') {
        throw invalidParameter('Container instance status should be one of [ACTIVE,DRAINING]');
      }
      const changed: JsonObject[] = [];
      const failures: JsonObject[] = [];
      for (const name of wanted) {
        const arn = region.arn('ecs', `container-instance/${cluster.name}/${nameOf(name)}`);
        const instance = region.containerInstances.get(arn);
        if (instance === undefined) {
          failures.push({ arn, reason: 'MISSING' });
          continue;
        }
        const version = (integer(instance, 'version') ?? 0) + 1;
        region.containerInstances.set(arn, { ...instance, status, version });
        changed.push(instanceAnswer(region, cluster.name, arn));
      }
      deps.engine.instancesChanged(region, cluster.name);
      return { containerInstances: changed, failures };
    },

    ListAttributes(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      if (text(input, 'targetType') !== 'container-instance') {
        throw invalidParameter('targetType should be one of [container-instance]');
      }
      const name = text(input, 'attributeName');
      const value = text(input, 'attributeValue');
      const all = instanceArns(region, cluster.name).flatMap((arn) =>
        (records(region.containerInstances.get(arn) ?? {}, 'attributes') ?? [])
          .filter(
            (one) =>
              (name === undefined || one['name'] === name) && (value === undefined || one['value'] === value),
          )
          .map((one) => ({ ...one, targetId: arn })),
      );
      const { items, rest } = page(input, 'attributes', all, 100);
      return { attributes: items, ...rest };
    },

    PutAttributes(input, context) {
      const region = regionOf(deps, context);
      const attributes = records(input, 'attributes') ?? [];
      change(region, input, attributes, (own, one) => [
        ...own.filter((known) => known['name'] !== one['name']),
        without(one, 'targetType', 'targetId'),
      ]);
      return { attributes };
    },

    DeleteAttributes(input, context) {
      const region = regionOf(deps, context);
      const attributes = records(input, 'attributes') ?? [];
      change(region, input, attributes, (own, one) => own.filter((known) => known['name'] !== one['name']));
      return { attributes };
    },
  };

  function change(
    region: Region,
    input: JsonObject,
    attributes: readonly JsonObject[],
    edit: (own: readonly JsonObject[], one: JsonObject) => readonly JsonObject[],
  ): void {
    const cluster = requireCluster(region, input);
    for (const one of attributes) {
      const arn = region.arn(
        'ecs',
        `container-instance/${cluster.name}/${nameOf(text(one, 'targetId') ?? '')}`,
      );
      const instance = region.containerInstances.get(arn);
      if (instance === undefined) {
        throw new AwsError('TargetNotFoundException', 'The specified target was not found.');
      }
      const own = records(instance, 'attributes') ?? [];
      region.containerInstances.set(arn, { ...instance, attributes: edit(own, one) });
    }
    deps.engine.instancesChanged(region, cluster.name);
  }
}
