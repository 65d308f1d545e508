import { message } from '../../lib/message';
import { fact, GENERAL, type Rule } from '../rule';
import { FREE_ROOM } from './freeRoom';

/** Rows 48 to 60: no place for a task, or its place went away. */
export const PLACEMENT_RULES: readonly Rule[] = [
  {
    id: 'noCpu', // 48
    in: ['event'],
    match: ['unable to place a task…insufficient cpu units', 'unable to place a task…enough cpu units'],
    title: message('cause.noCpu', 'No instance of the cluster has enough free CPU for the task.'),
    advice: FREE_ROOM,
    place: { kind: 'taskDefinition', path: 'container.cpu' },
    blame: 'capacity',
  },
  {
    id: 'noMemory', // 49
    in: ['event'],
    match: ['unable to place a task…insufficient memory', 'unable to place a task…enough memory'],
    title: message('cause.noMemory', 'No instance of the cluster has enough free memory for the task.'),
    advice: FREE_ROOM,
    place: { kind: 'taskDefinition', path: 'container.memory' },
    blame: 'capacity',
  },
  {
    id: 'noPort', // 50
    in: ['event'],
    match: ['unable to place a task…already using a port required'],
    title: message(
      'cause.noPort',
      'On every instance another task already uses the port that the task needs.',
    ),
    advice: message(
      'advice.noPort',
      'Set hostPort to 0, or lower minimumHealthyPercent so that the old task gives the port back first.',
    ),
    place: { kind: 'taskDefinition', path: 'container.portMappings' },
    blame: 'taskDefinition',
  },
  {
    id: 'agentDisconnected', // 51
    in: ['event', 'stop'],
    match: [
      'encountered error "agent"',
      'taskfailedtostart: agent',
      "unable to place a task…doesn't have the agent connected",
    ],
    title: message('cause.agentDisconnected', 'The ECS agent of the instance does not answer.'),
    advice: message('advice.agentDisconnected', 'Restart the agent or the instance, and check its network.'),
    blame: 'infrastructure',
  },
  {
    id: 'attributeMissing', // 52
    in: ['event', 'stop'],
    match: ['missing an attribute required by your task', 'taskfailedtostart: attribute'],
    title: message('cause.attributeMissing', 'No instance of the cluster can do what the task asks for.'),
    advice: message(
      'advice.attributeMissing',
      'Compare processor, GPU and log driver of the task with the instances; an old agent lacks features too.',
    ),
    place: { kind: 'taskDefinition', path: 'requiresAttributes' },
    blame: 'taskDefinition',
    confidence: 'likely',
  },
  {
    id: 'noInstance', // 53
    in: ['event', 'stop', 'refusal'],
    match: [
      'unable to place a task because no container instance met all of its requirements',
      'unable to place a task in availability zone…no container instance met all of its requirements',
      'no container instances were found in your cluster',
      'no container instances were found in your capacity provider',
      'empty capacity provider',
      'no active instances',
    ],
    not: [
      'insufficient',
      'enough',
      'already using a port',
      'encountered error',
      'missing an attribute',
      'agent connected',
      'constraint',
    ],
    title: message('cause.noInstance', 'The cluster has no instance that could run the task.'),
    advice: message('advice.noInstance', 'Add an instance, or use a capacity provider or Fargate.'),
    blame: 'capacity',
    weight: 73,
  },
  {
    id: 'noInterface',
    in: ['event', 'refusal', 'stop'],
    match: [
      'unable to place a task…insufficient eni',
      'unable to place a task…enough eni',
      'unable to place a task…"resource:eni"',
      'resource:eni',
    ],
    title: message(
      'cause.noInterface',
      'No instance of the cluster has a free network interface for the task.',
    ),
    advice: message(
      'advice.noInterface',
      'Add an instance, use a larger type, or switch on awsvpcTrunking and start the instances anew: it gives each of them more interfaces.',
    ),
    blame: 'capacity',
  },
  {
    id: 'noRoom',
    in: ['event', 'stop'],
    match: [
      'unable to place a task…has insufficient',
      'unable to place a task…encountered error "resource:',
      'taskfailedtostart: resource:',
      'resource:memory',
      'resource:cpu',
      'resource:gpu',
      'resource:ports',
    ],
    title: message('cause.noRoom', 'No instance of the cluster has enough free room for the task.'),
    advice: FREE_ROOM,
    blame: 'capacity',
    weight: 74,
  },
  {
    id: 'constraintUnmet',
    in: ['event', 'refusal', 'stop'],
    match: [
      'placement constraint unsatisfied',
      'matches the placement constraints',
      'placement constraints were not met',
    ],
    title: message(
      'cause.constraintUnmet',
      'No instance of the cluster meets the placement constraints of the task.',
    ),
    advice: message(
      'advice.constraintUnmet',
      'Compare placementConstraints of the service and the task definition with the attributes of the instances.',
    ),
    place: { kind: 'service', field: 'placementConstraints' },
    blame: 'service',
  },
  {
    id: 'revisionInactive',
    in: ['event', 'call'],
    match: ['failed to launch a task…taskdefinition is inactive', 'taskdefinition is inactive'],
    title: message('cause.revisionInactive', 'The task definition of the service was deregistered.'),
    advice: message('advice.revisionInactive', 'Deploy a revision that is active.'),
    actions: ['deployAgain'],
    blame: 'taskDefinition',
    weight: 96,
  },
  {
    id: 'launchFailed',
    in: ['event', 'stop'],
    match: ['failed to launch a task with (error'],
    title: message('cause.launchFailed', 'ECS could not start a task of the service.'),
    advice: message('advice.launchFailed', 'What AWS says below tells the rest.'),
    blame: 'service',
    confidence: 'possible',
    weight: GENERAL + 5,
  },
  {
    id: 'instanceDenied',
    in: ['event', 'stop'],
    match: ['unable to launch instance(s) for capacity provider…not authorized'],
    title: message(
      'cause.instanceDenied',
      'ECS may not start instances for the capacity provider: the permission {0} is missing.',
      fact('action'),
    ),
    plain: message('cause.instanceDeniedPlain', 'ECS may not start instances for the capacity provider.'),
    advice: message(
      'advice.instanceDenied',
      'The infrastructure role of the capacity provider needs the policy AmazonECSInfrastructureRolePolicyForManagedInstances, and iam:PassRole on the role of the instances.',
    ),
    blame: 'permissions',
    weight: 96,
  },
  {
    id: 'instanceNotLaunched',
    in: ['event', 'stop'],
    match: ['unable to launch instance(s) for capacity provider'],
    title: message('cause.instanceNotLaunched', 'AWS could not start an instance for the capacity provider.'),
    advice: message(
      'advice.instanceNotLaunched',
      'What AWS says below names the reason: a quota of the account, no free capacity of these instance types, or a setting of the capacity provider.',
    ),
    blame: 'capacity',
    confidence: 'likely',
    weight: 95,
  },
  {
    id: 'zoneUnsupported',
    in: ['event'],
    match: ['unable to place a task. reason: internal error'],
    title: message(
      'cause.zoneUnsupported',
      'AWS could not place the task: a subnet may be in a zone without Fargate.',
    ),
    advice: message('advice.zoneUnsupported', 'Use subnets of other Availability Zones.'),
    place: { kind: 'service', field: 'networkConfiguration.awsvpcConfiguration.subnets' },
    blame: 'service',
    confidence: 'likely',
  },
  {
    id: 'taskQuota', // 54
    in: ['event', 'call', 'refusal'],
    match: [
      "you've reached the limit on the number of",
      'reached the limit on the number of…you can run concurrently',
      'reached the limit of…vcpus',
    ],
    title: message('cause.taskQuota', 'The account runs as many Fargate tasks or vCPUs as its quota allows.'),
    advice: message('advice.taskQuota', 'Ask for a higher quota, or stop other tasks.'),
    blame: 'capacity',
  },
  {
    id: 'noFargateCapacity', // 55
    in: ['event', 'call', 'refusal', 'stop'],
    match: ['capacity is unavailable at this time'],
    title: message('cause.noFargateCapacity', 'AWS has no free capacity of this kind at the moment.'),
    advice: message(
      'advice.noFargateCapacity',
      'ECS tries again; more zones, or on-demand instead of Spot, help.',
    ),
    place: { kind: 'service', field: 'networkConfiguration.awsvpcConfiguration.subnets' },
    blame: 'infrastructure',
    weight: 96,
  },
  {
    id: 'sizeAboveQuota', // 56
    in: ['event', 'call'],
    match: ['configuration is above your limit', 'requested…above your limit'],
    title: message(
      'cause.sizeAboveQuota',
      'The task asks for more CPU or memory than the account may use in one task.',
    ),
    advice: message('advice.sizeAboveQuota', 'Make the task smaller, or ask AWS to raise the limit.'),
    place: { kind: 'taskDefinition', path: 'cpu' },
    blame: 'capacity',
  },
  {
    id: 'provisioningBacklog', // 57
    in: ['event'],
    match: ['provisioning capacity limit was exceeded'],
    title: message('cause.provisioningBacklog', 'Too many tasks of the cluster wait for capacity already.'),
    advice: message(
      'advice.provisioningBacklog',
      'Wait until the capacity provider has caught up; check that it can grow.',
    ),
    blame: 'capacity',
  },
  {
    id: 'spotInterrupted', // 58
    in: ['stop'],
    match: ['your spot task was interrupted', 'stop code spotinterruption'],
    title: message('cause.spotInterrupted', 'AWS took its Spot capacity back. It is not the image’s fault.'),
    advice: message(
      'advice.spotInterrupted',
      'ECS starts another task; on-demand capacity is not taken back.',
    ),
    blame: 'infrastructure',
    noise: true,
    weight: 99,
  },
  {
    id: 'hostEnded', // 59
    in: ['stop'],
    match: [
      'host ec2 (instance…terminated',
      'host ec2 (instance…stopped',
      'stop code terminationnotice',
      'stop code infrastructurehealth',
      'maintenance on the underlying infrastructure',
      'scheduled for retirement',
      'task retirement',
      'container instance was deregistered',
      'container instance deregistration forced',
    ],
    title: message('cause.hostEnded', 'The machine under the task went away. It is not the image’s fault.'),
    advice: message('advice.hostEnded', 'ECS starts another task elsewhere.'),
    blame: 'infrastructure',
    noise: true,
    weight: 99,
  },
  {
    id: 'invalidNetwork', // 60
    in: ['deployment', 'event', 'call', 'stop'],
    match: [
      'invalid networking configuration',
      'error retrieving subnet information',
      'error retrieving security group information',
      'invalidsubnetid.notfound',
      'invalidgroup.notfound',
      'the subnet id…does not exist',
      'the security group…does not exist',
    ],
    title: message(
      'cause.invalidNetwork',
      'Something that the network settings of the service name does not exist, or does not fit the rest.',
    ),
    advice: message(
      'advice.invalidNetwork',
      'Compare subnets, security groups, target groups and listener rules of the service with what AWS names below.',
    ),
    place: { kind: 'service', field: 'networkConfiguration.awsvpcConfiguration' },
    blame: 'service',
    weight: 92,
  },
];
