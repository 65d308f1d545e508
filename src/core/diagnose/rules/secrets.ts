import { message } from '../../lib/message';
import { fact, GENERAL, type Rule } from '../rule';

/** Rows 15 to 19: secrets and parameters that a task gets as variables. */
export const SECRET_RULES: readonly Rule[] = [
  {
    id: 'secretMissing', // 15
    in: ['stop', 'container'],
    match: [
      "resourcenotfoundexception: the task can't retrieve the secret",
      'asm…resourcenotfoundexception',
      "secrets manager can't find the specified secret",
      'secretsmanager…resourcenotfoundexception',
    ],
    not: ['staging label'],
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
    match: ['unable to retrieve secret from asm…accessdenied', 'secretsmanager:getsecretvalue'],
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
    id: 'parameterDenied', // 16
    in: ['stop', 'container'],
    match: ['from ssm…accessdenied', 'ssm:getparameters'],
    title: message(
      'cause.parameterDenied',
      'The execution role may not read a parameter: the permission {0} is missing.',
      fact('action'),
    ),
    plain: message('cause.parameterDeniedPlain', 'The execution role may not read a parameter of the task.'),
    advice: message(
      'advice.parameterDenied',
      'Add the permission to the execution role, not to the task role. A SecureString with a key of its own needs kms:Decrypt too.',
    ),
    place: { kind: 'iam', who: 'executionRole', action: 'ssm:GetParameters' },
    actions: ['rollBack'],
    blame: 'permissions',
    weight: 94,
  },
  {
    id: 'decryptionDenied', // 16
    in: ['stop', 'container'],
    match: ['access to kms is not allowed', 'kms:decrypt', 'asm…kms…accessdenied', 'ssm…kms…accessdenied'],
    title: message(
      'cause.decryptionDenied',
      'The execution role may not decrypt a secret: the permission kms:Decrypt is missing.',
    ),
    advice: message(
      'advice.decryptionDenied',
      'Add the permission to the execution role, on the key that encrypts the secret; the policy of the key must allow it too.',
    ),
    place: { kind: 'iam', who: 'executionRole', action: 'kms:Decrypt' },
    actions: ['rollBack'],
    blame: 'permissions',
    weight: 95,
  },
  {
    id: 'secretKeyMissing', // 17
    in: ['stop', 'container'],
    match: ['did not contain json key'],
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
    id: 'secretNotJson', // 17
    in: ['stop', 'container'],
    match: ['asm…invalid character…looking for beginning of value', 'asm…cannot unmarshal'],
    title: message(
      'cause.secretNotJson',
      'The secret is not written as JSON, so that no key can be taken from it.',
    ),
    advice: message(
      'advice.secretNotJson',
      'Save the secret as keys and values, or end valueFrom with its ARN to take it as a whole.',
    ),
    place: { kind: 'taskDefinition', path: 'container.secrets' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
    weight: 95,
  },
  {
    id: 'secretEmpty', // 15
    in: ['stop', 'container'],
    match: ["can't find the specified secret value for staging label"],
    title: message('cause.secretEmpty', 'The secret {0} has no value.', fact('secret')),
    plain: message('cause.secretEmptyPlain', 'A secret that the task definition names has no value.'),
    advice: message(
      'advice.secretEmpty',
      'Give it one in Secrets Manager: a secret that was only created has none. A version that valueFrom names must exist.',
    ),
    place: { kind: 'taskDefinition', path: 'container.secrets' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
    weight: 94,
  },
  {
    id: 'secretDeleted', // 15
    in: ['stop', 'container'],
    match: ['asm…marked for deletion', 'asm…scheduled for deletion', 'asm…marked deleted'],
    title: message('cause.secretDeleted', 'The secret {0} was deleted.', fact('secret')),
    plain: message('cause.secretDeletedPlain', 'A secret that the task definition names was deleted.'),
    advice: message(
      'advice.secretDeleted',
      'Restore it in Secrets Manager while its recovery window is open, or name another one.',
    ),
    place: { kind: 'taskDefinition', path: 'container.secrets' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
    weight: 95,
  },
  {
    id: 'secretName', // 15
    in: ['stop', 'container'],
    match: [
      'asm…invalid secret arn',
      'asm…arn: sections do not match',
      'asm…arn: invalid prefix',
      'asm…unexpected arn format',
    ],
    title: message('cause.secretName', 'The task definition names a secret in a form that AWS cannot read.'),
    advice: message(
      'advice.secretName',
      'valueFrom takes the whole ARN of the secret; a key of it follows as :KEY:: (the colons at the end belong to it).',
    ),
    place: { kind: 'taskDefinition', path: 'container.secrets' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
    weight: 95,
  },
  {
    id: 'secretUnread', // AWS cuts long reasons
    in: ['stop', 'container'],
    match: ['unable to retrieve secret from asm', 'unable to retrieve secrets from ssm'],
    title: message('cause.secretUnread', 'A secret or a parameter of the task could not be read.'),
    advice: message(
      'advice.secretUnread',
      'Check that it exists in this region, that the execution role may read and decrypt it, and that the subnet has a way to Secrets Manager or Systems Manager.',
    ),
    place: { kind: 'taskDefinition', path: 'container.secrets' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
    confidence: 'possible',
    weight: GENERAL + 10,
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
];
