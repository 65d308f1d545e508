import { describeError, QuaysideError, type ErrorCode } from '../lib/errors';
import { message, type Message } from '../lib/message';
import type { DeployFailure, StageId } from './event';

/** What stands when a stage fails; each is as much as is known for sure. */
export const LEFT = {
  nothing: message('left.nothing', 'Nothing was registered, and the service is unchanged.'),
  unclearRevision: message(
    'left.unclearRevision',
    'Whether a revision was registered is not known; the service is unchanged.',
  ),
  revision: (revision: number): Message =>
    message('left.revision', 'Revision {0} is registered and kept; the service is unchanged.', revision),
  unclear: (revision: number): Message =>
    message(
      'left.unclear',
      'Revision {0} is registered; whether the service was updated is not known.',
      revision,
    ),
} as const;

/** What stands when `error` ends it; `revision` is the one that is known to be registered. */
export function leftBy(error: unknown, revision: number | undefined): Message {
  if (revision === undefined)
    return isUnheard(error, 'RegisterTaskDefinition') ? LEFT.unclearRevision : LEFT.nothing;
  return isUnheard(error, 'UpdateService') ? LEFT.unclear(revision) : LEFT.revision(revision);
}

/** True when a call that changes something may have been heard, although no answer came, or none that tells. */
export function isUnheard(error: unknown, operation: string): boolean {
  return (
    QuaysideError.is(error) &&
    error.details['operation'] === operation &&
    error.details['outcome'] === 'unknown'
  );
}

/** Turns anything thrown in a stage into what people read. */
export function failureOf(stage: StageId, thrown: unknown, left: Message = LEFT.nothing): DeployFailure {
  const error = QuaysideError.is(thrown)
    ? thrown
    : new QuaysideError('awsError', describeError(thrown), { cause: thrown });
  const advice = adviceFor(stage, error);
  const quote = quoteOf(error);
  const { lines } = error.details;
  return {
    stage,
    code: error.code,
    title: titleOf(stage, error),
    ...(advice === undefined ? {} : { advice }),
    ...(quote === undefined ? {} : { quote }),
    lines: Array.isArray(lines) ? (lines as readonly string[]) : [],
    left,
  };
}

/** A program of another architecture cannot be run while building unless the engine emulates it. */
function adviceFor(stage: StageId, { code, details }: QuaysideError): Message | undefined {
  const { lines } = details;
  if ('builtFor' in details)
    return message(
      'advice.platform',
      'A FROM of the Dockerfile names a platform of its own: take that out, and deploy again.',
    );
  const foreign = Array.isArray(lines) && lines.some((line) => String(line).includes('exec format error'));
  if (foreign)
    return message(
      'advice.emulation',
      'The engine cannot run this platform: install emulation (binfmt), or build elsewhere.',
    );
  const pushed = stage === 'register' || stage === 'update';
  return (pushed ? ADVICE_ONCE_PUSHED[code] : undefined) ?? ADVICE[code];
}

function quoteOf(error: QuaysideError): string | undefined {
  const { quote } = error.details;
  if (typeof quote === 'string' && quote !== '') return quote;
  // Our own sentences say no more than the title; those of AWS and of causes do.
  return error.cause instanceof Error || 'awsCode' in error.details ? describeError(error) : undefined;
}

const SERVICE_GONE = ['ServiceNotActiveException', 'ServiceNotFoundException'];

const STAGE_TITLES: Readonly<Record<StageId, Message>> = {
  plan: message('failed.plan', 'The plan could not be made'),
  build: message('failed.build', 'The build failed'),
  push: message('failed.push', 'The push failed'),
  register: message('failed.register', 'The new revision was not registered'),
  update: message('failed.update', 'The service was not updated'),
  rollout: message('failed.rollout', 'The rollout failed'),
};

