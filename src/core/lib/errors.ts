/** What went wrong, as a word that code can decide on. Texts for people live in `ui`. */
export type ErrorCode =
  | 'cancelled'
  | 'noCredentials'
  | 'expiredCredentials'
  | 'ssoLoginNeeded'
  | 'mfaNeeded'
  | 'accessDenied'
  | 'throttled'
  | 'unreachable'
  | 'notFound'
  | 'invalid'
  | 'conflict'
  | 'awsError'
  | 'engineMissing'
  | 'engineNotRunning'
  | 'buildFailed'
  | 'pushFailed'
  | 'loginFailed'
  | 'repositoryMissing'
  | 'imageNotConfirmed'
  | 'copyNotIdentical'
  | 'unsupportedService'
  | 'containerNotFound'
  | 'untrustedWorkspace'
  | 'settings'
  /** A task of the editor that was to run first did not succeed. */
  | 'taskFailed'
  | 'sandbox';

/** Facts that belong to an error: names, never secrets. */
export type ErrorDetails = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** The one error class of core. `message` is English and for the log; `code` and `details` are for decisions and texts. */
export class QuaysideError extends Error {
  override readonly name = 'QuaysideError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }

  static is(error: unknown, code?: ErrorCode): error is QuaysideError {
    return error instanceof QuaysideError && (code === undefined || error.code === code);
  }
}

/** The message of anything that was thrown, with those of its causes. */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  for (let current: unknown = error, depth = 0; current !== undefined && depth < 8; depth += 1) {
    const text =
      current instanceof Error
        ? current.message
        : typeof current === 'string'
          ? current
          : JSON.stringify(current);
    if (!parts.includes(text)) parts.push(text);
    current = current instanceof Error ? current.cause : undefined;
  }
  return parts.join(': ');
}
