import type { JsonObject, JsonValue } from '../../../core/lib/json';
import { flag, integer, record, records, text, texts, without } from '../../wire/input';
import { clientError, invalidParameter } from './errors';
import { requiresAttributes } from './requiresAttributes';

/** Task cpu -> memory sizes that Fargate has with it, in MiB. */
const FARGATE_SIZES: Readonly<Record<string, readonly [from: number, to: number, step: number]>> = {
  '512': [1024, 4096, 1024],
  '1024': [2048, 8192, 1024],
  '2048': [4096, 16_384, 1024],
  '4096': [8192, 30_720, 1024],
  '8192': [16_384, 61_440, 4096],
  '16384': [32_768, 122_880, 8192],
  '32768': [61_440, 249_856, 8192],
};

/** `0.25 vCPU` -> `256`, `0.5 GB` -> `512`. */
function normalizeSize(value: string | undefined, unit: RegExp): string | undefined {
  if (value === undefined) return undefined;
  const [, amount] = /^\s*([\d.]+)\s*([A-Za-z]+)\s*$/.exec(value) ?? [];
  return amount !== undefined && unit.test(value) ? String(Math.round(Number(amount) * 1024)) : value.trim();
}

/** Members that the answer adds; a request that carries them changes nothing by it. */
const ANSWER_ONLY = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
  'deleteRequestedAt',
] as const;

function isFargateSize(cpu: string, memory: number): boolean {
  if (cpu === '256') return memory === 512 || memory === 1024 || memory === 2048;
  const size = FARGATE_SIZES[cpu];
  if (size === undefined) return false;
  const [from, to, step] = size;
  return memory >= from && memory <= to && (memory - from) % step === 0;
}

function checkContainer(container: JsonObject, taskMemory: string | undefined, fargate: boolean): void {
  const name = text(container, 'name') ?? '';
  if (name === '') throw clientError('Container.name should not be null or empty.');
  if ((text(container, 'image') ?? '') === '')
    throw clientError('Container.image should not be null or empty.');
  const memory = integer(container, 'memory') ?? integer(container, 'memoryReservation');
  if (memory === undefined && taskMemory === undefined) {
    throw clientError(
      `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
    );
  }
  const stopTimeout = integer(container, 'stopTimeout');
  if (stopTimeout !== undefined && stopTimeout < 2) {
    throw clientError(`Granular stop timeout on container '${name}' must be at least 2 seconds.`);
  }
  if (stopTimeout !== undefined && stopTimeout > 120 && fargate) {
    throw clientError(
      'Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.',
    );
  }
}

function hasCycle(containers: readonly JsonObject[]): boolean {
  const edges = new Map(
    containers.map((container) => [
      text(container, 'name'),
      (records(container, 'dependsOn') ?? []).map((item) => text(item, 'containerName')),
    ]),
  );
  const done = new Set<string | undefined>();
  const visit = (name: string | undefined, path: readonly (string | undefined)[]): boolean => {
    if (path.includes(name)) return true;
    if (done.has(name)) return false;
    const found = (edges.get(name) ?? []).some((next) => visit(next, [...path, name]));
    done.add(name);
    return found;
  };
  return [...edges.keys()].some((name) => visit(name, []));
}

function portMappings(container: JsonObject, networkMode: string | undefined): JsonValue {
  return (records(container, 'portMappings') ?? []).map((mapping) => ({
    ...mapping,
    hostPort: mapping['hostPort'] ?? (networkMode === 'awsvpc' ? (mapping['containerPort'] ?? 0) : 0),
    protocol: mapping['protocol'] ?? 'tcp',
  }));
}

/** Fills in what AWS fills in and keeps everything else as it came; throws AWS's error where it refuses. */
export function acceptTaskDefinition(input: JsonObject): {
  readonly family: string;
  readonly body: JsonObject;
} {
  const given = without(input, 'tags', ...ANSWER_ONLY);
  const family = text(input, 'family') ?? '';
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(family)) throw clientError('Invalid family name.');
  const containers = records(input, 'containerDefinitions') ?? [];
  if (containers.length === 0) throw clientError('Container list cannot be empty.');
  if (text(input, 'cpu') === '') throw invalidParameter("Invalid 'cpu' setting for task.");
  const cpu = normalizeSize(text(input, 'cpu'), /vcpu/i);
  const memory = normalizeSize(text(input, 'memory'), /gb/i);
  const networkMode = text(input, 'networkMode');
  const fargate = (texts(input, 'requiresCompatibilities') ?? []).includes('FARGATE');
  if (fargate) checkFargate(cpu, memory, networkMode);
  for (const container of containers) checkContainer(container, memory, fargate);
  if (!containers.some((container) => flag(container, 'essential') ?? true)) {
    throw clientError("Task definition doesn't have any essential container.");
  }
  if (hasCycle(containers)) throw clientError('Container dependsOn contains a cycle');
  const architecture = record(input, 'runtimePlatform')?.['cpuArchitecture'];
  if (architecture !== undefined && architecture !== 'X86_64' && architecture !== 'ARM64') {
    throw clientError('Invalid CPU architecture');
  }
  const attributes = requiresAttributes(input, containers);
  return {
    family,
    body: {
      ...given,
      ...(cpu !== undefined && { cpu }),
      ...(memory !== undefined && { memory }),
      containerDefinitions: containers.map((container) => ({
        ...container,
        cpu: container['cpu'] ?? 0,
        essential: container['essential'] ?? true,
        portMappings: portMappings(container, networkMode),
        environment: container['environment'] ?? [],
        mountPoints: container['mountPoints'] ?? [],
        volumesFrom: container['volumesFrom'] ?? [],
        systemControls: container['systemControls'] ?? [],
      })),
      volumes: given['volumes'] ?? [],
      placementConstraints: given['placementConstraints'] ?? [],
      ...(attributes.length > 0 && { requiresAttributes: attributes }),
      compatibilities: networkMode === 'awsvpc' ? ['EC2', 'FARGATE'] : ['EXTERNAL', 'EC2'],
    },
  };
}

function checkFargate(
  cpu: string | undefined,
  memory: string | undefined,
  networkMode: string | undefined,
): void {
  if (networkMode !== 'awsvpc') throw clientError('Fargate only supports network mode ‘awsvpc’.');
  if (cpu === undefined) throw clientError("Fargate requires that 'cpu' be defined at the task level.");
  if (memory === undefined) throw clientError("Fargate requires that 'memory' be defined at the task level.");
  if (!isFargateSize(cpu, Number(memory))) {
    throw clientError(
      `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. ` +
        'See the Amazon ECS documentation for the valid values.',
    );
  }
}
