import { message } from '../../lib/message';
import { fact, GENERAL, type Rule } from '../rule';

/** Rows 20 to 26: what else a task needs before its containers start. */
export const RESOURCE_RULES: readonly Rule[] = [
  {
    id: 'logGroupMissing', // 20
    in: ['stop', 'container'],
    match: [
      'specified log group does not exist',
      'cannot find the amazon cloudwatch log group',
      "can't find the amazon cloudwatch log group",
    ],
    title: message('cause.logGroupMissing', 'The log group {0} does not exist.', fact('logGroup')),
    plain: message(
      'cause.logGroupMissingPlain',
      'The log group that the task definition names does not exist.',
    ),
    advice: message(
      'advice.logGroupMissing',
      'Create the log group, or set awslogs-create-group to true and allow the execution role logs:CreateLogGroup.',
    ),
    place: { kind: 'taskDefinition', path: 'container.logConfiguration.options.awslogs-group' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
    weight: 94,
  },
  {
    id: 'logDenied', // 21
    in: ['stop', 'container'],
    match: [
      'logs:createlogstream',
      'logs:createloggroup',
      'logs:putlogevents',
      'failed to create cloudwatch log…accessdenied',
    ],
    title: message(
      'cause.logDenied',
      'The execution role may not write the log: the permission {0} is missing.',
      fact('action'),
    ),
    plain: message('cause.logDeniedPlain', 'The execution role may not write the log.'),
    advice: message('advice.logDenied', 'Add the permission to the execution role.'),
    place: { kind: 'iam', who: 'executionRole', action: 'logs:CreateLogStream' },
    actions: ['rollBack'],
    blame: 'permissions',
    weight: 94,
  },
  {
    id: 'logUnreachable', // 21
    in: ['stop', 'container'],
    match: [
      'connection issue between the task and amazon cloudwatch',
      'failed to validate logger args…signal: killed',
      'failed to create cloudwatch log…i/o timeout',
    ],
    title: message('cause.logUnreachable', 'The task found no way through the network to its log.'),
    advice: message(
      'advice.logUnreachable',
      'Check the route out of the subnet or the VPC endpoint of CloudWatch Logs, and that the security group lets port 443 out.',
    ),
    place: { kind: 'network' },
    actions: ['rollBack'],
    blame: 'network',
    weight: 95,
  },
  {
    id: 'logOptionMissing', // 21
    in: ['stop', 'container', 'call'],
    match: [
      'awslogs-region is required',
      'awslogs-region must be',
      'awslogs-group is required',
      'must specify a value for log opt',
      'no log configuration specified',
      "create cloudwatch log…'endpoint' configuration is required",
      'create cloudwatch log…no such host',
    ],
    title: message(
      'cause.logOptionMissing',
      'The log configuration of the task definition lacks an option, or has a wrong one.',
    ),
    advice: message(
      'advice.logOptionMissing',
      'The driver awslogs needs awslogs-group, awslogs-region (eu-west-1, say) and a stream prefix; awsfirelens needs options too.',
    ),
    place: { kind: 'taskDefinition', path: 'container.logConfiguration.options.awslogs-region' },
    blame: 'taskDefinition',
    weight: 95,
  },
  {
    id: 'logDriver',
    in: ['stop', 'container'],
    match: ['failed to initialize logging driver', 'failed to initialize log driver'],
    title: message(
      'cause.logDriver',
      'The log driver of container {0} could not be started.',
      fact('container'),
    ),
    plain: message('cause.logDriverPlain', 'The log driver of a container could not be started.'),
    advice: message(
      'advice.logDriver',
      'The address in its options must be right and answer. A container that takes the log (FireLens, Fluentd) must run first: name it in dependsOn.',
    ),
    place: { kind: 'taskDefinition', path: 'container.logConfiguration' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
    confidence: 'likely',
    weight: 89,
  },
  {
    id: 'fileSystem', // 22
    in: ['stop', 'container'],
    match: [
      'failed to invoke efs utils',
      'efs utils commands',
      'mount.nfs4:',
      'mount.efs',
      'volumedriver.create: mounting volume failed',
    ],
    title: message('cause.fileSystem', 'The EFS file system could not be mounted.'),
    advice: message(
      'advice.fileSystem',
      'Check that its security group lets port 2049 in from the task, that the subnet has a mount target, and the access point and role.',
    ),
    place: { kind: 'taskDefinition', path: 'volumes' },
    actions: ['rollBack'],
    blame: 'network',
    weight: 93,
  },
  {
    id: 'envFile', // 23
    in: ['stop', 'container'],
    match: [
      'unable to download env file',
      'failed to download env files',
      'unable to download environment file',
      'environment files…s3:getobject',
    ],
    not: ['context deadline exceeded', 'i/o timeout', 'connection issue'],
    title: message(
      'cause.envFile',
      'The environment file {0} could not be read from bucket {1}.',
      fact('file'),
      fact('bucket'),
    ),
    plain: message('cause.envFilePlain', 'An environment file could not be read from Amazon S3.'),
    advice: message(
      'advice.envFile',
      'Check the file, and that the execution role may use s3:GetObject on it.',
    ),
    place: { kind: 'iam', who: 'executionRole', action: 's3:GetObject' },
    actions: ['rollBack'],
    blame: 'permissions',
    weight: 94,
  },
  {
    id: 'envFileUnreachable', // 23
    in: ['stop', 'container'],
    match: [
      'download env file…context deadline exceeded',
      'download env file…i/o timeout',
      'env file…connection issue',
    ],
    title: message(
      'cause.envFileUnreachable',
      'The task found no way through the network to its environment file in Amazon S3.',
    ),
    advice: message(
      'advice.envFileUnreachable',
      'Check the route out of the subnet (NAT or public IP) or the gateway endpoint of Amazon S3, and that the security group lets port 443 out.',
    ),
    place: { kind: 'network' },
    actions: ['rollBack'],
    blame: 'network',
    weight: 95,
  },
  {
    id: 'networkInterface', // 24
    in: ['stop', 'container', 'event'],
    match: [
      'timeout waiting for network interface provisioning',
      'unexpected ec2 error while attempting to',
      'eni creation failed',
      'insufficientfreeaddressesinsubnet',
      'networkinterfacelimitexceeded',
    ],
    title: message('cause.networkInterface', 'The task got no network interface.'),
    advice: message(
      'advice.networkInterface',
      'Check that the subnet has free addresses, that the quota of network interfaces is not used up, and that the security groups exist.',
    ),
    place: { kind: 'service', field: 'networkConfiguration.awsvpcConfiguration.subnets' },
    blame: 'capacity',
    weight: 93,
  },
  {
    id: 'ephemeralStorage', // 25
    in: ['stop'],
    match: [
      'timeout waiting for ephemeralstorage provisioning',
      'timeout waiting for ephemeral storage provisioning',
    ],
    title: message('cause.ephemeralStorage', 'AWS did not provide the disk of the task in time.'),
    advice: message(
      'advice.ephemeralStorage',
      'ECS tries again by itself; when it keeps happening, AWS support can help.',
    ),
    blame: 'infrastructure',
  },
  {
    id: 'taskRole', // 26
    in: ['event', 'stop', 'call'],
    match: ['unable to assume the role', 'unable to assume role…task', 'failed to assume role'],
    not: ['hook'],
    title: message('cause.taskRole', 'ECS may not use the role {0} for the task.', fact('role')),
    plain: message('cause.taskRolePlain', 'ECS may not use the role that the task definition names.'),
    advice: message(
      'advice.taskRole',
      'The trust policy of the role must allow ecs-tasks.amazonaws.com, and the role must exist.',
    ),
    place: { kind: 'taskDefinition', path: 'role' },
    actions: ['rollBack'],
    blame: 'permissions',
    weight: 91,
  },
  {
    id: 'resourceInitialization',
    in: ['stop'],
    match: ['resourceinitializationerror'],
    title: message(
      'cause.resourceInitialization',
      'Something that the task needs before it starts could not be prepared.',
    ),
    advice: message('advice.resourceInitialization', 'What AWS says below tells the rest.'),
    actions: ['rollBack'],
    blame: 'taskDefinition',
    confidence: 'possible',
    weight: GENERAL + 5,
  },
];
