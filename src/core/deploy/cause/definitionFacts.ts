import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json';
import type { ContainerFacts, TaskDefinitionFacts } from '../../diagnose/evidence';
import { containersOf, textOf } from '../taskDefinition';

/** Options of log drivers that are addresses; others may hold tokens. */
const LOG_OPTIONS = [
  'awslogs-group',
  'awslogs-region',
  'awslogs-stream-prefix',
  'awslogs-create-group',
  'mode',
  'max-buffer-size',
];

/** What a diagnosis may know of a raw task definition: names, sizes and addresses, never a value of the environment. */
export function definitionFacts(body: JsonObject): TaskDefinitionFacts {
  const platform = body['runtimePlatform'];
  return {
    ...named(body, 'memory'),
    ...named(body, 'executionRoleArn'),
    ...named(body, 'taskRoleArn'),
    ...(isJsonObject(platform)
      ? {
          runtimePlatform: {
            ...named(platform, 'cpuArchitecture'),
            ...named(platform, 'operatingSystemFamily'),
          },
        }
      : {}),
    containers: containersOf(body).map(({ name, body: container }) => containerFacts(name, container)),
  };
}

function containerFacts(name: string, container: JsonObject): ContainerFacts {
  const { essential, memory, healthCheck, logConfiguration } = container;
  return {
    name,
    essential: essential !== false,
    ...(typeof memory === 'number' ? { memory } : {}),
    secrets: objects(container['secrets']).map((entry) => ({
      name: textOf(entry, 'name') ?? '',
      valueFrom: textOf(entry, 'valueFrom') ?? '',
    })),
    dependsOn: objects(container['dependsOn']).map((entry) => ({
      container: textOf(entry, 'containerName') ?? '',
      condition: textOf(entry, 'condition') ?? '',
    })),
    ...(isJsonObject(logConfiguration) ? { logConfiguration: logFacts(logConfiguration) } : {}),
    hasHealthCheck: isJsonObject(healthCheck),
  };
}

function logFacts(configuration: JsonObject): NonNullable<ContainerFacts['logConfiguration']> {
  const given = configuration['options'];
  const options = LOG_OPTIONS.flatMap((key) => {
    const value = textOf(isJsonObject(given) ? given : undefined, key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return { driver: textOf(configuration, 'logDriver') ?? '', options: Object.fromEntries(options) };
}

function named<K extends string>(object: JsonObject, key: K): { readonly [P in K]?: string } {
  const value = textOf(object, key);
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string };
}

function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isJsonObject) : [];
}
