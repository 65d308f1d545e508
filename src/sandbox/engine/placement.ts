import type { JsonObject } from '../../core/lib/json';
import { integer, records, text } from '../wire/input';
import type { TaskDefinitionRecord } from '../world/records';
import type { Region } from '../world/region';
import { isUnderWay } from './bounds';
import { containerDefinitions } from './taskSpec';

/** What a task takes of an instance, or an instance has. */
interface Resources {
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  readonly ports: readonly number[];
}

type Shortage = 'CPU' | 'MEMORY' | 'PORTS' | 'AGENT';

export type Placement =
  | { readonly kind: 'placed'; readonly instanceArn: string }
  /** The instance that came closest, and what it lacks. */
  | { readonly kind: 'full'; readonly instanceArn: string; readonly shortage: Shortage }
  | { readonly kind: 'none' };

const CLOSEST: Readonly<Record<Shortage, string>> = {
  CPU: 'has insufficient CPU units available.',
  MEMORY: 'has insufficient memory available.',
  PORTS: 'is already using a port required by your task.',
  AGENT: 'encountered error "AGENT".',
};
/** The later one of these was met, the closer an instance came. */
const CLOSENESS: readonly Shortage[] = ['AGENT', 'CPU', 'MEMORY', 'PORTS'];

/** An instance with room for the task, of several the one with the fewest tasks. */
export function place(
  region: Region,
  clusterName: string,
  definition: TaskDefinitionRecord,
  isAllowed: (arn: string, instance: JsonObject) => boolean = () => true,
): Placement {
  const wanted = resourcesOf(definition);
  let best: { readonly arn: string; readonly tasks: number } | undefined;
  let closest: { readonly arn: string; readonly shortage: Shortage } | undefined;
  for (const [arn, instance] of instancesOf(region, clusterName)) {
    if (instance['status'] !== 'ACTIVE' || !isAllowed(arn, instance)) continue;
    const { left, tasks } = remaining(region, clusterName, arn, instance);
    const shortage = instance['agentConnected'] === false ? 'AGENT' : shortageOf(wanted, left);
    if (shortage === undefined) {
      if (best === undefined || tasks < best.tasks) best = { arn, tasks };
    } else if (closest === undefined || CLOSENESS.indexOf(shortage) > CLOSENESS.indexOf(closest.shortage)) {
      closest = { arn, shortage };
    }
  }
  if (best !== undefined) return { kind: 'placed', instanceArn: best.arn };
  if (closest === undefined) return { kind: 'none' };
  return { kind: 'full', instanceArn: closest.arn, shortage: closest.shortage };
}

/** The service event about a task that found no place (documented: service event messages). */
export function placementEvent(placement: Exclude<Placement, { kind: 'placed' }>): string {
  const text = 'was unable to place a task because no container instance met all of its requirements.';
  if (placement.kind === 'none') return `${text} Reason: No Container Instances were found in your cluster.`;
  const id = placement.instanceArn.split('/').at(-1) ?? '';
  return (
    `${text} The closest matching container-instance ${id} ${CLOSEST[placement.shortage]} ` +
    'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.'
  );
}

/** `remainingResources` of an instance. */
export function remainingResources(
  region: Region,
  clusterName: string,
  arn: string,
  instance: JsonObject,
): readonly JsonObject[] {
  const { left } = remaining(region, clusterName, arn, instance);
  return (records(instance, 'registeredResources') ?? []).map((resource) => {
    switch (resource['name']) {
      case 'CPU':
        return { ...resource, integerValue: left.cpu };
      case 'MEMORY':
        return { ...resource, integerValue: left.memory };
      default:
        return { ...resource, stringSetValue: left.ports.map(String) };
    }
  });
}

/** The container instances of a cluster. */
export function instancesOf(region: Region, clusterName: string): readonly (readonly [string, JsonObject])[] {
  const prefix = region.arn('ecs', `container-instance/${clusterName}/`);
  return [...region.containerInstances].filter(([arn]) => arn.startsWith(prefix));
}

function resourcesOf(definition: TaskDefinitionRecord): Resources {
  const containers = containerDefinitions(definition);
  const sum = (amount: (container: JsonObject) => number | undefined): number =>
    containers.reduce((total, container) => total + (amount(container) ?? 0), 0);
  const { body } = definition;
  // With awsvpc each task has an address of its own, so ports are never in each other's way.
  const shared = body['networkMode'] !== 'awsvpc';
  return {
    cpu: Number(text(body, 'cpu') ?? sum((container) => integer(container, 'cpu'))),
    memory: Number(
      text(body, 'memory') ??
        sum((container) => integer(container, 'memoryReservation') ?? integer(container, 'memory')),
    ),
    ports: !shared
      ? []
      : containers.flatMap((container) =>
          (records(container, 'portMappings') ?? []).flatMap((mapping) => {
            const port = integer(mapping, 'hostPort') ?? 0;
            return port === 0 ? [] : [port];
          }),
        ),
  };
}

/** What is left of an instance; `ports` are those that are taken. */
function remaining(
  region: Region,
  clusterName: string,
  arn: string,
  instance: JsonObject,
): { readonly left: Resources; readonly tasks: number } {
  const registered = (name: string): number =>
    integer(
      records(instance, 'registeredResources')?.find((resource) => resource['name'] === name) ?? {},
      'integerValue',
    ) ?? 0;
  let cpu = registered('CPU');
  let memory = registered('MEMORY');
  const ports: number[] = [];
  let tasks = 0;
  for (const task of region.tasks(clusterName).values()) {
    if (task.containerInstanceArn !== arn || !isUnderWay(task)) continue;
    tasks += 1;
    const definition = region.taskDefinition(task.taskDefinition);
    if (definition === undefined) continue;
    const taken = resourcesOf(definition);
    cpu -= taken.cpu;
    memory -= taken.memory;
    ports.push(...taken.ports);
  }
  return { left: { cpu, memory, ports }, tasks };
}

function shortageOf(wanted: Resources, left: Resources): Shortage | undefined {
  if (wanted.cpu > left.cpu) return 'CPU';
  if (wanted.memory > left.memory) return 'MEMORY';
  return wanted.ports.some((port) => left.ports.includes(port)) ? 'PORTS' : undefined;
}

/** Whether each task has to be on an instance of its own (placement constraint `distinctInstance`). */
export function wantsDistinct(given: JsonObject): boolean {
  return (records(given, 'placementConstraints') ?? []).some(({ type }) => type === 'distinctInstance');
}

/** Whether an instance meets the `memberOf` constraints: `attribute:NAME ==|!= VALUE`, others are taken to be met. */
export function meets(given: JsonObject, instance: JsonObject): boolean {
  return (records(given, 'placementConstraints') ?? []).every((constraint) => {
    const expression = constraint['type'] === 'memberOf' ? (text(constraint, 'expression') ?? '') : '';
    const parts = /^attribute:(\S+)\s*(==|!=)\s*(\S+)$/.exec(expression.trim());
    if (parts === null) return true;
    const [, name, operator, value] = parts;
    const found = records(instance, 'attributes')?.find((attribute) => attribute['name'] === name);
    return (found?.['value'] === value) === (operator === '==');
  });
}
