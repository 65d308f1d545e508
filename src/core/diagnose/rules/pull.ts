import { message } from '../../lib/message';
import { fact, GENERAL, type Rule } from '../rule';

/** Rows 1 to 14: the image did not get onto the machine. */
export const PULL_RULES: readonly Rule[] = [
  {
    id: 'imageNotFound', // 1
    in: ['container', 'stop'],
    match: [
      'failed to resolve ref…not found',
      'api error (404)…not found',
      'manifest unknown',
      'cannotpullcontainererror…image does not exist',
      'manifest for…not found',
      'imagenotfoundexception',
      'cannotpullcontainererror: error: image…not found',
    ],
    not: ['descriptor', 'log group'],
    title: message('cause.imageNotFound', 'The image {0} is not in its repository.', fact('image')),
    plain: message('cause.imageNotFoundPlain', 'The image is not in its repository.'),
    advice: message(
      'advice.imageNotFound',
      'Check that the push finished and that the tag and the repository are spelled as in the registry.',
    ),
    place: { kind: 'taskDefinition', path: 'container.image' },
    actions: ['rollBack', 'deployAgain'],
    blame: 'taskDefinition',
  },
  {
    id: 'digestGone', // 2
    in: ['container', 'stop'],
    match: [
      'failed to resolve ref…@sha256:…403 forbidden',
      'failed to resolve ref…@sha256:…not found',
      'manifest for…@sha256:…not found',
      'image with imageid…imagedigest…does not exist',
    ],
    title: message(
      'cause.digestGone',
      'The service pins the image {0} by its digest, and the registry no longer has it.',
      fact('image'),
    ),
    plain: message(
      'cause.digestGonePlain',
      'The service pins an image by its digest, and the registry no longer has it.',
    ),
    advice: message(
      'advice.digestGone',
      'Deploy again by tag, and look at the lifecycle rule of the repository: it may delete images that services still run.',
    ),
    place: { kind: 'repository' },
    actions: ['deployAgain'],
    blame: 'service',
    confidence: 'likely',
    weight: 93,
  },
  {
    id: 'pullDenied', // 3
    in: ['container', 'stop'],
    match: [
      'not authorized to perform…ecr:batchgetimage',
      'not authorized to perform…ecr:getdownloadurlforlayer',
      'not authorized to perform…ecr:batchchecklayeravailability',
    ],
    title: message(
      'cause.pullDenied',
      'The execution role may not pull the image: the permission {0} is missing.',
      fact('action'),
    ),
    advice: message(
      'advice.pullDenied',
      'Add the permission to the execution role, or to the policy of the repository when it is in another account.',
    ),
    place: { kind: 'iam', who: 'executionRole', action: 'ecr:BatchGetImage' },
    actions: ['rollBack'],
    blame: 'permissions',
    weight: 94,
  },
  {
    id: 'registryLoginDenied', // 4
    in: ['stop', 'container'],
    match: ['ecr:getauthorizationtoken'],
    title: message(
      'cause.registryLoginDenied',
      'The execution role may not sign in to Amazon ECR: the permission {0} is missing.',
      fact('action'),
    ),
    advice: message(
      'advice.registryLoginDenied',
      'Add the permission, for all resources, to the execution role.',
    ),
    place: { kind: 'iam', who: 'executionRole', action: 'ecr:GetAuthorizationToken' },
    actions: ['rollBack'],
    blame: 'permissions',
    weight: 94,
  },
  {
    id: 'executionRoleMissing', // 5
    in: ['stop', 'call'],
    match: [
      'fargate requires task definition to have execution role',
      'requires…execution role arn',
      'execution role is required',
      'must have an execution role',
      'you must specify…execution role',
      "must also specify a value for 'executionrolearn'",
    ],
    title: message(
      'cause.executionRoleMissing',
      'The task definition names no execution role, and this one needs it.',
    ),
    advice: message(
      'advice.executionRoleMissing',
      'Name a role that may pull images and write logs: the policy AmazonECSTaskExecutionRolePolicy suffices for most.',
    ),
    place: { kind: 'taskDefinition', path: 'executionRoleArn' },
    blame: 'taskDefinition',
    weight: 96,
  },
  {
    id: 'registryUnreachable', // 6
    in: ['stop', 'container'],
    match: [
      'connection issue between the task and amazon ecr',
      'connection issue between the task and the registry',
      'cannotpullcontainererror…i/o timeout',
      'cannotpullcontainererror…no such host',
      'cannotpullcontainererror…context deadline exceeded',
      'unable to retrieve ecr registry auth…i/o timeout',
      'unable to retrieve ecr registry auth…context deadline exceeded',
      'registry auth…api.ecr.…i/o timeout',
      'failed to resolve ref…i/o timeout',
      'failed to resolve ref…context deadline exceeded',
      'failed to resolve ref…request canceled',
      'could not reach any registry endpoint',
      'unable to retrieve ecr registry auth…send request failed',
      'unable to retrieve ecr registry auth…request send failed',
      'unable to retrieve ecr registry auth…no such host',
      'unable to retrieve ecr registry auth…request canceled',
      'unable to retrieve ecr registry auth…requestcanceled',
    ],
    title: message('cause.registryUnreachable', 'The task found no way through the network to the registry.'),
    advice: message(
      'advice.registryUnreachable',
      'Check three things: the subnet has a route out (NAT, or a public IP assigned), or VPC endpoints for ECR and S3; the security group lets port 443 out; and the name of the registry is spelled right.',
    ),
    place: { kind: 'network' },
    actions: ['rollBack'],
    blame: 'network',
    weight: 93,
  },
  {
    id: 'layersUnreachable', // 7
    in: ['container', 'stop'],
    match: ['request canceled while waiting for connection', 'failed to copy…dial tcp…i/o timeout'],
    not: ['failed to resolve ref'],
    title: message('cause.layersUnreachable', 'Downloading the image got no answer from the network.'),
    advice: message(
      'advice.layersUnreachable',
      'Check that the subnet has a route out (NAT, or a public IP assigned). Without one it needs VPC endpoints for ECR and the gateway endpoint of Amazon S3, from which the layers come.',
    ),
    place: { kind: 'network' },
    actions: ['rollBack'],
    blame: 'network',
    weight: 94,
  },
  {
    id: 'layersDenied',
    in: ['container', 'stop'],
    match: ['failed to copy…403 forbidden', 'failed open: unexpected status code…403'],
    title: message('cause.layersDenied', 'The task may not download the layers of the image.'),
    advice: message(
      'advice.layersDenied',
      'Layers come from Amazon S3: the policy of the S3 gateway endpoint must allow s3:GetObject on the bucket of the layers, and the execution role needs the permission below.',
    ),
    place: { kind: 'iam', who: 'executionRole', action: 'ecr:GetDownloadUrlForLayer' },
    actions: ['rollBack'],
    blame: 'permissions',
    confidence: 'likely',
    weight: 94,
  },
  {
    id: 'repositoryDenied', // 8
    in: ['container', 'stop'],
    match: [
      'requested access to the resource is denied',
      'pull access denied for',
      'failed to resolve ref…403 forbidden',
      'failed to resolve ref…401 unauthorized',
      'pull access denied…repository does not exist',
      "access denied…may require 'docker login'",
    ],
    title: message(
      'cause.repositoryDenied',
      'The registry knows no repository for {0}, or does not let this account read it.',
      fact('image'),
    ),
    plain: message(
      'cause.repositoryDeniedPlain',
      'The registry knows no such repository, or does not let this account read it.',
    ),
    advice: message(
      'advice.repositoryDenied',
      'Check the spelling; for a repository of another account, its policy must allow this one.',
    ),
    place: { kind: 'taskDefinition', path: 'container.image' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
  },
  {
    id: 'platformMissing', // 9
    in: ['container', 'stop'],
    match: [
      'manifest does not contain descriptor matching platform',
      'failed to find a descriptor for platform',
      'no matching manifest for',
      'no match for platform in manifest',
    ],
    title: message(
      'cause.platformMissing',
      'The image was not built for {0}, which the task runs on.',
      fact('platform'),
    ),
    plain: message(
      'cause.platformMissingPlain',
      'The image was not built for the platform that the task runs on.',
    ),
    advice: message(
      'advice.platformMissing',
      'Build it for that platform, or change the runtime platform of the task definition.',
    ),
    place: { kind: 'taskDefinition', path: 'runtimePlatform.cpuArchitecture' },
    actions: ['rebuild', 'rollBack'],
    blame: 'image',
    weight: 95,
  },
  {
    id: 'wrongArchitecture', // 10
    in: ['log', 'container', 'stop'],
    match: ['exec format error'],
    title: message(
      'cause.wrongArchitecture',
      'Container {0} was built for another processor than the task runs on.',
      fact('container'),
    ),
    advice: message(
      'advice.wrongArchitecture',
      'Build it for the platform of the task, or change the runtime platform of the task definition. A script without a first line that names its interpreter fails alike.',
    ),
    place: { kind: 'taskDefinition', path: 'runtimePlatform.cpuArchitecture' },
    actions: ['rebuild', 'rollBack'],
    blame: 'image',
    confidence: 'likely',
    weight: 92,
    atEnd: true,
  },
  {
    id: 'pullRateLimit', // 11
    in: ['container', 'stop'],
    match: ['toomanyrequests', 'pull rate limit', '429 too many requests'],
    title: message(
      'cause.pullRateLimit',
      'The registry lets nobody pull more images from this address for now.',
    ),
    advice: message(
      'advice.pullRateLimit',
      'Sign in to Docker Hub with repository credentials, or pull through a cache in Amazon ECR.',
    ),
    place: { kind: 'taskDefinition', path: 'container.image' },
    actions: ['rollBack'],
    blame: 'network',
    weight: 94,
  },
  {
    id: 'diskFull', // 12
    in: ['container', 'stop'],
    match: ['no space left on device', 'devmapper: thin pool has'],
    title: message('cause.diskFull', 'The disk of the task is full.'),
    advice: message(
      'advice.diskFull',
      'On Fargate give the task more ephemeral storage; on EC2 clean up the disk of the host. A smaller image helps both.',
    ),
    place: { kind: 'taskDefinition', path: 'ephemeralStorage.sizeInGiB' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
    weight: 94,
  },
  {
    id: 'pullInterrupted', // 13
    in: ['container', 'stop'],
    match: [
      'httpreaderseeker: failed open',
      'failed to copy…unexpected eof',
      'failed to copy…connection reset',
    ],
    title: message('cause.pullInterrupted', 'Downloading the image broke off.'),
    advice: message(
      'advice.pullInterrupted',
      'ECS tries again by itself. When it keeps happening, check the route to the registry and to Amazon S3.',
    ),
    place: { kind: 'network' },
    blame: 'network',
    confidence: 'likely',
  },
  {
    id: 'registryCredentials', // 14
    in: ['stop', 'container'],
    match: [
      'registry auth from asm',
      'retrieve registry auth:…unable to retrieve secret from asm',
      'pull secrets or registry auth: unable to retrieve secret from asm',
      'pull command failed…unable to retrieve secret from asm',
      'private registry…unable to retrieve secret',
    ],
    not: ['connection issue', 'deadline exceeded', 'i/o timeout', 'did not contain json key'],
    title: message('cause.registryCredentials', 'The sign-in for the private registry could not be read.'),
    advice: message(
      'advice.registryCredentials',
      'Check the secret that repositoryCredentials names, and that the execution role may read and decrypt it.',
    ),
    place: { kind: 'taskDefinition', path: 'container.repositoryCredentials.credentialsParameter' },
    actions: ['rollBack'],
    blame: 'permissions',
    weight: 95,
  },
  {
    id: 'pullFailed',
    in: ['container', 'stop'],
    match: ['cannotpullcontainererror', 'cannotpullecrcontainererror', 'cannotpullimagemanifesterror'],
    title: message('cause.pullFailed', 'The image of container {0} could not be pulled.', fact('container')),
    plain: message('cause.pullFailedPlain', 'The image could not be pulled.'),
    advice: message('advice.pullFailed', 'What AWS says below tells the rest.'),
    place: { kind: 'taskDefinition', path: 'container.image' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
    confidence: 'possible',
    weight: GENERAL + 5,
  },
];
