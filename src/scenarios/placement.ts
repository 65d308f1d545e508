import type { Scenario } from './scenario';

const FAMILY = 'Place and capacity';
const UNABLE = 'was unable to place a task';
const NO_MATCH = `${UNABLE} because no container instance met all of its requirements.`;

/** No place for new tasks, told by an event. */
function noPlace(
  row: number,
  id: string,
  cause: string,
  title: string,
  description: string,
  event: string,
  shown: string,
): Scenario {
  return {
    ...{ id, row, family: FAMILY, title, description, cause, source: 'd.5, service event messages' },
    play: { do: 'force' },
    mishap: { kind: 'place', event },
    shows: [{ in: 'event', text: shown }],
  };
}

/** On two instances that have 2 vCPUs and 3.8 GiB each. */
function onInstances(
  row: number,
  id: string,
  cause: string,
  title: string,
  description: string,
  service: NonNullable<Scenario['service']>,
  shown: string,
): Scenario {
  return {
    ...{ id, row, family: FAMILY, title, description, cause, source: 'd.5, service event messages' },
    play: { do: 'force' },
    service: { circuitBreaker: 'none', instances: 'there', ...service },
    shows: [{ in: 'event', text: shown }],
  };
}

/** No place for a task, or its place goes away: rows 48 to 60. */
export const PLACEMENT_SCENARIOS: readonly Scenario[] = [
  onInstances(
    48,
    'no-cpu',
    'noCpu',
    'No instance has enough CPU left',
    'The old tasks have taken it all, and may not be stopped before the new ones run.',
    { cpu: '1536' },
    'has insufficient CPU units available.',
  ),
  onInstances(
    49,
    'no-memory',
    'noMemory',
    'No instance has enough memory left',
    'The old tasks have taken it all, and may not be stopped before the new ones run.',
    { memory: '2048' },
    'has insufficient memory available.',
  ),
  onInstances(
    50,
    'no-port',
    'noPort',
    'The port is taken on every instance',
    'The task has a fixed port of the host, and each instance runs an old task already.',
    { hostPort: 8080 },
    'is already using a port required by your task.',
  ),
  onInstances(
    51,
    'agent-disconnected',
    'agentDisconnected',
    'The agents of the instances do not answer',
    'The instances run, but ECS does not hear of them any more.',
    { instances: 'disconnected' },
    'encountered error "AGENT"',
  ),
  noPlace(
    52,
    'attribute-missing',
    'attributeMissing',
    'No instance can do what the task asks for',
    'The task wants an ARM processor; all instances of the cluster have another one.',
    `${NO_MATCH} The closest matching container-instance 8b2f1c7d94e04a6b8f0e3d5c7a9b1e2f is missing an attribute required by your task.`,
    'is missing an attribute required by your task.',
  ),
  onInstances(
    53,
    'no-capacity',
    'noInstance',
    'The cluster has no instance left',
    'The last one was ended, and nothing starts another.',
    { desiredCount: 1, instances: 'gone' },
    NO_MATCH,
  ),
  noPlace(
    54,
    'task-quota',
    'taskQuota',
    'The quota of Fargate is used up',
    'The account runs as many vCPUs at a time as it may.',
    `${UNABLE}. Reason: You’ve reached the limit on the number of vCPUs you can run concurrently.`,
    'reached the limit on the number of vCPUs',
  ),
  noPlace(
    55,
    'no-fargate-capacity',
    'noFargateCapacity',
    'AWS itself has no room',
    'There is no capacity of this kind in these zones at the moment.',
    `${UNABLE}. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.`,
    'Capacity is unavailable at this time.',
  ),
  noPlace(
    56,
    'size-above-quota',
    'sizeAboveQuota',
    'The task is larger than the account may have',
    'It asks for more memory in one task than the limit of the account.',
    `${UNABLE}. Reason: The requested MEMORY configuration is above your limit.`,
    'is above your limit',
  ),
  noPlace(
    57,
    'provisioning-backlog',
    'provisioningBacklog',
    'Too many tasks wait for capacity',
    'The capacity provider does not keep up: five hundred tasks wait already.',
    `${UNABLE} because the tasks provisioning capacity limit was exceeded.`,
    'provisioning capacity limit was exceeded',
  ),
  {
    id: 'spot-interrupted',
    row: 58,
    family: FAMILY,
    title: 'AWS takes its Spot capacity back',
    description: 'A task is interrupted, and another one starts. It is not the fault of the image.',
    cause: 'spotInterrupted',
    normal: true,
    source: 'd.5',
    play: { do: 'nothing' },
    mishap: {
      kind: 'stop',
      code: 'SpotInterruption',
      reason: 'Your Spot Task was interrupted.',
      afterMs: 8_000,
      times: 1,
    },
    shows: [{ in: 'stopped task', text: 'Your Spot Task was interrupted.' }],
  },
  {
    id: 'host-ended',
    row: 59,
    family: FAMILY,
    title: 'The machine under the task is ended',
    description: 'Somebody, or the scaling group, ended the instance. It is not the fault of the image.',
    cause: 'hostEnded',
    normal: true,
    source: 'd.5',
    play: { do: 'nothing' },
    service: { instances: 'there' },
    mishap: {
      kind: 'stop',
      code: 'TerminationNotice',
      reason: 'Host EC2 (instance i-0c4f1a2b3d5e6f708) terminated.',
      afterMs: 8_000,
      times: 1,
    },
    shows: [{ in: 'stopped task', text: 'Host EC2 (instance i-0c4f1a2b3d5e6f708) terminated.' }],
  },
  noPlace(
    60,
    'invalid-network',
    'invalidNetwork',
    'A subnet of the service does not exist any more',
    'Somebody deleted it while the tasks ran on.',
    `${UNABLE}. Reason: Error retrieving subnet information for [subnet-0a1b2c3d4e5f60718]: The subnet ID 'subnet-0a1b2c3d4e5f60718' does not exist.`,
    'Error retrieving subnet information',
  ),
];
