import type { JsonObject } from '../../../core/lib/json';
import { flag, text } from '../../wire/input';
import { AwsError, type Operation } from '../../wire/service';
import type { ContainerRecord, TaskRecord } from '../../world/records';
import { regionOf, type EcsDeps } from './deps';
import { invalidParameter } from './errors';
import { nameOf, requireCluster } from './lookups';

/** Both met by many, with this apostrophe. */
const NOT_ENABLED =
  'The execute command failed because execute command was not enabled when the task was run or the execute ' +
  'command agent isn’t running. Wait and try again or run a new task with execute command enabled and try again.';
const NOT_CONNECTED = 'The execute command failed due to an internal error. Try again later.';

/**
 * ECS Exec. There is no Session Manager behind it: where everything is as it should be, the answer is the one of
 * an agent that cannot reach it.
 */
export function execOperations(deps: EcsDeps): Record<string, Operation> {
  return {
    ExecuteCommand(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      if (flag(input, 'interactive') !== true) {
        throw invalidParameter('Interactive is the only mode supported currently.');
      }
      if ((text(input, 'command') ?? '') === '') throw invalidParameter('Command cannot be empty.');
      const task = region.tasks(cluster.name).get(nameOf(text(input, 'task') ?? ''));
      if (task === undefined) throw invalidParameter('The referenced task was not found.');
      const container = containerOf(task, text(input, 'container'));
      if (!task.enableExecuteCommand || container.lastStatus !== 'RUNNING')
        throw invalidParameter(NOT_ENABLED);
      throw new AwsError('TargetNotConnectedException', NOT_CONNECTED);
    },
  };
}

/** `managedAgents` of a container: with ECS Exec, the agent that answers it. */
export function managedAgents(
  task: TaskRecord,
  container: ContainerRecord,
): readonly JsonObject[] | undefined {
  if (!task.enableExecuteCommand) return undefined;
  return [
    {
      name: 'ExecuteCommandAgent',
      lastStatus: container.lastStatus,
      ...(task.startedAt !== undefined && { lastStartedAt: task.startedAt / 1000 }),
    },
  ];
}

function containerOf(task: TaskRecord, name: string | undefined): ContainerRecord {
  const [first, ...others] = task.containers;
  if (name === undefined && others.length > 0) {
    throw invalidParameter('A container name must be specified for a task with several containers.');
  }
  const found = name === undefined ? first : task.containers.find((container) => container.name === name);
  if (found === undefined) throw invalidParameter('The referenced container was not found in the task.');
  return found;
}
