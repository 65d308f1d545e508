import { message } from '../../lib/message';
import { fact, GENERAL, type Rule } from '../rule';

/** Rows 93 to 100: the build and the push. */
export const BUILD_RULES: readonly Rule[] = [
  {
    id: 'registryLogin', // 93
    in: ['push', 'build'],
    match: [
      'no basic auth credentials',
      'authorization token has expired',
      'unauthorized: authentication required',
      'failed to push…401 unauthorized',
      'failed to solve: unexpected status: 401 unauthorized',
    ],
    title: message(
      'cause.registryLogin',
      'The registry does not know who you are, or your sign-in has expired.',
    ),
    advice: message('advice.registryLogin', 'Deploy again: each deploy signs in afresh.'),
    actions: ['deployAgain'],
    blame: 'caller',
    weight: 95,
  },
  {
    id: 'repositoryMissing', // 94
    in: ['push', 'build', 'call'],
    match: [
      'the repository with name…does not exist',
      'name unknown',
      'name_unknown',
      'repositorynotfoundexception',
      'failed to push…404 not found',
      'failed to solve: unexpected status: 404 not found',
    ],
    title: message(
      'cause.repositoryMissing',
      'The repository {0} does not exist in the registry.',
      fact('repository'),
    ),
    plain: message('cause.repositoryMissingPlain', 'The repository does not exist in the registry.'),
    advice: message('advice.repositoryMissing', 'Create it, or correct its name.'),
    place: { kind: 'repository' },
    actions: ['deployAgain'],
    blame: 'caller',
    weight: 95,
  },
  {
    id: 'immutableTag', // 95
    in: ['push', 'call'],
    match: [
      'cannot be overwritten because the repository is immutable',
      'cannot be overwritten because the tag is immutable',
      'cannot be overwritten',
      'tag invalid:…immutable',
      'imagetagalreadyexistsexception',
    ],
    title: message(
      'cause.immutableTag',
      'The tag {0} is taken, and the repository lets no tag be moved.',
      fact('tag'),
    ),
    plain: message('cause.immutableTagPlain', 'The tag is taken, and the repository lets no tag be moved.'),
    advice: message('advice.immutableTag', 'Deploy under another tag.'),
    place: { kind: 'repository' },
    actions: ['deployAgain'],
    blame: 'caller',
    weight: 96,
  },
  {
    id: 'pushDenied', // 96
    in: ['push'],
    match: ['not authorized to perform…ecr:', 'denied: user:…not authorized'],
    title: message(
      'cause.pushDenied',
      'You may not push to the repository: the permission {0} is missing.',
      fact('action'),
    ),
    plain: message('cause.pushDeniedPlain', 'You may not push to the repository.'),
    advice: message(
      'advice.pushDenied',
      'Add it, and the other actions that a push needs, to your identity or the policy of the repository.',
    ),
    place: { kind: 'iam', who: 'caller', action: 'ecr:InitiateLayerUpload' },
    blame: 'permissions',
    weight: 96,
  },
  {
    id: 'pushForbidden', // 96
    in: ['push', 'build'],
    match: [
      'failed to push…403 forbidden',
      'failed to solve: unexpected status: 403 forbidden',
      'error parsing http 403 response',
      'denied: requested access to the resource is denied',
    ],
    title: message('cause.pushForbidden', 'The registry refuses the push, and does not say why.'),
    advice: message(
      'advice.pushForbidden',
      'An action that a push needs may be missing in your identity or in the policy of the repository; one that holds as many images as its quota allows answers alike.',
    ),
    place: { kind: 'iam', who: 'caller', action: 'ecr:InitiateLayerUpload' },
    blame: 'permissions',
    confidence: 'likely',
    weight: 94,
  },
  {
    id: 'manifestRefused', // 95
    in: ['push', 'build'],
    match: [
      'failed to push…/manifests/…400 bad request',
      'failed to push…unexpected status: 400 bad request',
    ],
    not: ['cache'],
    title: message('cause.manifestRefused', 'The registry does not accept the image under this tag.'),
    advice: message(
      'advice.manifestRefused',
      'Where tags cannot be moved, a taken tag is answered like this: deploy under another one.',
    ),
    place: { kind: 'repository' },
    actions: ['deployAgain'],
    blame: 'caller',
    confidence: 'possible',
    weight: 90,
  },
  {
    id: 'pushBrokeOff',
    in: ['push'],
    match: [
      'no such host',
      'i/o timeout',
      'tls handshake timeout',
      'broken pipe',
      'connection reset by peer',
      'connection refused',
      'unexpected eof',
      'no route to host',
      'context deadline exceeded',
      'request canceled while waiting for connection',
    ],
    title: message('cause.pushBrokeOff', 'The way from the container engine to the registry broke off.'),
    advice: message(
      'advice.pushBrokeOff',
      'Check the network, VPN and proxy of the engine, and the name of the registry. What was pushed already is not pushed again.',
    ),
    actions: ['deployAgain'],
    blame: 'caller',
    confidence: 'likely',
    weight: 85,
  },
  {
    id: 'cacheRefused', // 97
    in: ['build', 'push'],
    match: [
      'error writing manifest blob…400',
      'exporting cache…400 bad request',
      'cache…unexpected status…400',
      'failed to push…cache…400 bad request',
    ],
    title: message('cause.cacheRefused', 'The registry does not accept the cache of the build.'),
    advice: message('advice.cacheRefused', 'Export it with image-manifest=true and oci-mediatypes=true.'),
    blame: 'caller',
    confidence: 'likely',
    weight: 91,
  },
  {
    id: 'noEmulation', // 98
    in: ['build'],
    match: ['exec format error'],
    title: message(
      'cause.noEmulation',
      'This engine cannot run programs of the platform that the image is built for.',
    ),
    advice: message(
      'advice.noEmulation',
      'Install emulation (binfmt), or build on a machine of that platform.',
    ),
    place: { kind: 'dockerfile' },
    blame: 'caller',
    weight: 97,
  },
  {
    id: 'provenance', // 99
    in: ['push', 'build'],
    match: ['unknown/unknown'],
    title: message(
      'cause.provenance',
      'The build adds a proof of origin, which shows as an image of platform unknown.',
    ),
    advice: message('advice.provenance', 'Build with --provenance=false.'),
    blame: 'nobody',
    noise: true,
    weight: GENERAL,
  },
  {
    id: 'baseRateLimit',
    in: ['build'],
    match: ['toomanyrequests', 'pull rate limit'],
    title: message(
      'cause.baseRateLimit',
      'Docker Hub lets nobody pull more images from this address for now.',
    ),
    advice: message(
      'advice.baseRateLimit',
      'Sign in to Docker Hub (docker login), wait some hours, or take the base image from public.ecr.aws.',
    ),
    place: { kind: 'dockerfile' },
    actions: ['deployAgain'],
    blame: 'caller',
    weight: 91,
  },
  {
    id: 'baseMissing',
    in: ['build'],
    match: [
      'failed to resolve source metadata…not found',
      'failed to resolve source metadata…pull access denied',
      'failed to resolve source metadata…403 forbidden',
      'failed to resolve source metadata…401 unauthorized',
      'pull access denied for',
      'manifest for…not found',
      'no match for platform in manifest',
    ],
    title: message(
      'cause.baseMissing',
      'An image that the Dockerfile builds on does not exist, not for this platform, or may not be pulled.',
    ),
    advice: message(
      'advice.baseMissing',
      'Check the name and the tag behind FROM, and sign in to its registry when it is private.',
    ),
    place: { kind: 'dockerfile' },
    actions: ['deployAgain'],
    blame: 'image',
    weight: 70,
  },
  {
    id: 'baseUnreachable',
    in: ['build'],
    match: [
      'failed to do request…dial tcp',
      'failed to do request…timeout',
      'failed to fetch anonymous token',
      'failed to fetch oauth token',
    ],
    title: message(
      'cause.baseUnreachable',
      'The container engine cannot reach the registry of an image that the Dockerfile builds on.',
    ),
    advice: message('advice.baseUnreachable', 'Check the network, VPN and proxy of the engine.'),
    actions: ['deployAgain'],
    blame: 'caller',
    weight: 72,
  },
  {
    id: 'buildKilled',
    in: ['build'],
    match: ['did not complete successfully: exit code: 137', 'returned a non-zero code: 137'],
    title: message(
      'cause.buildKilled',
      'A step of the build was killed: the container engine has too little memory.',
    ),
    advice: message(
      'advice.buildKilled',
      'Give Docker Desktop or the machine more memory, or let the step use less.',
    ),
    place: { kind: 'dockerfile' },
    actions: ['deployAgain'],
    blame: 'caller',
    confidence: 'likely',
    weight: 65,
  },
  {
    id: 'buildError', // 100
    in: ['build'],
    match: [
      'failed to solve:',
      'failed to read dockerfile',
      'dockerfile parse error',
      'unable to prepare context',
      'failed to build:',
      'returned a non-zero code',
      'copy failed:',
      'failed to compute cache key',
    ],
    title: message('cause.buildError', 'Line {0} of the Dockerfile failed.', fact('line')),
    plain: message('cause.buildErrorPlain', 'The Dockerfile or its context does not build.'),
    advice: message('advice.buildError', 'The output of the build shows what the step said.'),
    place: { kind: 'dockerfile' },
    actions: ['deployAgain'],
    blame: 'image',
    weight: 60,
  },
];
