import type { JsonObject } from '../../../core/lib/json';
import { strategyFor, takeSeat } from '../../engine/capacity';
import type { NewTask } from '../../engine/newTask';
import { instancesOf, meets, place, wantsDistinct } from '../../engine/placement';
import { managedTags } from '../../engine/taskTags';
import { flag, integer, record, records, text, texts, without } from '../../wire/input';
import { AwsError, type Operation } from '../../wire/service';
import type { TaskDefinitionRecord, TaskRecord } from '../../world/records';
import type { Region } from '../../world/region';
import { mergeByKey } from '../../world/tagLists';
import { regionOf, type EcsDeps } from './deps';
import { clientError, invalidParameter } from './errors';
import { nameOf, requireActiveTaskDefinition, requireCluster, requireService } from './lookups';
import { page } from './paging';
import { checkLaunchType, checkNetwork, checkStrategy, checkSubnets } from './serviceChecks';
import { readTags } from './tagLists';
import { taskAnswer } from './taskShape';

const MOST_TOKENS = 1_000;

/** What a client token of RunTask stands for. */
interface Replay {
  readonly input: string;
  readonly tasks: readonly TaskRecord[];
}

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
  const tokens = new Map<string, Replay>();

  /** Documented: a token is good for a day; here the newest thousand are. */
  const remember = (key: string, replay: Replay): void => {
    tokens.set(key, replay);
    for (const oldest of tokens.keys()) {
      if (tokens.size <= MOST_TOKENS) break;
      tokens.delete(oldest);
    }
  };

  /** One task as RunTask and StartTask ask for it. */
  const start = (
    region: Region,
    clusterName: string,
    definition: TaskDefinitionRecord,
    input: JsonObject,
    launchType: string,
    seat: Pick<NewTask, 'containerInstanceArn' | 'capacityProviderName'>,
  ): TaskRecord => {
    const startedBy = text(input, 'startedBy');
    const overrides = record(input, 'overrides');
    const network = record(input, 'networkConfiguration');
    const propagated = text(input, 'propagateTags') === 'TASK_DEFINITION' ? definition.tags : [];
    const managed = flag(input, 'enableECSManagedTags') === true ? managedTags(clusterName) : [];
    return deps.engine.startTask(region, {
      clusterName,
      definition,
      group: text(input, 'group') ?? `family:${definition.family}`,
      launchType,
      enableExecuteCommand: flag(input, 'enableExecuteCommand') ?? false,
      tags: mergeByKey(mergeByKey(propagated, managed), readTags(input) ?? []),
      ...seat,
      ...(startedBy !== undefined && { startedBy }),
      ...(overrides && { overrides }),
      ...(network && { networkConfiguration: network }),
    });
  };

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
        if (replayed.input !== JSON.stringify(input)) {
          throw new AwsError('ConflictException', '', {
            members: { resourceIds: replayed.tasks.map(({ arn }) => arn) },
          });
        }
        return { tasks: replayed.tasks.map((task) => withoutHealth(taskAnswer(region, task))), failures: [] };
      }
      checkStrategy(region, cluster.name, input);
      const launchType = checkLaunchType(input);
      const strategy = strategyFor(region, cluster.name, {
        launchType,
        strategy: records(input, 'capacityProviderStrategy'),
      });
      const network = record(input, 'networkConfiguration');
      checkNetwork(definition, input);
      const publicIp = record(network ?? {}, 'awsvpcConfiguration')?.['assignPublicIp'];
      if ((launchType ?? 'EC2') === 'EC2' && strategy === undefined && publicIp === 'ENABLED') {
        throw invalidParameter('Assign public IP is not supported for this launch type.');
      }
      checkSubnets(input);
      const count = integer(input, 'count') ?? 1;
      if (count < 1 || count > 10) throw invalidParameter('Task count must be between 1 and 10.');
      const made: TaskRecord[] = [];
      const failures: JsonObject[] = [];
      for (let number = 0; number < count; number += 1) {
        const found = takeSeat(region, {
          clusterName: cluster.name,
          definition,
          launchType,
          strategy,
          countOf: (provider) => made.filter((task) => task.capacityProviderName === provider).length,
          isAllowed: (arn, instance) =>
            meets(input, instance) &&
            !(wantsDistinct(input) && made.some((task) => task.containerInstanceArn === arn)),
        });
        if (found.kind === 'none') {
          const [instance] = instancesOf(region, cluster.name);
          if (instance === undefined) {
            throw invalidParameter('No Container Instances were found in your cluster.');
          }
          // There are instances, but none that may be taken (documented: API failure reasons).
          failures.push({ arn: instance[0], reason: 'MemberOf placement constraint unsatisfied.' });
          continue;
        }
        if (found.kind === 'full') {
          const reason = found.shortage === 'AGENT' ? 'AGENT' : `RESOURCE:${found.shortage}`;
          failures.push({ arn: found.instanceArn, reason });
          continue;
        }
        made.push(
          start(region, cluster.name, definition, input, found.launchType, {
            ...(found.containerInstanceArn !== undefined && {
              containerInstanceArn: found.containerInstanceArn,
            }),
            ...(found.capacityProviderName !== undefined && {
              capacityProviderName: found.capacityProviderName,
            }),
          }),
        );
      }
      if (token !== undefined) remember(tokenKey, { input: JSON.stringify(input), tasks: made });
      return { tasks: made.map((task) => withoutHealth(taskAnswer(region, task))), failures };
    },

    StartTask(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      const definition = requireActiveTaskDefinition(region, text(input, 'taskDefinition'));
      const wanted = texts(input, 'containerInstances') ?? [];
      if (wanted.length === 0) throw invalidParameter('Container instances cannot be empty.');
      if (wanted.length > 10)
        throw invalidParameter('Container instances cannot have more than 10 elements.');
      checkNetwork(definition, input);
      const made: TaskRecord[] = [];
      const failures: JsonObject[] = [];
      for (const name of wanted) {
        const arn = region.arn('ecs', `container-instance/${cluster.name}/${nameOf(name)}`);
        const found = place(region, cluster.name, definition, (one) => one === arn);
        if (found.kind === 'placed') {
          made.push(start(region, cluster.name, definition, input, 'EC2', { containerInstanceArn: arn }));
        } else {
          const lacks =
            found.kind === 'none' || found.shortage === 'AGENT' ? 'AGENT' : `RESOURCE:${found.shortage}`;
          failures.push({ arn, reason: region.containerInstances.has(arn) ? lacks : 'MISSING' });
        }
      }
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
      // Recorded: whatever tags it has.
      return { task: { ...withoutHealth(taskAnswer(region, task)), tags: [] } };
    },
  };
}

/** RunTask and StopTask never showed `healthStatus` in recorded answers. */
function withoutHealth(answer: JsonObject): JsonObject {
  return without(answer, 'healthStatus');
}
