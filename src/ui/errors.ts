import { l10n } from 'vscode';
import type { ErrorCode, ErrorDetails, QuaysideError } from '../core/lib/errors';
import { COMMANDS, type CommandId } from './commands/ids';

/** An error for people: what failed, what to do about it, and a button that does it. */
export interface Explanation {
  readonly what: string;
  readonly next?: string;
  readonly remedy?: Remedy;
}

export interface Remedy {
  readonly label: string;
  readonly command: CommandId;
  readonly args?: readonly string[];
}

/** Where the command Sign In… is the step that helps. */
export const SIGN_IN_HELPS: readonly ErrorCode[] = ['expiredCredentials', 'ssoLoginNeeded', 'mfaNeeded'];

/** The one place that has words for each error code. */
export function explain(error: QuaysideError): Explanation {
  const { details } = error;
  switch (error.code) {
    case 'cancelled':
      return { what: l10n.t('Cancelled.') };
    case 'noCredentials':
      if (details['awsCode'] === 'NotConnected')
        return {
          what: l10n.t('No AWS profile is chosen yet.'),
          next: l10n.t('Choose one, or the sandbox, which needs no account.'),
          remedy: switchProfile(),
        };
      if (details['awsCode'] === 'Connecting')
        return {
          what: l10n.t('The connection to AWS is still being made.'),
          next: l10n.t('Try again in a moment.'),
        };
      return {
        what: l10n.t('There are no AWS credentials for this profile.'),
        next: l10n.t('Choose another profile, or add credentials to it.'),
        remedy: switchProfile(),
      };
    case 'expiredCredentials':
      return {
        what: l10n.t('The AWS credentials have expired.'),
        next: l10n.t('Sign in again.'),
        remedy: signIn(details),
      };
    case 'ssoLoginNeeded':
      return {
        what: l10n.t('This profile needs you to sign in.'),
        next: l10n.t('Sign in, then it goes on by itself.'),
        remedy: signIn(details),
      };
    case 'mfaNeeded':
      return {
        what: l10n.t('This profile needs an MFA code.'),
        next: l10n.t('Connect again and enter the code.'),
        remedy: signIn(details),
      };
    case 'accessDenied':
      return {
        what: l10n.t('AWS does not allow {0} for this identity.', action(details)),
        next: l10n.t('Ask for the permission, or choose another profile.'),
        remedy: switchProfile(),
      };
    case 'throttled':
      return {
        what: l10n.t('AWS asks to slow down.'),
        next: l10n.t('It is tried again by and by.'),
      };
    case 'unreachable':
      return {
        what: l10n.t('AWS cannot be reached.'),
        next: l10n.t('Check the network and the proxy settings, then try again.'),
        remedy: { label: l10n.t('Try Again'), command: COMMANDS.refresh },
      };
    case 'notFound':
      return {
        what: l10n.t('It does not exist any more: {0}', inTheirWords(error)),
        remedy: { label: l10n.t('Refresh'), command: COMMANDS.refresh },
      };
    case 'engineMissing':
      return {
        what: l10n.t('Docker is not installed, or not on the PATH.'),
        next: l10n.t('Install it, or name it in the setting quayside.docker.command.'),
      };
    case 'engineNotRunning':
      return {
        what: l10n.t('The container engine is not running.'),
        next: l10n.t('Start it, then try again.'),
      };
    case 'buildFailed':
      return { what: l10n.t('The image could not be built.'), next: error.message };
    case 'pushFailed':
      return { what: l10n.t('The image could not be pushed.'), next: error.message };
    case 'loginFailed':
      return { what: l10n.t('The registry refused the sign-in.'), next: error.message };
    case 'repositoryMissing':
      return { what: l10n.t('The repository does not exist.'), next: error.message };
    case 'imageNotConfirmed':
      return {
        what: l10n.t('The registry does not confirm the image, so nothing was deployed.'),
        next: error.message,
      };
    case 'copyNotIdentical':
      return {
        what: l10n.t('The new revision is not what the plan showed, so nothing was deployed.'),
        next: error.message,
      };
    case 'unsupportedService':
      return { what: l10n.t('This service cannot be deployed from here.'), next: error.message };
    case 'containerNotFound':
      return { what: l10n.t('The container was not found.'), next: error.message };
    case 'untrustedWorkspace':
      return {
        what: l10n.t('This workspace is not trusted, so nothing of it is built.'),
        next: l10n.t('Trust it first, with the command Workspaces: Manage Workspace Trust.'),
      };
    case 'taskFailed':
      return {
        what: l10n.t('The task {0} did not succeed, so nothing was deployed.', String(details['task'] ?? '')),
        next: error.message,
      };
    case 'settings':
      return { what: l10n.t('A setting does not work: {0}', error.message) };
    case 'sandbox':
      return { what: l10n.t('The sandbox does not run: {0}', error.message) };
    case 'invalid':
    case 'conflict':
    case 'awsError':
      return { what: l10n.t('{0} did not work: {1}', operationOf(details), inTheirWords(error)) };
  }
}

function action({ action, operation }: ErrorDetails): string {
  return String(action ?? operation ?? l10n.t('this'));
}

function operationOf({ operation }: ErrorDetails): string {
  return typeof operation === 'string' ? operation : l10n.t('The request');
}

/** What AWS said itself, which is closer to the matter than our summary of it. */
function inTheirWords({ cause, message }: QuaysideError): string {
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

function switchProfile(): Remedy {
  return { label: l10n.t('Switch Profile…'), command: COMMANDS.switchProfile };
}

/** A deployment may use another profile than the one that is looked at. */
function signIn({ profile }: ErrorDetails): Remedy {
  return {
    label: l10n.t('Sign In'),
    command: COMMANDS.signIn,
    ...(typeof profile === 'string' ? { args: [profile] } : {}),
  };
}
