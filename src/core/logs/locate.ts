import type { EcsApi } from '../aws/api';
import { arnName, parseTaskDefinition, shortTaskId } from '../model/arn';
import type { Task } from '../model/task';
import { readContainerLogs } from './containerLogs';
import type { ContainerLogs, LogStream } from './model';

/** Knows where containers log; asks once per task definition revision, which never changes. */
export class LogLocator {
  readonly #ecs: Pick<EcsApi, 'describeTaskDefinition'>;
  readonly #region: string;
  readonly #known = new Map<string, Promise<readonly ContainerLogs[]>>();

  constructor(ecs: Pick<EcsApi, 'describeTaskDefinition'>, region: string) {
    this.#ecs = ecs;
    this.#region = region;
  }

  async containers(taskDefinitionArn: string, signal: AbortSignal): Promise<readonly ContainerLogs[]> {
    const known = this.#known.get(taskDefinitionArn);
    if (known !== undefined) return known;
    const asked = this.#ecs
      .describeTaskDefinition(taskDefinitionArn, signal)
      .then(({ body }) => readContainerLogs(body, this.#region));
    this.#known.set(taskDefinitionArn, asked);
    // A failure is not remembered: the next look asks again.
    asked.catch(() => this.#known.delete(taskDefinitionArn));
    return asked;
  }
}

/**
 * The streams a task's containers write to. Computed, not looked up: `<prefix>/<container>/<task id>`, or the runtime
 * id where there is no prefix (the ECS developer guide's "awslogs" page). Containers without a prefix that have not
 * started yet are named in `unresolved`: their stream has no name so far.
 */
export function locateLogs(
  task: Task,
  containers: readonly ContainerLogs[],
): { readonly streams: readonly LogStream[]; readonly unresolved: readonly string[] } {
  const streams: LogStream[] = [];
  const unresolved: string[] = [];
  for (const logs of containers) {
    if (logs.kind === 'elsewhere') continue;
    const stream = streamName(logs, task);
    if (stream === undefined) {
      unresolved.push(logs.container);
      continue;
    }
    streams.push({
      group: logs.group,
      region: logs.region,
      stream,
      source: {
        taskArn: task.arn,
        taskId: shortTaskId(task.arn),
        revision: parseTaskDefinition(task.taskDefinitionArn).revision,
        container: logs.container,
      },
    });
  }
  return { streams, unresolved };
}

function streamName(logs: Exclude<ContainerLogs, { kind: 'elsewhere' }>, task: Task): string | undefined {
  const { container, prefix } = logs;
  const taskId = arnName(task.arn);
  if (logs.kind === 'firelens') return `${logs.prefix}${container}-firelens-${taskId}`;
  return prefix === undefined
    ? task.containers.find(({ name }) => name === container)?.runtimeId
    : `${prefix}/${container}/${taskId}`;
}
