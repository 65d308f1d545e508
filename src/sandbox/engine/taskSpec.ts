import type { JsonObject } from '../../core/lib/json';
import type { ContainerSpec, TaskSpec } from '../runtime/runtime';
import { flag, integer, record, records, text, texts } from '../wire/input';
import type { TaskDefinitionRecord, TaskRecord } from '../world/records';
import type { Region } from '../world/region';

const DEFAULT_STOP_TIMEOUT_S = 30;

export function containerDefinitions(definition: TaskDefinitionRecord): readonly JsonObject[] {
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

function containerSpec(definition: JsonObject, override: JsonObject | undefined): ContainerSpec {
  const entryPoint = texts(definition, 'entryPoint');
  const command = (override && texts(override, 'command')) ?? texts(definition, 'command');
  const workingDirectory = text(definition, 'workingDirectory');
  const user = text(definition, 'user');
  const memory = integer(definition, 'memory') ?? integer(definition, 'memoryReservation');
  const check = healthCheck(definition);
  return {
    name: text(definition, 'name') ?? '',
    image: text(definition, 'image') ?? '',
    essential: flag(definition, 'essential') ?? true,
    environment: {
      ...pairs(records(definition, 'environment') ?? []),
      ...pairs((override && records(override, 'environment')) ?? []),
    },
    portMappings: (records(definition, 'portMappings') ?? []).flatMap((mapping) => {
      const containerPort = integer(mapping, 'containerPort');
      const protocol = text(mapping, 'protocol') === 'udp' ? 'udp' : 'tcp';
      // With awsvpc the host port repeats the container's; on one machine tasks could not share it.
      return containerPort === undefined ? [] : [{ containerPort, protocol }];
    }),
    cpu: integer(definition, 'cpu') ?? 0,
    dependsOn: (records(definition, 'dependsOn') ?? []).map(dependency),
    stopTimeout: integer(definition, 'stopTimeout') ?? DEFAULT_STOP_TIMEOUT_S,
    readonlyRootFilesystem: flag(definition, 'readonlyRootFilesystem') ?? false,
    ...(entryPoint && { entryPoint }),
    ...(command && { command }),
    ...(workingDirectory !== undefined && { workingDirectory }),
    ...(user !== undefined && { user }),
    ...(memory !== undefined && { memory }),
    ...(check && { healthCheck: check }),
  };
}

/** What the runtime needs to know to run a task: the definition with the task's overrides applied. */
export function toTaskSpec(region: Region, task: TaskRecord, definition: TaskDefinitionRecord): TaskSpec {
  const overrides = records(task.overrides, 'containerOverrides') ?? [];
  return {
    taskId: task.id,
    accountId: region.accountId,
    region: region.name,
    clusterName: task.clusterName,
    family: definition.family,
    revision: definition.revision,
    containers: containerDefinitions(definition).map((container) =>
      containerSpec(
        container,
        overrides.find((override) => override['name'] === container['name']),
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
