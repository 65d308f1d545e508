import type { Scenario } from './scenario';

const PULL = 'ResourceInitializationError: unable to pull secrets or registry auth:';
const FAMILY = 'Secrets, logs and network';

/** A task that never starts: its reason stands at the task. */
function never(
  row: number,
  id: string,
  cause: string,
  title: string,
  description: string,
  reason: string,
  shown: string,
): Scenario {
  return {
    ...{ id, row, family: FAMILY, title, description, cause, source: 'd.2', play: { do: 'force' } },
    mishap: { kind: 'start', at: 'task', reason },
    shows: [{ in: 'stopped task', text: shown }],
  };
}

/** What a task needs before it starts cannot be had: rows 15 to 26. */
export const RESOURCE_SCENARIOS: readonly Scenario[] = [
  {
    id: 'missing-secret',
    row: 15,
    family: FAMILY,
    title: 'A secret does not exist',
    description: 'The new revision names a secret that Secrets Manager does not have.',
    cause: 'secretMissing',
    source: 'd.2, ECS agent',
    play: { do: 'redeploy' },
    revision: { secret: 'secretsmanager:secret:shop/missing-key-AbCdEf' },
    shows: [
      {
        in: 'stopped task',
        text: "ResourceNotFoundException: The task can't retrieve the secret with ARN 'arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/missing-key-AbCdEf'",
      },
    ],
  },
  never(
    16,
    'secret-denied',
    'secretDenied',
    'The execution role may not read a secret',
    'secretsmanager:GetSecretValue was taken from it; the task role would not help here.',
    `${PULL} execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:{region}:{account}:secret:shop/db-AbCdEf from secrets manager: AccessDeniedException: User: arn:aws:sts::{account}:assumed-role/ecsTaskExecutionRole/f1a2b3c4d5e6 is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:{region}:{account}:secret:shop/db-AbCdEf because no identity-based policy allows the secretsmanager:GetSecretValue action`,
    'secretsmanager:GetSecretValue',
  ),
  never(
    17,
    'secret-key-missing',
    'secretKeyMissing',
    'The secret lacks a key',
    'Somebody saved the secret anew, and left out the key that a variable is taken from.',
    `${PULL} execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key password`,
    'did not contain json key',
  ),
  {
    id: 'missing-parameter',
    row: 18,
    family: FAMILY,
    title: 'A parameter does not exist',
    description: 'The new revision names a parameter that the Parameter Store of this region does not have.',
    cause: 'parameterMissing',
    source: 'd.2',
    play: { do: 'redeploy' },
    revision: { secret: 'ssm:parameter/shop/missing-host' },
    shows: [{ in: 'stopped task', text: 'invalid parameters: /shop/missing-host' }],
  },
  never(
    19,
    'secrets-unreachable',
    'secretsUnreachable',
    'No way from the task to Secrets Manager',
    'The subnet has no NAT gateway and no endpoint for it.',
    `${PULL} The task cannot pull secrets from AWS Secrets Manager: There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration. RequestError: send request failed caused by: Post "https://secretsmanager.{region}.amazonaws.com/": context deadline exceeded`,
    'between the task and AWS Secrets Manager',
  ),
  {
    id: 'missing-log-group',
    row: 20,
    family: FAMILY,
    title: 'The log group does not exist',
    description: 'The new revision writes to a log group that nobody made.',
    cause: 'logGroupMissing',
    source: 'd.2, recorded',
    play: { do: 'redeploy' },
    revision: { logGroup: '/ecs/absent' },
    shows: [{ in: 'stopped task', text: 'The specified log group does not exist.' }],
  },
  never(
    21,
    'log-denied',
    'logDenied',
    'The execution role may not write logs',
    'logs:CreateLogStream was taken from it.',
    'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException: User: arn:aws:sts::{account}:assumed-role/ecsTaskExecutionRole/f1a2b3c4d5e6 is not authorized to perform: logs:CreateLogStream on resource: arn:aws:logs:{region}:{account}:log-group:/ecs/app:log-stream:ecs/app/1 because no identity-based policy allows the logs:CreateLogStream action status code: 400 : exit status 1',
    'logs:CreateLogStream',
  ),
  never(
    21,
    'log-unreachable',
    'logUnreachable',
    'No way from the task to CloudWatch Logs',
    'The subnet has neither a NAT gateway nor an endpoint for the logs.',
    'ResourceInitializationError: failed to validate logger args: There is a connection issue between the task and Amazon CloudWatch. Check your network configuration.: signal: killed',
    'between the task and Amazon CloudWatch',
  ),
  never(
    22,
    'file-system',
    'fileSystem',
    'The file system cannot be mounted',
    'Its security group does not let the task in on port 2049.',
    "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: b'mount.nfs4: Connection timed out' : unsuccessful EFS utils command execution; code: 32",
    'failed to invoke EFS utils commands',
  ),
  never(
    23,
    'env-file',
    'envFile',
    'The file of variables cannot be read',
    'It is gone from its bucket, or closed to the execution role.',
    'ResourceInitializationError: failed to download env files: file download command: non empty error stream: service call has been retried 5 time(s): unable to download env file with key production.env from bucket shop-settings',
    'unable to download env file',
  ),
  never(
    24,
    'network-interface',
    'networkInterface',
    'The task gets no network interface',
    'The subnet has no free address left, or the quota of interfaces is used up.',
    'Timeout waiting for network interface provisioning to complete.',
    'Timeout waiting for network interface provisioning to complete.',
  ),
  never(
    25,
    'ephemeral-storage',
    'ephemeralStorage',
    'The task gets no disk',
    'AWS did not provide the ephemeral storage in time.',
    'Timeout waiting for EphemeralStorage provisioning to complete.',
    'Timeout waiting for EphemeralStorage provisioning to complete.',
  ),
  {
    id: 'task-role',
    row: 26,
    family: FAMILY,
    title: 'ECS may not take on the task role',
    description:
      'Somebody changed the trust policy of the role: ecs-tasks.amazonaws.com is not in it any more.',
    cause: 'taskRole',
    source: 'd.2, service event messages',
    play: { do: 'force' },
    mishap: {
      kind: 'place',
      event:
        "was unable to place a task. Reason: ECS was unable to assume the role 'arn:aws:iam::{account}:role/shop-task' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.",
    },
    shows: [{ in: 'event', text: 'ECS was unable to assume the role' }],
  },
];
