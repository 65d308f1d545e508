import { isCancellation } from '../lib/abort';
import { describeError, QuaysideError } from '../lib/errors';

/** What stands in the way of reading logs, sorted by what a tail does about it. */
export type TroubleKind =
  | 'cancelled'
  /** Credentials are missing or have run out: wait until the person has signed in. */
  | 'signedOut'
  | 'offline'
  /** Too many calls, or all live tail sessions of the account are in use. */
  | 'throttled'
  | 'denied'
  /** Group or stream does not exist (yet). */
  | 'missing'
  /** The endpoint does not know the operation, or refuses it for good. */
  | 'unsupported';

export interface Trouble {
  readonly kind: TroubleKind;
  readonly error: unknown;
}

export function troubleOf(error: unknown): Trouble {
  return { kind: kindOf(error), error };
}

function kindOf(error: unknown): TroubleKind {
  if (isCancellation(error)) return 'cancelled';
  if (!QuaysideError.is(error)) return 'offline';
  // CloudWatch's word for "15 live tail sessions are open already".
  if (error.details['awsCode'] === 'LimitExceededException') return 'throttled';
  switch (error.code) {
    case 'noCredentials':
    case 'expiredCredentials':
    case 'ssoLoginNeeded':
    case 'mfaNeeded':
      return 'signedOut';
    case 'accessDenied':
      return 'denied';
    case 'throttled':
      return 'throttled';
    case 'notFound':
      return 'missing';
    case 'unreachable':
      return 'offline';
    default:
      return 'unsupported';
  }
}

/** A line for the log; never for people. */
export function troubleText({ kind, error }: Trouble): string {
  return `${kind}: ${describeError(error)}`;
}

/** How long to wait before the next try: doubles from `firstMs` up to half a minute. */
export function backOffMs(attempt: number, firstMs = 1000): number {
  return Math.min(30_000, firstMs * 2 ** Math.min(attempt, 10));
}
