import type { JsonObject } from '../../../core/lib/json';
import { place } from '../../engine/placement';
import { flag, integer, record, records, text, texts, without } from '../../wire/input';
import type { Operation } from '../../wire/service';
import type { TaskRecord } from '../../world/records';
import type { Region } from '../../world/region';
import { regionOf, type EcsDeps } from './deps';
import { clientError, invalidParameter } from './errors';
import { nameOf, requireActiveTaskDefinition, requireCluster, requireService } from './lookups';
import { page } from './paging';
import { readTags } from './tagLists';
import { taskAnswer } from './taskShape';

const NETWORK_NEEDED = "Network Configuration must be provided when networkMode 'awsvpc' is specified.";

function listed(region: Region, input: JsonObject): TaskRecord[] {
  const cluster = requireCluster(region, input);
  const desired = text(input, 'desiredStatus') ?? 'RUNNING';
  const family = text(input, 'family');
  const startedBy = text(input, 'startedBy');
  const launchType = text(input, 'launchType');
  const instance = text(input, 'containerInstance');
  const service =
    text(input, 'serviceName') === undefined
      ? undefined
      : requireService(region, { ...input, service: input['serviceName'] });
  const tasks = service === undefined ? region.tasks(cluster.name).values() : region.tasksOf(service);
  const deployments = new Set(service?.deployments.map(({ id }) => id));
  return [...tasks]
    .filter(
      (task) =>
        task.desiredStatus === desired &&
        (family === undefined || nameOf(task.taskDefinition).startsWith(`${family}:`)) &&
        (startedBy === undefined || task.startedBy === startedBy) &&
        (launchType === undefined || task.launchType === launchType) &&
        (instance === undefined || nameOf(task.containerInstanceArn ?? '') === nameOf(instance)) &&
        // Stopped tasks of a deployment that is gone are no longer listed under the service.
        (service === undefined || task.desiredStatus === 'RUNNING' || deployments.has(task.startedBy ?? '')),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function taskOperations(deps: EcsDeps): Record<string, Operation> {
  /** Client token of RunTask -> what it made, by account and region. */
  const tokens = new Map<string, readonly TaskRecord[]>();

  return {
    ListTasks(input, context) {
      const region = regionOf(deps, context);
      const { items, rest } = page(input, 'tasks', listed(region, input), 100);
      return { taskArns: items.map(({ arn }) => arn), ...rest };
    },

    DescribeTasks(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      const wanted = [...new Set(texts(input, 'tasks') ?? [])];
      if (wanted.length === 0) throw invalidParameter('Tasks cannot be empty.');
      if (wanted.length > 100) throw invalidParameter('Tasks cannot have more than 100 elements.');
      const withTags = (texts(input, 'include') ?? []).includes('TAGS');
      const tasks = region.tasks(cluster.name);
      return {
        tasks: wanted.flatMap((name) => {
          const task = tasks.get(nameOf(name));
          if (task === undefined) return [];
          const answer = taskAnswer(region, task);
          return [withTags ? answer : { ...answer, tags: [] }];
        }),
        failures: wanted
          .filter((name) => !tasks.has(nameOf(name)))
          .map((name) => ({
            arn: region.arn('ecs', `task/${cluster.name}/${nameOf(name)}`),
            reason: 'MISSING',
          })),
      };
    },

    RunTask(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      const definition = requireActiveTaskDefinition(region, text(input, 'taskDefinition'));
      const token = text(input, 'clientToken');
      const tokenKey = `${context.accountId}/${context.region}/${cluster.name}/${token ?? ''}`;
      const replayed = token === undefined ? undefined : tokens.get(tokenKey);
      if (replayed !== undefined) {
        return { tasks: replayed.map((task) => taskAnswer(region, task)), failures: [] };
      }
      const strategy = records(input, 'capacityProviderStrategy');
      if (strategy !== undefined && text(input, 'launchType') !== undefined) {
        throw invalidParameter('You may choose a capacity provider or a launch type but not both.');
      }
      const provider = text(strategy?.[0] ?? {}, 'capacityProvider');
      const launchType =
        text(input, 'launchType') ?? (provider?.startsWith('FARGATE') === true ? 'FARGATE' : 'EC2');
      const network = record(input, 'networkConfiguration');
      if (definition.body['networkMode'] === 'awsvpc' && network === undefined) {
        throw invalidParameter(NETWORK_NEEDED);
      }
      const publicIp = record(network ?? {}, 'awsvpcConfiguration')?.['assignPublicIp'];
      if (launchType === 'EC2' && publicIp === 'ENABLED') {
        throw invalidParameter('Assign public IP is not supported for this launch type.');
      }
      const count = integer(input, 'count') ?? 1;
      if (count < 1 || count > 10) throw invalidParameter('Task count must be between 1 and 10.');
      const startedBy = text(input, 'startedBy');
      const overrides = record(input, 'overrides');
      const made: TaskRecord[] = [];
      const failures: JsonObject[] = [];
      for (let number = 0; number < count; number += 1) {
        const found = launchType === 'EC2' ? place(region, cluster.name, definition) : undefined;
        if (found?.kind === 'none')
          throw invalidParameter('No Container Instances were found in your cluster.');
        if (found?.kind === 'full') {
          const reason = found.shortage === 'AGENT' ? 'AGENT' : `RESOURCE:${found.shortage}`;
          failures.push({ arn: found.instanceArn, reason });
          continue;
        }
        const task = deps.engine.startTask(region, {
          clusterName: cluster.name,
          definition,
          group: text(input, 'group') ?? `family:${definition.family}`,
          launchType,
          enableExecuteCommand: flag(input, 'enableExecuteCommand') ?? false,
          tags: readTags(input) ?? [],
          ...(startedBy !== undefined && { startedBy }),
          ...(overrides && { overrides }),
          ...(network && { networkConfiguration: network }),
          ...(found !== undefined && { containerInstanceArn: found.instanceArn }),
          ...(provider !== undefined && { capacityProviderName: provider }),
        });
        made.push(task);
      }
      if (token !== undefined) tokens.set(tokenKey, made);
      return { tasks: made.map((task) => withoutHealth(taskAnswer(region, task))), failures };
    },

    StopTask(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      const task = region.tasks(cluster.name).get(nameOf(text(input, 'task') ?? ''));
      if (task === undefined) throw invalidParameter('The referenced task was not found.');
      const reason = text(input, 'reason') ?? 'Task stopped by user';
      if (reason.length > 1024) throw clientError('Reason is longer than 1024 characters.');
      deps.engine.stopTask(region, task, 'UserInitiated', reason);
      return { task: withoutHealth(taskAnswer(region, task)) };
    },
  };
}

/** RunTask and StopTask never showed `healthStatus` in recorded answers. */
function withoutHealth(answer: JsonObject): JsonObject {
  return without(answer, 'healthStatus');
}
