import { message } from '../../lib/message';
import { fact, GENERAL, type Rule } from '../rule';

/** Rows 15 to 26: what a task needs before its containers start. */
export const RESOURCE_RULES: readonly Rule[] = [
  {
    id: 'secretMissing', // 15
    in: ['stop', 'container'],
    match: [
      "resourcenotfoundexception: the task can't retrieve the secret",
      'asm…resourcenotfoundexception',
      "secrets manager can't find the specified secret",
      'secretsmanager…resourcenotfoundexception',
    ],
    title: message('cause.secretMissing', 'The secret {0} does not exist.', fact('secret')),
    plain: message('cause.secretMissingPlain', 'A secret that the task definition names does not exist.'),
    advice: message(
      'advice.secretMissing',
      'Check the name and the region of the secret; one that was deleted may be restored.',
    ),
    place: { kind: 'taskDefinition', path: 'container.secrets' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
    weight: 93,
  },
  {
    id: 'secretDenied', // 16
    in: ['stop', 'container'],
    match: [
      'unable to retrieve secret from asm…accessdenied',
      'secretsmanager:getsecretvalue',
      'from ssm…accessdenied',
      'ssm:getparameters',
      'kms:decrypt',
    ],
    title: message(
      'cause.secretDenied',
      'The execution role may not read a secret: the permission {0} is missing.',
      fact('action'),
    ),
    plain: message('cause.secretDeniedPlain', 'The execution role may not read a secret of the task.'),
    advice: message(
      'advice.secretDenied',
      'Add the permission to the execution role, not to the task role. A secret with a key of its own needs kms:Decrypt too.',
    ),
    place: { kind: 'iam', who: 'executionRole', action: 'secretsmanager:GetSecretValue' },
    actions: ['rollBack'],
    blame: 'permissions',
    weight: 94,
  },
  {
    id: 'secretKeyMissing', // 17
    in: ['stop', 'container'],
    match: ['did not contain json key', 'invalid character…looking for beginning of value…secret'],
    title: message('cause.secretKeyMissing', 'The secret has no key named {0}.', fact('jsonKey')),
    plain: message(
      'cause.secretKeyMissingPlain',
      'The secret lacks the key that the task definition asks for.',
    ),
    advice: message('advice.secretKeyMissing', 'Compare the keys of the secret with the end of valueFrom.'),
    place: { kind: 'taskDefinition', path: 'container.secrets' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
    weight: 95,
  },
  {
    id: 'parameterMissing', // 18
    in: ['stop', 'container'],
    match: ['invalid parameters:', 'ssm…parameternotfound', 'invalid ssm parameters'],
    title: message(
      'cause.parameterMissing',
      'The parameter {0} does not exist in the Parameter Store.',
      fact('parameter'),
    ),
    plain: message(
      'cause.parameterMissingPlain',
      'A parameter that the task definition names does not exist.',
    ),
    advice: message('advice.parameterMissing', 'Check its spelling and its region.'),
    place: { kind: 'taskDefinition', path: 'container.secrets' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
    weight: 94,
  },
  {
    id: 'secretsUnreachable', // 19
    in: ['stop', 'container'],
    match: [
      'connection issue between the task and aws secrets manager',
      'connection issue between the task and secrets manager',
      'connection issue between the task and ssm',
      'connection issue between the task and aws systems manager',
      'secrets manager…there is a connection issue',
      'ssm…there is a connection issue',
      'parameter store…there is a connection issue',
      'from asm…context deadline exceeded',
      'from asm…i/o timeout',
      'ssm…context deadline exceeded',
      'ssm…i/o timeout',
    ],
    title: message('cause.secretsUnreachable', 'The task found no way through the network to its secrets.'),
    advice: message(
      'advice.secretsUnreachable',
      'Check the route out of the subnet (NAT or public IP) or the VPC endpoints of Secrets Manager and SSM, and that the security group lets port 443 out.',
    ),
    place: { kind: 'network' },
    actions: ['rollBack'],
    blame: 'network',
    weight: 95,
  },
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
    ],
    title: message('cause.logOptionMissing', 'The log configuration of the task definition lacks an option.'),
    advice: message(
      'advice.logOptionMissing',
      'The log driver needs awslogs-group, awslogs-region and a stream prefix.',
    ),
    place: { kind: 'taskDefinition', path: 'container.logConfiguration.options.awslogs-region' },
    blame: 'taskDefinition',
    weight: 95,
  },
  {
    id: 'fileSystem', // 22
    in: ['stop', 'container'],
    match: ['failed to invoke efs utils', 'efs utils commands', 'mount.nfs4:', 'mount.efs'],
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
    id: 'networkInterface', // 24
    in: ['stop', 'event'],
    match: [
      'timeout waiting for network interface provisioning',
      'unexpected ec2 error while attempting to create network interface',
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
    place: { kind: 'taskDefinition', path: 'taskRoleArn' },
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
