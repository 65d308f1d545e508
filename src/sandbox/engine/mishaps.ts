import type { Mishap } from '../../scenarios/scenario';
import type { WorldClock } from '../clock';
import { records, text } from '../wire/input';
import type { MishapRecord } from '../world/mishapRecord';
import type { ServiceRecord, TaskDefinitionRecord, TaskRecord } from '../world/records';
import type { Region } from '../world/region';
import { containerDefinitions } from './taskSpec';

type Of<K extends Mishap['kind']> = Extract<Mishap, { kind: K }>;

/** Why a new task never runs, and at which container that is said; undefined for almost all tasks. */
export function startMishap(
  region: Region,
  task: TaskRecord,
  definition: TaskDefinitionRecord,
): { readonly reason: string; readonly container?: string } | undefined {
  const mishap = find(region, 'start', task.clusterName, task.serviceName, definition);
  if (mishap === undefined) return undefined;
  const [container] = containerDefinitions(definition);
  const name = text(container ?? {}, 'name');
  const image = text(container ?? {}, 'image') ?? '';
  const role = text(definition.body, 'executionRoleArn') ?? '';
  const reason = filled(mishap.reason, region, { image, role });
  return mishap.at === 'task' || name === undefined ? { reason } : { reason, container: name };
}

/** What the service says about why a new task has no place; undefined for almost all services. */
export function placeMishap(
  region: Region,
  service: ServiceRecord,
  definition: TaskDefinitionRecord,
): string | undefined {
  const mishap = find(region, 'place', service.clusterName, service.name, definition);
  const [balancer] = records(service.given, 'loadBalancers') ?? [];
  const group = text(balancer ?? {}, 'targetGroupArn') ?? '';
  return mishap === undefined ? undefined : filled(mishap.event, region, { group });
}

/** Lets the alarm of the service ring when a task of it runs that is to blame. */
export function alarmMishap(region: Region, task: TaskRecord, now: number): boolean {
  const definition = region.taskDefinition(task.taskDefinition);
  if (definition === undefined) return false;
  const found = region.mishaps.find(
    (one) => one.mishap.kind === 'alarm' && concerns(one, task.clusterName, task.serviceName, definition),
  );
  const alarm = region.alarms.get(found?.alarmName ?? '');
  if (alarm === undefined || alarm.state === 'ALARM') return false;
  region.alarms.set(alarm.name, {
    ...alarm,
    state: 'ALARM',
    reason: 'Threshold Crossed: 3 datapoints were greater than the threshold (5.0).',
    stateUpdatedAt: now,
  });
  return true;
}

/** Stops tasks that run, as AWS does where it takes back what they run on. */
export function stopByMishap(
  region: Region,
  clock: WorldClock,
  stop: (task: TaskRecord, code: string, reason: string) => void,
): void {
  for (const { mishap, clusterName, serviceName } of region.mishaps) {
    if (mishap.kind !== 'stop') continue;
    const { code, reason, afterMs, times } = mishap;
    for (let count = 1; count <= times; count += 1) {
      clock.after(afterMs * count, () => {
        const task = [...region.tasks(clusterName).values()].find(
          (one) =>
            one.serviceName === serviceName &&
            one.lastStatus === 'RUNNING' &&
            one.desiredStatus === 'RUNNING',
        );
        if (task !== undefined) stop(task, code, reason);
      });
    }
  }
}

function find<K extends Mishap['kind']>(
  region: Region,
  kind: K,
  clusterName: string,
  serviceName: string | undefined,
  definition: TaskDefinitionRecord,
): Of<K> | undefined {
  return region.mishaps.find(
    (one) => one.mishap.kind === kind && concerns(one, clusterName, serviceName, definition),
  )?.mishap as Of<K> | undefined;
}

function concerns(
  { clusterName, serviceName, tag }: MishapRecord,
  cluster: string,
  service: string | undefined,
  definition: TaskDefinitionRecord,
): boolean {
  if (clusterName !== cluster || serviceName !== service) return false;
  return (
    tag === undefined ||
    containerDefinitions(definition).some(
      (container) => text(container, 'image')?.endsWith(`:${tag}`) === true,
    )
  );
}

function filled(words: string, { accountId, name }: Region, facts: Readonly<Record<string, string>>): string {
  const { image = '' } = facts;
  const repository = image.slice(0, Math.max(image.lastIndexOf(':'), 0));
  const all: Readonly<Record<string, string>> = { ...facts, repository, region: name, account: accountId };
  return words.replace(/\{(\w{1,20})\}/g, (whole, key: string) => all[key] ?? whole);
}
