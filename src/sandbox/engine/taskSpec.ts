import type { JsonObject } from '../../core/lib/json';
import type { ContainerSpec, TaskSpec } from '../runtime/runtime';
import { flag, integer, record, records, text, texts } from '../wire/input';
import type { TaskDefinitionRecord, TaskRecord } from '../world/records';
import type { Region } from '../world/region';

const DEFAULT_STOP_TIMEOUT_S = 30;

export function containerDefinitions(definition: Pick<TaskDefinitionRecord, 'body'>): readonly JsonObject[] {
  return records(definition.body, 'containerDefinitions') ?? [];
}

function pairs(list: readonly JsonObject[]): Record<string, string> {
  return Object.fromEntries(list.map((item) => [text(item, 'name') ?? '', text(item, 'value') ?? '']));
}

function dependency(item: JsonObject): ContainerSpec['dependsOn'][number] {
  const condition = text(item, 'condition');
  return {
    containerName: text(item, 'containerName') ?? '',
    condition:
      condition === 'COMPLETE' || condition === 'SUCCESS' || condition === 'HEALTHY' ? condition : 'START',
  };
}

function healthCheck(definition: JsonObject): ContainerSpec['healthCheck'] {
  const check = record(definition, 'healthCheck');
  const command = check === undefined ? undefined : texts(check, 'command');
  if (check === undefined || command === undefined) return undefined;
  return {
    command,
    interval: integer(check, 'interval') ?? 30,
    timeout: integer(check, 'timeout') ?? 5,
    retries: integer(check, 'retries') ?? 3,
    startPeriod: integer(check, 'startPeriod') ?? 0,
  };
}

/**
 * With awsvpc the host port repeats the container's, and is no wish: each task has an address of its own. With host
 * there is one port only. 0 means any.
 */
function hostPort(mapping: JsonObject, networkMode: TaskSpec['networkMode']): number | undefined {
  if (networkMode === 'awsvpc') return undefined;
  const port = integer(mapping, networkMode === 'host' ? 'containerPort' : 'hostPort');
  return port === 0 ? undefined : port;
}

function containerSpec(
  definition: JsonObject,
  override: JsonObject,
  networkMode: TaskSpec['networkMode'],
): ContainerSpec {
  const entryPoint = texts(definition, 'entryPoint');
  const command = texts(override, 'command') ?? texts(definition, 'command');
  const workingDirectory = text(definition, 'workingDirectory');
  const user = text(definition, 'user');
  const memory = integer(override, 'memory') ?? integer(definition, 'memory');
  const memoryReservation =
    integer(override, 'memoryReservation') ?? integer(definition, 'memoryReservation');
  const check = healthCheck(definition);
  return {
    name: text(definition, 'name') ?? '',
    image: text(definition, 'image') ?? '',
    essential: flag(definition, 'essential') ?? true,
    environment: {
      ...pairs(records(definition, 'environment') ?? []),
      ...pairs(records(override, 'environment') ?? []),
    },
    portMappings: (records(definition, 'portMappings') ?? []).flatMap((mapping) => {
      const containerPort = integer(mapping, 'containerPort');
      const protocol = text(mapping, 'protocol') === 'udp' ? 'udp' : 'tcp';
      const port = hostPort(mapping, networkMode);
      if (containerPort === undefined) return [];
      return [{ containerPort, protocol, ...(port !== undefined && { hostPort: port }) }];
    }),
    cpu: integer(override, 'cpu') ?? integer(definition, 'cpu') ?? 0,
    dependsOn: (records(definition, 'dependsOn') ?? []).map(dependency),
    stopTimeout: integer(definition, 'stopTimeout') ?? DEFAULT_STOP_TIMEOUT_S,
    readonlyRootFilesystem: flag(definition, 'readonlyRootFilesystem') ?? false,
    ...(entryPoint && { entryPoint }),
    ...(command && { command }),
    ...(workingDirectory !== undefined && { workingDirectory }),
    ...(user !== undefined && { user }),
    ...(memory !== undefined && { memory }),
    ...(memoryReservation !== undefined && { memoryReservation }),
    ...(check && { healthCheck: check }),
  };
}

function networkModeOf(body: JsonObject): TaskSpec['networkMode'] {
  const mode = text(body, 'networkMode');
  return mode === 'awsvpc' || mode === 'host' || mode === 'none' ? mode : 'bridge';
}

/** A size of the whole task; undefined where there is none. */
function taskSize(overrides: JsonObject, body: JsonObject, name: 'cpu' | 'memory'): number | undefined {
  const size = Number(text(overrides, name) ?? text(body, name));
  return size > 0 ? size : undefined;
}

/** What the runtime needs to know to run a task: the definition with the task's overrides applied. */
export function toTaskSpec(
  region: Pick<Region, 'accountId' | 'name'>,
  task: Pick<TaskRecord, 'id' | 'clusterName' | 'launchType' | 'overrides'>,
  definition: Pick<TaskDefinitionRecord, 'family' | 'revision' | 'body'>,
): TaskSpec {
  const overrides = records(task.overrides, 'containerOverrides') ?? [];
  const networkMode = networkModeOf(definition.body);
  const cpu = taskSize(task.overrides, definition.body, 'cpu');
  const memory = taskSize(task.overrides, definition.body, 'memory');
  return {
    taskId: task.id,
    accountId: region.accountId,
    region: region.name,
    clusterName: task.clusterName,
    family: definition.family,
    revision: definition.revision,
    launchType: task.launchType,
    networkMode,
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    containers: containerDefinitions(definition).map((container) =>
      containerSpec(
        container,
        overrides.find((override) => override['name'] === container['name']) ?? {},
        networkMode,
      ),
    ),
  };
}

export interface LogTarget {
  readonly group: string;
  readonly region: string;
  /** Undefined where it is the container's runtime id, which nobody knows before it has started. */
  readonly stream: string | undefined;
  readonly createGroup: boolean;
}

/** Where a container's output goes; undefined for other drivers than awslogs. */
export function logTarget(region: Region, task: TaskRecord, container: JsonObject): LogTarget | undefined {
  const configuration = record(container, 'logConfiguration');
  if (configuration === undefined || configuration['logDriver'] !== 'awslogs') return undefined;
  const options = record(configuration, 'options') ?? {};
  const group = text(options, 'awslogs-group');
  if (group === undefined) return undefined;
  const prefix = text(options, 'awslogs-stream-prefix');
  const name = text(container, 'name') ?? '';
  return {
    group,
    region: text(options, 'awslogs-region') ?? region.name,
    stream: prefix === undefined ? undefined : `${prefix}/${name}/${task.id}`,
    createGroup: options['awslogs-create-group'] === 'true',
  };
}