function titleOf(stage: StageId, { code, details }: QuaysideError): Message {
  switch (code) {
    case 'engineMissing':
      return message('failed.engineMissing', '{0} was not found', String(details['file'] ?? 'docker'));
    case 'engineNotRunning':
      return message('failed.engineNotRunning', 'The container engine does not answer');
    case 'repositoryMissing':
      return message('failed.repositoryMissing', 'The repository does not exist');
    case 'loginFailed':
      return message('failed.login', 'The registry did not accept the login');
    case 'imageNotConfirmed':
      return message('failed.notConfirmed', 'The registry does not confirm the image');
    case 'copyNotIdentical':
      return message('failed.copy', 'The new revision is not the planned copy');
    case 'invalid':
      return 'builtFor' in details
        ? message(
            'failed.platform',
            'The image is for {0}, not for {1}',
            String(details['builtFor']),
            String(details['needed']),
          )
        : STAGE_TITLES[stage];
    case 'accessDenied':
      return typeof details['action'] === 'string'
        ? message('failed.deniedAction', 'Access denied: {0}', details['action'])
        : message('failed.denied', 'Access denied');
    case 'unreachable':
      return message('failed.unreachable', 'AWS cannot be reached');
    case 'notFound':
      return typeof details['service'] === 'string' || SERVICE_GONE.includes(String(details['awsCode']))
        ? message('failed.serviceGone', 'The service was deleted')
        : STAGE_TITLES[stage];
    case 'conflict':
      if (details['overtaken'] === true)
        return message('failed.overtaken', 'Somebody else updated the service at the same moment');
      return typeof details['revision'] === 'number'
        ? message('failed.changed', 'The service runs revision {0} now', details['revision'])
        : STAGE_TITLES[stage];
    default:
      return STAGE_TITLES[stage];
  }
}

const SIGN_IN = message('advice.signIn', 'Sign in and deploy again.');

const SIGN_IN_AND_GO_ON = message(
  'advice.signInGoOn',
  'Sign in, then continue this deployment: what was built and pushed is kept.',
);

/** Once the image is there, nothing need be built again: the journal has what it takes to go on. */
const ADVICE_ONCE_PUSHED: Readonly<Partial<Record<ErrorCode, Message>>> = {
  expiredCredentials: SIGN_IN_AND_GO_ON,
  ssoLoginNeeded: SIGN_IN_AND_GO_ON,
  noCredentials: SIGN_IN_AND_GO_ON,
  mfaNeeded: SIGN_IN_AND_GO_ON,
  unreachable: message(
    'advice.unreachableGoOn',
    'Check the network and proxy, then continue this deployment: what was built and pushed is kept.',
  ),
  throttled: message(
    'advice.throttledGoOn',
    'AWS asks to slow down: wait a moment, then continue this deployment.',
  ),
};

const ADVICE: Readonly<Partial<Record<ErrorCode, Message>>> = {
  engineMissing: message(
    'advice.engineMissing',
    'Install a container engine, or name its command in the settings.',
  ),
  engineNotRunning: message('advice.engineNotRunning', 'Start the container engine and deploy again.'),
  buildFailed: message('advice.build', 'Mend what the lines below show and deploy again.'),
  repositoryMissing: message('advice.repository', 'Deploy again and choose to create the repository.'),
  loginFailed: message('advice.login', 'Deploy again: each deploy signs in afresh.'),
  imageNotConfirmed: message('advice.notConfirmed', 'Check the repository, then deploy again.'),
  copyNotIdentical: message(
    'advice.copy',
    'The service was not touched. Compare both revisions, and report this.',
  ),
  accessDenied: message(
    'advice.denied',
    'This identity needs the permission; the permissions page names all of them.',
  ),
  expiredCredentials: SIGN_IN,
  ssoLoginNeeded: SIGN_IN,
  noCredentials: SIGN_IN,
  mfaNeeded: SIGN_IN,
  conflict: message('advice.changed', 'Deploy again: the plan is then made from what the service runs now.'),
  unreachable: message('advice.unreachable', 'Check the network and proxy, then deploy again.'),
};
