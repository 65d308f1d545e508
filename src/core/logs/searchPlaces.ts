import type { Connection } from '../aws/connection';
import type { Message } from '../lib/message';
import { arnName, parseTaskDefinition, shortTaskId } from '../model/arn';
import type { Task } from '../model/task';
import { LogLocator } from './locate';
import type { ContainerLogs, LineSource, LogSubject } from './model';
import { TaskWatch } from './taskWatch';

/** Streams of one container: of all tasks, or of one. Named by their beginning, because none of them need exist. */
export interface SearchPlace {
  readonly region: string;
  readonly group: string;
  readonly prefix: string;
  /** Whose a stream is that begins so. */
  readonly sourceOf: (stream: string) => LineSource;
}

/** The id of the task that a stream's lines are of. */
export function taskIdOf(place: SearchPlace, stream: string): string {
  return arnName(place.sourceOf(stream).taskArn);
}

export interface SearchPlaces {
  readonly places: readonly SearchPlace[];
  /** Of containers that log elsewhere: where their lines are. */
  readonly elsewhere: readonly Message[];
  /** Whole groups, those among them in which no stream can be told from others. */
  readonly groups: readonly { readonly region: string; readonly group: string }[];
  /** The tasks that ECS knows to be the subject's, by their ids. */
  readonly tasks: ReadonlyMap<string, Task>;
}

/** Streams without a prefix are named after containers, one by one; each costs a call for every page. */
const MOST_SINGLE_STREAMS = 50;

/**
 * Where a subject's lines lie. Of a whole service by what the stream names of its containers begin with, so that lines of
 * tasks which ECS has forgotten are found too.
 */
export async function findSearchPlaces(
  connection: Pick<Connection, 'info' | 'ecs'>,
  subject: LogSubject,
  signal: AbortSignal,
): Promise<SearchPlaces> {
  const { ecs, info } = connection;
  const { tasks } = await new TaskWatch(ecs, subject).look(signal);
  const locator = new LogLocator(ecs, info.region);
  const byId = new Map(tasks.map((task) => [arnName(task.arn), task]));
  const definitions = new Set(tasks.map(({ taskDefinitionArn }) => taskDefinitionArn));
  const current = await currentDefinition(ecs, subject, signal);
  // A forgotten task is looked for where the service's tasks of today log.
  if (current !== undefined && (subject.taskArn === undefined || tasks.length === 0))
    definitions.add(current);
  const places = new Map<string, SearchPlace>();
  const elsewhere = new Map<string, Message>();
  const groups = new Map<string, { readonly region: string; readonly group: string }>();
  const addGroup = (region: string, group: string): void => {
    groups.set([region, group].join('\n'), { region, group });
  };
  let single = 0;
  for (const definition of definitions) {
    for (const logs of await locator.containers(definition, signal)) {
      if (subject.container !== undefined && logs.container !== subject.container) continue;
      if (logs.kind === 'elsewhere') {
        elsewhere.set(logs.container, logs.explanation);
        if (logs.queried !== undefined) addGroup(logs.queried.region, logs.queried.group);
        continue;
      }
      const { region, group, container } = logs;
      addGroup(region, group);
      const add = (prefix: string, sourceOf: SearchPlace['sourceOf']): void => {
        places.set([region, group, prefix].join('\n'), { region, group, prefix, sourceOf });
      };
      const prefix = prefixOf(logs);
      if (prefix !== undefined) {
        const whole = prefix + (subject.taskArn === undefined ? '' : arnName(subject.taskArn));
        add(whole, (stream) => sourceFor(stream.slice(prefix.length), container, byId));
        continue;
      }
      for (const task of tasks) {
        const runtimeId = task.containers.find(({ name }) => name === container)?.runtimeId;
        if (runtimeId === undefined || task.taskDefinitionArn !== definition) continue;
        if (single >= MOST_SINGLE_STREAMS) break;
        single += 1;
        add(runtimeId, () => sourceFor(arnName(task.arn), container, byId));
      }
    }
  }
  return {
    places: [...places.values()],
    elsewhere: [...elsewhere.values()],
    groups: [...groups.values()],
    tasks: byId,
  };
}

async function currentDefinition(
  ecs: Connection['ecs'],
  { clusterArn, serviceArn }: LogSubject,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (serviceArn === undefined) return undefined;
  const { services } = await ecs.describeServices(clusterArn, [serviceArn], signal);
  return services[0]?.taskDefinitionArn;
}

/** What stands before the task's id; undefined where a stream is named after the container's runtime id. */
function prefixOf(logs: Exclude<ContainerLogs, { kind: 'elsewhere' }>): string | undefined {
  const { kind, container, prefix } = logs;
  if (kind === 'firelens') return `${prefix}${container}-firelens-`;
  return prefix === undefined ? undefined : `${prefix}/${container}/`;
}

function sourceFor(taskId: string, container: string, known: ReadonlyMap<string, Task>): LineSource {
  const task = known.get(taskId);
  if (task === undefined) return { taskArn: taskId, taskId: shortTaskId(taskId), container };
  const { revision } = parseTaskDefinition(task.taskDefinitionArn);
  return { taskArn: task.arn, taskId: shortTaskId(task.arn), revision, container };
}
