import type { JsonObject } from '../../core/lib/json';
import { flag, integer, record, text, texts } from '../wire/input';
import type { SeededRandom } from '../world/random';
import type { Attachment, ContainerRecord, Tag, TaskDefinitionRecord, TaskRecord } from '../world/records';
import type { Region } from '../world/region';
import { containerDefinitions } from './taskSpec';

export interface NewTask {
  readonly clusterName: string;
  readonly definition: TaskDefinitionRecord;
  readonly group: string;
  readonly serviceName?: string;
  readonly startedBy?: string;
  readonly launchType: string;
  readonly capacityProviderName?: string;
  readonly containerInstanceArn?: string;
  readonly networkConfiguration?: JsonObject;
  readonly overrides?: JsonObject;
  readonly tags?: readonly Tag[];
  readonly enableExecuteCommand?: boolean;
}

function resources(container: JsonObject): JsonObject {
  const memory = integer(container, 'memory');
  const memoryReservation = integer(container, 'memoryReservation');
  return {
    // Strings here, numbers in the definition.
    cpu: String(integer(container, 'cpu') ?? 0),
    ...(memory !== undefined && { memory: String(memory) }),
    ...(memoryReservation !== undefined && { memoryReservation: String(memoryReservation) }),
  };
}

/** Addresses of a service's tasks; two of the same could not be told apart in a target group. */
function addressesInUse(region: Region, { clusterName, serviceName }: NewTask): ReadonlySet<string> {
  const service = serviceName === undefined ? undefined : region.services(clusterName).get(serviceName);
  if (service === undefined) return new Set();
  return new Set(
    [...region.tasksOf(service)].flatMap(({ attachment, lastStatus }) =>
      attachment === undefined || lastStatus === 'STOPPED' ? [] : [attachment.privateIPv4Address],
    ),
  );
}

function attach(random: SeededRandom, region: Region, wanted: NewTask): Attachment {
  const { networkConfiguration } = wanted;
  const used = addressesInUse(region, wanted);
  const address = (): string => `10.0.${random.between(0, 63)}.${random.between(4, 254)}`;
  const vpc = record(networkConfiguration ?? {}, 'awsvpcConfiguration');
  const subnets = (vpc === undefined ? undefined : texts(vpc, 'subnets')) ?? ['subnet-0a1b2c3d4e5f60718'];
  const attachment = {
    id: random.uuid(),
    subnetId: subnets[random.between(0, subnets.length - 1)] ?? '',
    networkInterfaceId: `eni-${random.hex(17)}`,
    macAddress: `0a:${[1, 2, 3, 4, 5].map(() => random.hex(2)).join(':')}`,
    privateIPv4Address: address(),
    status: 'PRECREATED' as const,
  };
  // Picked anew where it is taken: a service has far fewer tasks than there are addresses.
  while (used.has(attachment.privateIPv4Address)) attachment.privateIPv4Address = address();
  return attachment;
}

/** A task as it is in the moment of its creation: PROVISIONING, version 1. */
export function newTask(region: Region, random: SeededRandom, now: number, wanted: NewTask): TaskRecord {
  const id = random.hex(32);
  const { definition } = wanted;
  const awsvpc = text(definition.body, 'networkMode') === 'awsvpc';
  const containers = containerDefinitions(definition).map((container): ContainerRecord => {
    return {
      name: text(container, 'name') ?? '',
      arn: region.arn('ecs', `container/${wanted.clusterName}/${id}/${random.uuid()}`),
      image: text(container, 'image') ?? '',
      essential: flag(container, 'essential') ?? true,
      hasHealthCheck: record(container, 'healthCheck') !== undefined,
      resources: resources(container),
      lastStatus: 'PENDING',
      healthStatus: 'UNKNOWN',
    };
  });
  return {
    id,
    arn: region.arn('ecs', `task/${wanted.clusterName}/${id}`),
    clusterName: wanted.clusterName,
    taskDefinition: definition.arn,
    group: wanted.group,
    launchType: wanted.launchType,
    availabilityZone: `${region.name}${random.text(1, 'abc')}`,
    overrides: wanted.overrides ?? {},
    tags: wanted.tags ?? [],
    enableExecuteCommand: wanted.enableExecuteCommand ?? false,
    createdAt: now,
    containers,
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    version: 1,
    targets: [],
    healthy: false,
    counted: false,
    ...(awsvpc && { attachment: attach(random, region, wanted) }),
    ...(wanted.serviceName !== undefined && { serviceName: wanted.serviceName }),
    ...(wanted.startedBy !== undefined && { startedBy: wanted.startedBy }),
    ...(wanted.capacityProviderName !== undefined && { capacityProviderName: wanted.capacityProviderName }),
    ...(wanted.containerInstanceArn !== undefined && { containerInstanceArn: wanted.containerInstanceArn }),
  };
}
