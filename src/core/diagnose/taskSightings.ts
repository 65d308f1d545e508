import type { Container, Task } from '../model/task';
import type { Evidence } from './evidence';
import { firstToFail, waitingFor } from './failing';
import type { KnownFacts } from './facts';
import type { Sighting } from './sighting';
import { SOURCES } from './sources';
import { fingerprint } from './text';

/** Tasks that died in the same way, told by one of them. */
export interface TaskGroup {
  readonly task: Task;
  readonly tasks: readonly string[];
}

/** Lines of one excerpt that are looked at. */
const LOG_LINES = 100;

/** Of these, the ones that may say why a program gave up. */
const LAST_LINES = 20;

/** Groups stopped tasks whose words and exit codes differ in ids and numbers only; one with a log speaks for its group. */
export function groupTasks({ tasks, logs }: Evidence): readonly TaskGroup[] {
  const logged = new Set(logs.map(({ taskArn }) => taskArn));
  const prints = new Map<string, string>();
  const print = (text: string): string => {
    const known = prints.get(text);
    if (known !== undefined) return known;
    const made = fingerprint(text);
    prints.set(text, made);
    return made;
  };
  const groups = new Map<string, { task: Task; tasks: string[] }>();
  for (const task of tasks) {
    if (task.lastStatus !== 'STOPPED') continue;
    const key = [
      task.stopCode,
      task.taskDefinitionArn,
      print(task.stoppedReason ?? ''),
      ...task.containers.map(
        ({ name, exitCode, reason }) => `${name} ${exitCode ?? ''} ${print(reason ?? '')}`,
      ),
    ].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { task, tasks: [task.arn] });
    else {
      group.tasks.push(task.arn);
      if (logged.has(task.arn) && !logged.has(group.task.arn)) group.task = task;
    }
  }
  return [...groups.values()];
}

/** Everything a stopped task says, about the container that failed first. */
export function taskSightings({ task, tasks }: TaskGroup, evidence: Evidence): readonly Sighting[] {
  const container = firstToFail(task, evidence);
  const known = knownOf(task, container, evidence);
  const around = [task.stoppedReason, ...task.containers.map(({ reason }) => reason)].filter(
    (text) => text !== undefined,
  );
  const base = { known, around, tasks, count: tasks.length, ...named(container?.name) };
  const sightings: Sighting[] = [];
  if (container?.reason !== undefined)
    sightings.push({
      ...base,
      where: 'container',
      text: container.reason,
      source: SOURCES.container(container.name, task.arn),
    });
  if (task.stoppedReason !== undefined)
    sightings.push({ ...base, where: 'stop', text: task.stoppedReason, source: SOURCES.stop(task.arn) });
  if (task.stopCode !== undefined)
    sightings.push({
      ...base,
      where: 'stop',
      text: task.stopCode,
      as: `stop code ${task.stopCode}; ${task.stoppedReason ?? ''}`,
      source: SOURCES.stopCode(task.arn),
    });
  if (container?.exitCode !== undefined)
    sightings.push({
      ...base,
      where: 'exit',
      text: String(container.exitCode),
      as: exitWords(task, container.exitCode),
      source: SOURCES.exit(container.name, task.arn),
    });
  const lifetime = lifetimeOf(task, evidence);
  if (lifetime !== undefined)
    sightings.push({ ...base, where: 'lifetime', text: lifetime, source: SOURCES.lifetime(task.arn) });
  if (container !== undefined) {
    const lines = logOf(task, container, evidence);
    const end = endedBadly(container) ? lines.length - LAST_LINES : lines.length;
    // Who ended well had nothing to die of, whatever was written.
    for (const [index, text] of container.exitCode === 0 ? [] : lines.entries())
      sightings.push({
        ...base,
        where: 'log',
        text,
        source: SOURCES.log(container.name, task.arn),
        ...(index >= end ? { atEnd: true } : {}),
      });
    if (known.waiting !== undefined)
      sightings.push({
        ...base,
        where: 'fact',
        text: `${known.waiting}: dependsOn ${container.name}`,
        as: 'dependency failed:',
        source: SOURCES.dependencies,
      });
  }
  return sightings;
}

/** By itself, and with an error: SIGTERM and SIGKILL come from outside. */
function endedBadly({ exitCode }: Container): boolean {
  return exitCode !== undefined && ![0, 137, 143].includes(exitCode);
}

/** How long a task lived that the load balancer called unhealthy, beside the time that it was given. */
function lifetimeOf(
  { stoppedReason, startedAt, stoppingAt }: Task,
  { service }: Evidence,
): string | undefined {
  if (startedAt === undefined || stoppingAt === undefined) return undefined;
  if (!/elb health checks/i.test(stoppedReason ?? '')) return undefined;
  const grace = service?.healthCheckGracePeriodSeconds;
  const ran = `RUNNING: ${Math.round((stoppingAt - startedAt) / 1000)} s`;
  return grace === undefined ? ran : `${ran}, healthCheckGracePeriodSeconds: ${grace}`;
}

/** The last lines of a container's log that were read. */
export function logOf(
  task: Task,
  container: Pick<Container, 'name'> | undefined,
  { logs }: Evidence,
): readonly string[] {
  const excerpt = logs.find((log) => log.taskArn === task.arn && log.container === container?.name);
  return excerpt?.lines.slice(-LOG_LINES) ?? [];
}

/** A process of a service ought to run on; one that somebody ran once may end. The mark after the code keeps 1 from being 13. */
function exitWords(task: Task, exitCode: number): string {
  const kind = task.group.startsWith('service:') ? 'service' : 'run';
  return `exit code ${exitCode}; ${kind}`;
}

function knownOf(task: Task, container: Container | undefined, evidence: Evidence): KnownFacts {
  const facts = evidence.taskDefinition?.containers.find(({ name }) => name === container?.name);
  const memory = facts?.memory ?? evidence.taskDefinition?.memory;
  const waiting = container === undefined ? [] : waitingFor(container.name, task, evidence);
  const logGroup = facts?.logConfiguration?.options['awslogs-group'];
  const platform = platformOf(evidence);
  return {
    ...(container === undefined ? {} : { container: container.name }),
    ...(container?.exitCode === undefined ? {} : { exitCode: String(container.exitCode) }),
    ...(memory === undefined ? {} : { memory: String(memory) }),
    ...(waiting.length === 0 ? {} : { waiting: waiting.join(', ') }),
    ...(logGroup === undefined ? {} : { logGroup }),
    ...(platform === undefined ? {} : { platform }),
  };
}

/** The platform that tasks run on, as `--platform` takes it; ECS assumes X86_64 where the definition says nothing. */
function platformOf({ taskDefinition }: Evidence): string | undefined {
  if (taskDefinition === undefined) return undefined;
  if (taskDefinition.runtimePlatform?.operatingSystemFamily?.startsWith('WINDOWS') === true)
    return 'windows/amd64';
  return taskDefinition.runtimePlatform?.cpuArchitecture === 'ARM64' ? 'linux/arm64' : 'linux/amd64';
}

function named(container: string | undefined): { readonly container?: string } {
  return container === undefined ? {} : { container };
}
