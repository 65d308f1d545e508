import { message } from '../../lib/message';
import { fact, GENERAL, type Rule } from '../rule';

/** Rows 90 to 100: the build and the push. */
export const BUILD_RULES: readonly Rule[] = [
  {
    id: 'engineNotRunning', // 90
    in: ['build', 'push'],
    match: [
      'cannot connect to the docker daemon',
      'error during connect',
      'pipe/docker_engine',
      'cannot connect to podman',
      'is the docker daemon running',
    ],
    title: message('cause.engineNotRunning', 'The container engine does not run.'),
    advice: message('advice.engineNotRunning', 'Start it and deploy again.'),
    actions: ['deployAgain'],
    blame: 'caller',
    weight: 98,
  },
  {
    id: 'loginStore', // 91
    in: ['push', 'build'],
    match: ['the stub received bad data', 'error saving credentials…stub'],
    title: message(
      'cause.loginStore',
      'Windows cannot store the sign-in to the registry, because it is too long.',
    ),
    advice: message(
      'advice.loginStore',
      'Use a Docker configuration without a credential store for this push.',
    ),
    blame: 'caller',
    weight: 97,
  },
  {
    id: 'credentialHelper', // 92
    in: ['push', 'build'],
    match: [
      'error saving credentials…not implemented',
      'storing credentials…not implemented',
      'error storing credentials…not implemented',
      'ecr-login…not implemented',
    ],
    title: message(
      'cause.credentialHelper',
      'Docker is set up to sign in by the helper ecr-login, which stores no sign-in.',
    ),
    advice: message('advice.credentialHelper', 'Sign-in can be skipped: the helper does it by itself.'),
    blame: 'caller',
    weight: 97,
  },
  {
    id: 'registryLogin', // 93
    in: ['push', 'build'],
    match: [
      'no basic auth credentials',
      'authorization token has expired',
      'unauthorized: authentication required',
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
    in: ['push', 'build'],
    match: [
      'the repository with name…does not exist',
      'name unknown',
      'name_unknown',
      'repositorynotfoundexception',
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
    in: ['push'],
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
