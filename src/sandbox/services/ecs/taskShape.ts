import type { JsonObject } from '../../../core/lib/json';
import { record, records, text } from '../../wire/input';
import type { Attachment, ContainerRecord, TaskRecord } from '../../world/records';
import type { Region } from '../../world/region';
import { seconds } from './deps';
import { managedAgents } from './exec';
import { tagAnswer } from './tagLists';

export function isPending({ lastStatus }: TaskRecord): boolean {
  return lastStatus === 'PROVISIONING' || lastStatus === 'PENDING' || lastStatus === 'ACTIVATING';
}

function time(name: string, milliseconds: number | undefined): JsonObject {
  return milliseconds === undefined ? {} : { [name]: seconds(milliseconds) };
}

function attachmentAnswer(attachment: Attachment): JsonObject {
  const { id, status, subnetId, networkInterfaceId, macAddress, privateIPv4Address } = attachment;
  const details: JsonObject[] = [{ name: 'subnetId', value: subnetId }];
  if (attachment.neverAttached === true) {
    // Recorded, but for the address.
    details.push({ name: 'networkInterfaceId', value: 'unset' });
    details.push({ name: 'macAddress' }, { name: 'privateIPv4Address' });
  } else if (status !== 'PRECREATED') {
    details.push(
      { name: 'networkInterfaceId', value: networkInterfaceId },
      { name: 'macAddress', value: macAddress },
      { name: 'privateIPv4Address', value: privateIPv4Address },
    );
  }
  return { id, type: 'ElasticNetworkInterface', status, details };
}

function containerAnswer(task: TaskRecord, container: ContainerRecord): JsonObject {
  const { attachment } = task;
  const agents = managedAgents(task, container);
  const attached =
    attachment !== undefined && attachment.status !== 'PRECREATED' && attachment.neverAttached !== true;
  const bindings = Object.entries(container.hostPorts ?? {}).map(([port, hostPort]) => ({
    bindIP: '127.0.0.1',
    containerPort: Number.parseInt(port, 10),
    hostPort,
    protocol: port.endsWith('/udp') ? 'udp' : 'tcp',
  }));
  return {
    containerArn: container.arn,
    taskArn: task.arn,
    name: container.name,
    image: container.image,
    lastStatus: container.lastStatus,
    networkInterfaces: attached
      ? [{ attachmentId: attachment.id, privateIpv4Address: attachment.privateIPv4Address }]
      : [],
    ...container.resources,
    ...(container.hasHealthCheck && { healthStatus: container.healthStatus }),
    ...(container.imageDigest !== undefined && { imageDigest: container.imageDigest }),
    // The port under which a real container can be reached on this machine: AWS has it for EC2 tasks only.
    ...(container.runtimeId !== undefined && {
      runtimeId: container.runtimeId,
      networkBindings: bindings,
    }),
    ...(agents && { managedAgents: agents }),
    ...(container.exitCode !== undefined && { exitCode: container.exitCode }),
    ...(container.reason !== undefined && { reason: container.reason }),
  };
}

/** HEALTHY when every essential container with a check is; without any check UNKNOWN. */
function healthStatus(task: TaskRecord): string {
  const checked = task.containers.filter(({ essential, hasHealthCheck }) => essential && hasHealthCheck);
  if (checked.some((container) => container.healthStatus === 'UNHEALTHY')) return 'UNHEALTHY';
  if (checked.length > 0 && checked.every((container) => container.healthStatus === 'HEALTHY'))
    return 'HEALTHY';
  return 'UNKNOWN';
}

function overridesAnswer(task: TaskRecord): JsonObject {
  const given = records(task.overrides, 'containerOverrides') ?? [];
  return {
    ...task.overrides,
    containerOverrides: task.containers.map(
      ({ name }) => given.find((override) => override['name'] === name) ?? { name },
    ),
    inferenceAcceleratorOverrides: task.overrides['inferenceAcceleratorOverrides'] ?? [],
  };
}

export function taskAnswer(region: Region, task: TaskRecord): JsonObject {
  const body = region.taskDefinition(task.taskDefinition)?.body ?? {};
  const fargate = task.launchType === 'FARGATE';
  const platform = record(body, 'runtimePlatform') ?? {};
  const architecture = text(platform, 'cpuArchitecture') === 'ARM64' ? 'arm64' : 'x86_64';
  return {
    attachments: task.attachment === undefined ? [] : [attachmentAnswer(task.attachment)],
    attributes: [{ name: 'ecs.cpu-architecture', value: architecture }],
    availabilityZone: task.availabilityZone,
    clusterArn: region.arn('ecs', `cluster/${task.clusterName}`),
    containers: task.containers.map((container) => containerAnswer(task, container)),
    cpu: text(body, 'cpu') ?? '0',
    createdAt: seconds(task.createdAt),
    desiredStatus: task.desiredStatus,
    enableExecuteCommand: task.enableExecuteCommand,
    group: task.group,
    healthStatus: healthStatus(task),
    lastStatus: task.lastStatus,
    launchType: task.launchType,
    memory: text(body, 'memory') ?? '0',
    overrides: overridesAnswer(task),
    tags: tagAnswer(task.tags),
    taskArn: task.arn,
    taskDefinitionArn: task.taskDefinition,
    version: task.version,
    ...(fargate && {
      platformFamily: 'Linux',
      platformVersion: '1.4.0',
      ephemeralStorage: record(body, 'ephemeralStorage') ?? { sizeInGiB: 20 },
      fargateEphemeralStorage: record(body, 'ephemeralStorage') ?? { sizeInGiB: 20 },
    }),
    ...(task.capacityProviderName !== undefined && { capacityProviderName: task.capacityProviderName }),
    ...(task.containerInstanceArn !== undefined && { containerInstanceArn: task.containerInstanceArn }),
    ...(task.startedBy !== undefined && { startedBy: task.startedBy }),
    ...(task.connectivityAt !== undefined && { connectivity: 'CONNECTED' }),
    ...time('connectivityAt', task.connectivityAt),
    ...time('pullStartedAt', task.pullStartedAt),
    ...time('pullStoppedAt', task.pullStoppedAt),
    ...time('startedAt', task.startedAt),
    ...time('stoppingAt', task.stoppingAt),
    ...time('executionStoppedAt', task.executionStoppedAt),
    ...time('stoppedAt', task.stoppedAt),
    ...(task.stopCode !== undefined && { stopCode: task.stopCode }),
    ...(task.stoppedReason !== undefined && { stoppedReason: task.stoppedReason }),
  };
}
