import type { Scenario } from './scenario';

const FORCE = { do: 'force' } as const;
const DEPLOY = { do: 'deploy', tag: '2.0.0' } as const;
const RETRIED = 'CannotPullContainerError: pull image manifest has been retried';

/** The image cannot be pulled, or does not fit: rows 1 to 14. */
export const IMAGE_SCENARIOS: readonly Scenario[] = [
  {
    id: 'image-not-found',
    row: 1,
    family: 'Image',
    title: 'The image was never pushed',
    description: 'The new revision names a tag that the repository does not have.',
    cause: 'imageNotFound',
    source: 'd.1',
    play: { do: 'redeploy' },
    revision: { neverPushed: true },
    shows: [
      { in: 'stopped task', text: `${RETRIED} 1 time(s): failed to resolve ref` },
      { in: 'container', text: ': not found' },
    ],
  },
  {
    id: 'digest-gone',
    row: 2,
    family: 'Image',
    title: 'The pinned digest was deleted',
    description: 'A lifecycle policy of the repository removed the digest that the service still names.',
    cause: 'digestGone',
    source: 'd.1, containers-roadmap 2493',
    play: FORCE,
    mishap: {
      kind: 'start',
      at: 'container',
      reason: `${RETRIED} 5 time(s): failed to resolve ref {repository}@sha256:5b0bcabd1ed22e9fb1310cf6c2dec7cdef19f0ad69efa1f392e94a4333501270: unexpected status from HEAD request to https://{repository}/manifests/sha256:5b0bcabd1ed22e9fb1310cf6c2dec7cdef19f0ad69efa1f392e94a4333501270: 403 Forbidden`,
    },
    shows: [{ in: 'container', text: '403 Forbidden' }],
  },
  {
    id: 'pull-denied',
    row: 3,
    family: 'Image',
    title: 'The execution role may not pull',
    description: 'ecr:BatchGetImage was taken from the execution role while the old tasks ran on.',
    cause: 'pullDenied',
    source: 'd.1, ECS agent',
    play: FORCE,
    mishap: {
      kind: 'start',
      at: 'container',
      reason:
        "CannotPullContainerError: The task can’t pull the image. Check that the role has the permissions to pull images from the registry. Error response from daemon: pull access denied for {repository}, repository does not exist or may require 'docker login': denied: User: arn:aws:sts::{account}:assumed-role/ecsTaskExecutionRole/f1a2b3c4d5e6 is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:{region}:{account}:repository/app because no identity-based policy allows the ecr:BatchGetImage action",
    },
    shows: [{ in: 'container', text: 'ecr:BatchGetImage' }],
  },
  {
    id: 'registry-login-denied',
    row: 4,
    family: 'Image',
    title: 'The execution role may not sign in to ECR',
    description: 'ecr:GetAuthorizationToken is missing, so the task gets no login for the registry.',
    cause: 'registryLoginDenied',
    source: 'd.1',
    play: FORCE,
    mishap: {
      kind: 'start',
      at: 'task',
      reason:
        'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException: User: arn:aws:sts::{account}:assumed-role/ecsTaskExecutionRole/f1a2b3c4d5e6 is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action',
    },
    shows: [{ in: 'stopped task', text: 'ecr:GetAuthorizationToken' }],
  },
  {
    id: 'registry-unreachable',
    row: 6,
    family: 'Image',
    title: 'No way from the task to ECR',
    description: 'The subnet lost its route: no NAT gateway, no endpoint, no public address.',
    cause: 'registryUnreachable',
    source: 'd.1',
    play: FORCE,
    mishap: {
      kind: 'start',
      at: 'task',
      reason:
        'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. RequestError: send request failed caused by: Post "https://api.ecr.{region}.amazonaws.com/": dial tcp 52.94.187.12:443: i/o timeout',
    },
    shows: [{ in: 'stopped task', text: 'There is a connection issue between the task and Amazon ECR' }],
  },
  {
    id: 'layers-unreachable',
    row: 7,
    family: 'Image',
    title: 'The layers cannot be downloaded',
    description: 'The manifest arrives, but the gateway endpoint of S3 for the layers is missing.',
    cause: 'layersUnreachable',
    source: 'd.1',
    play: FORCE,
    mishap: {
      kind: 'start',
      at: 'container',
      reason:
        'CannotPullContainerError: Error response from daemon: Get "https://prod-{region}-starport-layer-bucket.s3.{region}.amazonaws.com/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    },
    shows: [{ in: 'container', text: 'request canceled while waiting for connection' }],
  },
  {
    id: 'repository-denied',
    row: 8,
    family: 'Image',
    title: 'The repository does not let the task in',
    description: 'Its name is misspelt, or it belongs to another account that does not share it.',
    cause: 'repositoryDenied',
    source: 'd.1, ECS agent',
    play: DEPLOY,
    mishap: {
      kind: 'start',
      at: 'container',
      reason:
        "CannotPullContainerError: The task can’t pull the image. Check whether the image exists. Error response from daemon: pull access denied for {repository}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    },
    shows: [{ in: 'container', text: 'requested access to the resource is denied' }],
  },
  {
    id: 'platform-missing',
    row: 9,
    family: 'Image',
    title: 'The image has no variant for this processor',
    description: 'It was built for several platforms, but not for the one that the task runs on.',
    cause: 'platformMissing',
    source: 'd.1',
    play: DEPLOY,
    mishap: {
      kind: 'start',
      at: 'container',
      reason: `${RETRIED} 7 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'`,
    },
    shows: [{ in: 'container', text: 'does not contain descriptor matching platform' }],
  },
  {
    id: 'wrong-architecture',
    row: 10,
    family: 'Image',
    title: 'The image is for another processor',
    description: 'No field of the API tells it; only the log does.',
    cause: 'wrongArchitecture',
    source: 'd.1',
    play: { do: 'deploy', tag: '2.0.0-exec' },
    shows: [
      { in: 'log', text: 'exec format error' },
      { in: 'stopped task', text: 'Essential container in task exited' },
      { in: 'exit code', text: '255' },
    ],
  },
  {
    id: 'pull-rate-limit',
    row: 11,
    family: 'Image',
    title: 'Docker Hub has had enough of you',
    description: 'Pulls without a login are counted, and this address has used up its share.',
    cause: 'pullRateLimit',
    source: 'd.1',
    play: FORCE,
    mishap: {
      kind: 'start',
      at: 'container',
      reason:
        'CannotPullContainerError: inspect image has been retried 5 time(s): httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/nginx/manifests/latest: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
    },
    shows: [{ in: 'container', text: 'toomanyrequests' }],
  },
  {
    id: 'disk-full',
    row: 12,
    family: 'Image',
    title: 'The image does not fit on the disk',
    description: 'The ephemeral storage of the task is full before the image is unpacked.',
    cause: 'diskFull',
    source: 'd.1',
    play: DEPLOY,
    mishap: {
      kind: 'start',
      at: 'container',
      reason:
        'CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4: write /var/lib/containerd/tmpmounts/containerd-mount3/usr/lib/model.bin: no space left on device: unknown',
    },
    shows: [{ in: 'container', text: 'no space left on device' }],
  },
  {
    id: 'pull-interrupted',
    row: 13,
    family: 'Image',
    title: 'The download of a layer breaks off',
    description: 'The network between the task and the registry is not what it should be.',
    cause: 'pullInterrupted',
    source: 'd.1',
    play: FORCE,
    mishap: {
      kind: 'start',
      at: 'container',
      reason:
        'CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReaderSeeker: failed open: failed to do request: Get "https://{repository}/blobs/sha256:a3ed95caeb02": EOF',
    },
    shows: [{ in: 'container', text: 'httpReaderSeeker: failed open' }],
  },
  {
    id: 'registry-credentials',
    row: 14,
    family: 'Image',
    title: 'The login for a private registry cannot be read',
    description: 'The secret in repositoryCredentials is gone, or closed to the execution role.',
    cause: 'registryCredentials',
    source: 'd.1',
    play: FORCE,
    mishap: {
      kind: 'start',
      at: 'task',
      reason:
        'ResourceInitializationError: unable to pull secrets or registry auth: unable to get registry auth from asm: service call has been retried 1 time(s): unable to retrieve secret from asm: operation error Secrets Manager: GetSecretValue, exceeded maximum number of attempts',
    },
    shows: [{ in: 'stopped task', text: 'unable to retrieve secret from asm' }],
  },
];
