import type { ContainerInstance } from '../aws/api';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json';
import { message } from '../lib/message';
import { ok, warning } from './check';
import type { PlanFacts } from './facts';
import type { PlanCheck } from './plan';
import { containersOf, textOf } from './taskDefinition';
import { taskLimits } from './view/rollout';

/** What one task takes of an instance. */
interface TaskNeeds {
  readonly cpu: number;
  readonly memory: number;
  readonly ports: readonly string[];
}

/** As many instances as are read; with more of them nothing is said. */
const MOST = 300;

/**
 * Whether one more task fits on an instance, for services that bring their own: a rolling update starts the new task
 * first where it may run one more, and else waits for an old one to go.
 */
export function capacityChecks({ service, base, instances }: PlanFacts): readonly PlanCheck[] {
  if (instances === undefined || instances.length >= MOST || service.desired === 0) return [];
  // A capacity provider brings instances when there is no room.
  if (service.scheduling === 'DAEMON' || service.launchType === undefined) return [];
  const available = instances.filter((instance) => instance.available);
  if (available.length === 0) {
    return [
      warning('instances', message('check.noInstances', 'No container instance of the cluster takes tasks')),
    ];
  }
  const needs = needsOf(base.body);
  const lacks = available.map((instance) => lackOf(instance, needs));
  const free = lacks.filter((lack) => lack === undefined).length;
  if (free > 0) {
    return [
      ok(
        'instances',
        message(
          'check.instances',
          '{0} of {1} container instances have room for one more task',
          free,
          available.length,
        ),
      ),
    ];
  }
  const lack = [...new Set(lacks)].join(', ');
  const stopsFirst = taskLimits(service).minimum < service.desired;
  return [
    warning(
      'instances',
      stopsFirst
        ? message(
            'check.instancesStopFirst',
            'No container instance has room for one more task ({0}): ECS stops an old one first',
            lack,
          )
        : message(
            'check.instancesFull',
            'No container instance has room for one more task ({0}), and none may be stopped first: the deployment waits until there is. Add an instance, or lower the minimum',
            lack,
          ),
    ),
  ];
}

function lackOf(
  { freeCpu, freeMemory, takenPorts }: ContainerInstance,
  needs: TaskNeeds,
): string | undefined {
  const port = needs.ports.find((wanted) => takenPorts.includes(wanted));
  if (port !== undefined) return `port ${port}`;
  if (freeMemory < needs.memory) return 'memory';
  return freeCpu < needs.cpu ? 'CPU' : undefined;
}

/** The task's own size counts, and else that of its containers: what they reserve of memory, or their limit. */
function needsOf(body: JsonObject): TaskNeeds {
  const containers = containersOf(body).map((container) => container.body);
  const sum = (of: (container: JsonObject) => number): number =>
    containers.reduce((total, container) => total + of(container), 0);
  const cpu = Number(textOf(body, 'cpu') ?? Number.NaN);
  const memory = Number(textOf(body, 'memory') ?? Number.NaN);
  return {
    cpu: Number.isFinite(cpu) ? cpu : sum((container) => numberOf(container['cpu'])),
    memory: Number.isFinite(memory)
      ? memory
      : sum((container) => numberOf(container['memoryReservation'] ?? container['memory'])),
    ports: hostPorts(textOf(body, 'networkMode'), containers),
  };
}

/** Ports of the instance itself; with awsvpc each task has its own address, and 0 means any that is free. */
function hostPorts(networkMode: string | undefined, containers: readonly JsonObject[]): readonly string[] {
  if (networkMode === 'awsvpc' || networkMode === 'none') return [];
  return containers
    .flatMap(({ portMappings }) =>
      Array.isArray(portMappings) ? (portMappings as readonly JsonValue[]) : [],
    )
    .filter(isJsonObject)
    .flatMap((mapping) => {
      const port =
        networkMode === 'host' ? (mapping['hostPort'] ?? mapping['containerPort']) : mapping['hostPort'];
      return typeof port === 'number' && port > 0 ? [`${port}/${textOf(mapping, 'protocol') ?? 'tcp'}`] : [];
    });
}

function numberOf(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}
