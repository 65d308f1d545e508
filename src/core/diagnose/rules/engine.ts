import { message } from '../../lib/message';
import type { Rule } from '../rule';

/** Rows 90 to 92: the container engine of this computer, whatever is built or pushed with it. */
export const ENGINE_RULES: readonly Rule[] = [
  {
    id: 'engineNotRunning', // 90
    in: ['build', 'push'],
    match: [
      'cannot connect to the docker daemon',
      'error during connect',
      'pipe/docker_engine',
      'cannot connect to podman',
      'is the docker daemon running',
      'failed to connect to the docker api',
      'pipe/dockerdesktop',
    ],
    not: ['permission denied'],
    title: message('cause.engineNotRunning', 'The container engine does not run.'),
    advice: message('advice.engineNotRunning', 'Start it and deploy again.'),
    actions: ['deployAgain'],
    blame: 'caller',
    weight: 98,
  },
  {
    id: 'engineForbidden', // 90
    in: ['build', 'push'],
    match: [
      'permission denied while trying to connect to the docker',
      'docker.sock: connect: permission denied',
    ],
    title: message('cause.engineForbidden', 'You may not use the container engine of this computer.'),
    advice: message(
      'advice.engineForbidden',
      'On Linux add yourself to the group docker (sudo usermod -aG docker $USER) and sign in to the computer anew.',
    ),
    blame: 'caller',
    weight: 98,
  },
  {
    id: 'buildKitMissing',
    in: ['build'],
    match: [
      'buildx component is missing',
      'requires buildkit',
      "'buildx' is not a docker command",
      'unknown command: docker buildx',
      'unknown flag: --platform',
      'unknown flag: --provenance',
    ],
    title: message('cause.buildKitMissing', 'This container engine lacks BuildKit, which the build needs.'),
    advice: message('advice.buildKitMissing', 'Install the plugin buildx of Docker, or a newer engine.'),
    actions: ['deployAgain'],
    blame: 'caller',
    weight: 97,
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
    id: 'credentialHelperMissing', // 92
    in: ['push', 'build'],
    match: [
      'docker-credential-…executable file not found',
      'docker-credential-…no such file',
      'error getting credentials - err',
    ],
    not: ['not implemented'],
    title: message(
      'cause.credentialHelperMissing',
      'The configuration of Docker names a credential helper that does not work here.',
    ),
    advice: message(
      'advice.credentialHelperMissing',
      'Install the helper, or take credsStore and credHelpers out of ~/.docker/config.json.',
    ),
    blame: 'caller',
    weight: 97,
  },
  {
    id: 'registryCertificate',
    in: ['push', 'build'],
    match: [
      'tls: failed to verify certificate',
      'x509: certificate signed by unknown authority',
      'x509: certificate has expired',
    ],
    title: message(
      'cause.registryCertificate',
      'The container engine does not trust the certificate of the registry.',
    ),
    advice: message(
      'advice.registryCertificate',
      'Something between the engine and the registry, such as a proxy, shows a certificate of its own: make it known to the engine.',
    ),
    blame: 'caller',
    weight: 93,
  },
  {
    id: 'engineDiskFull',
    in: ['build', 'push'],
    match: ['no space left on device', "you don't have enough free space in"],
    title: message('cause.engineDiskFull', 'The disk of the container engine is full.'),
    advice: message(
      'advice.engineDiskFull',
      'Free what is not used (docker system prune), or give Docker Desktop a larger disk.',
    ),
    actions: ['deployAgain'],
    blame: 'caller',
    weight: 91,
  },
];
