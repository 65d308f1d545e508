import type { QuaysideError, ErrorCode } from '../../lib/errors';
import { message, type Message } from '../../lib/message';

/** Something that slows watching down or narrows it, but does not end it. */
export interface Hindrance {
  readonly text: Message;
  readonly code: ErrorCode;
}

const TEXTS: Readonly<Partial<Record<ErrorCode, Message>>> = {
  throttled: message('hindrance.throttled', 'AWS asks to slow down; watching goes on'),
  unreachable: message(
    'hindrance.unreachable',
    'AWS cannot be reached; the deployment goes on, watching resumes',
  ),
  expiredCredentials: message('hindrance.expired', 'Credentials have expired: sign in to go on watching'),
  noCredentials: message('hindrance.noCredentials', 'Credentials are missing: sign in to go on watching'),
  ssoLoginNeeded: message('hindrance.sso', 'The session has ended: sign in to go on watching'),
  mfaNeeded: message('hindrance.mfa', 'A code is needed: sign in to go on watching'),
};

/** What a failed look means for the person who watches. */
export function hindranceOf(error: QuaysideError): Hindrance {
  const { action } = error.details;
  if (error.code === 'accessDenied' && typeof action === 'string') {
    return { code: error.code, text: message('hindrance.denied', 'This identity may not use {0}', action) };
  }
  const text = TEXTS[error.code] ?? message('hindrance.other', 'AWS answers: {0}', error.message);
  return { code: error.code, text };
}

/** Why the rollout is watched without its service deployment; without an error AWS just never told which one it is. */
export function basicMode(error: QuaysideError | undefined): Hindrance {
  if (error === undefined) {
    return {
      code: 'notFound',
      text: message('hindrance.basicUnresolved', 'Basic mode: AWS does not tell the service deployment'),
    };
  }
  const { operation } = error.details;
  const name = typeof operation === 'string' ? operation : 'ListServiceDeployments';
  return {
    code: error.code,
    text:
      error.code === 'accessDenied'
        ? message('hindrance.basicDenied', 'Basic mode: this identity may not use ecs:{0}', name)
        : message('hindrance.basicUnknown', 'Basic mode: this endpoint does not know {0}', name),
  };
}

const UNKNOWN_ACTION =
  /unknown ?(operation|action)|not ?implemented|not been implemented|unsupported ?operation|invalid ?action/i;

/** Refusals that say for sure that an action is not to be had here: it is denied, or the endpoint does not know it. */
export function isUnavailable({ code, details, message: words }: QuaysideError): boolean {
  return code === 'accessDenied' || UNKNOWN_ACTION.test(`${String(details['awsCode'])} ${words}`);
}

/** Refusals that pass: the same question may be answered later. */
export function isPassing({ code }: QuaysideError): boolean {
  return TEXTS[code] !== undefined;
}
