import { isCancellation } from '../lib/abort';
import { describeError, QuaysideError, type ErrorCode, type ErrorDetails } from '../lib/errors';

/**
 * What a failed call means for the next attempt: `refused` when AWS certainly did nothing, `unknown` when it may have done it
 * although no answer came, `never` when another attempt would fail the same way.
 */
export type Repeat = 'refused' | 'unknown' | 'never';

export interface Classified {
  readonly error: QuaysideError;
  readonly repeat: Repeat;
}

const THROTTLED = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
]);
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'NotAuthorized',
  'AuthorizationError',
]);
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired']);
/** Keys that AWS does not know: typed wrongly, deleted, or of another partition. */
const BAD_KEYS = new Set(['InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId']);
const CONFLICT = new Set([
  'ConflictException',
  'RepositoryAlreadyExistsException',
  'UpdateInProgressException',
]);
const INVALID = new Set([
  'ClientException',
  'InvalidParameterException',
  'MalformedQueryException',
  'InvalidParameterValue',
  'InvalidParameterCombination',
  'InvalidRequestException',
  'MissingParameter',
  'SerializationException',
  'ValidationError',
  'ValidationException',
]);
const NOT_FOUND = /NotFound|^ServiceNotActiveException$/;

/** Of the network: nobody answered. The first group is not worth a second attempt. */
const UNREACHABLE_FOR_GOOD = new Set(['ENOTFOUND', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EPROTO']);
const UNREACHABLE_FOR_NOW = new Set(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN']);
const TLS = /^(CERT_|ERR_TLS|ERR_SSL|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/;

/** Texts of the SDK's credential providers and of AWS, which have no code of their own for this. */
const SIGN_IN_NEEDED =
  /SSO session|sso login|aws login|re-?authenticate|Session token not found|Token is expired|Failed to load token/i;
const ROLE_REFUSED = /ForbiddenException/;
const UNREACHABLE_INSIDE = /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH)\b/;
const MFA_NEEDED = /multi-?factor|\bMFA\b/i;
const NOT_AUTHORIZED_TO = /not authorized to perform:?\s+([\w-]+:[\w*]+)/i;
const REVISION_RACE = /too many concurrent attempts to create a new revision/i;

interface Traits {
  readonly name: string;
  readonly message: string;
  readonly networkCode?: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly clockCorrected: boolean;
}

/** Turns whatever an SDK call threw into the error that the rest of the product decides on. */
export function classify(error: unknown, context: ErrorDetails): Classified {
  if (QuaysideError.is(error)) return { error, repeat: 'never' };
  if (isCancellation(error))
    return { error: new QuaysideError('cancelled', 'Cancelled', { cause: error }), repeat: 'never' };
  const traits = traitsOf(error);
  const { code, repeat, extra } = verdict(traits);
  const details: ErrorDetails = {
    ...context,
    awsCode: traits.networkCode ?? (traits.name === 'SyntaxError' ? 'MalformedAnswer' : traits.name),
    ...(traits.requestId === undefined ? {} : { requestId: traits.requestId }),
    // For calls that change something: whether they did is not known then.
    ...(repeat === 'unknown' ? { outcome: 'unknown' } : {}),
    ...extra,
  };
  return { error: new QuaysideError(code, sentence(traits), { details, cause: error }), repeat };
}

function verdict(traits: Traits): {
  readonly code: ErrorCode;
  readonly repeat: Repeat;
  readonly extra?: ErrorDetails;
} {
  const { name, message, networkCode, status } = traits;
  if (networkCode !== undefined && (UNREACHABLE_FOR_GOOD.has(networkCode) || TLS.test(networkCode)))
    return { code: 'unreachable', repeat: 'never' };
  if ((networkCode !== undefined && UNREACHABLE_FOR_NOW.has(networkCode)) || name === 'TimeoutError')
    return { code: 'unreachable', repeat: 'unknown' };
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError')
    return { code: credentialsCode(message), repeat: 'never' };
  if (THROTTLED.has(name) || status === 429) return { code: 'throttled', repeat: 'refused' };
  if (EXPIRED.has(name)) return { code: 'expiredCredentials', repeat: 'never' };
  if (BAD_KEYS.has(name)) return { code: 'noCredentials', repeat: 'never' };
  if (DENIED.has(name)) {
    if (MFA_NEEDED.test(message)) return { code: 'mfaNeeded', repeat: 'never' };
    const action = NOT_AUTHORIZED_TO.exec(message)?.[1];
    return { code: 'accessDenied', repeat: 'never', ...(action === undefined ? {} : { extra: { action } }) };
  }
  // Of the sign-in services; ECS and its neighbours do not use this name.
  if (name === 'UnauthorizedException') return { code: 'ssoLoginNeeded', repeat: 'never' };
  if (REVISION_RACE.test(message)) return { code: 'conflict', repeat: 'refused' };
  if (CONFLICT.has(name)) return { code: 'conflict', repeat: 'never' };
  if (NOT_FOUND.test(name)) return { code: 'notFound', repeat: 'never' };
  if (INVALID.has(name)) return { code: 'invalid', repeat: 'never' };
  if (traits.clockCorrected) return { code: 'awsError', repeat: 'refused' };
  // An answer that ends too early cannot be read; a fault of the server may be gone a moment later.
  const passing = name === 'SyntaxError' || (status !== undefined && status >= 500);
  return { code: 'awsError', repeat: passing ? 'unknown' : 'never' };
}

/** What AWS said, in its own words; the SDK appends hints for developers on further lines. */
function sentence({ name, message, networkCode }: Traits): string {
  if (name === 'SyntaxError') return 'The answer could not be read';
  const first = message.split('\n')[0]?.trim() ?? '';
  // The SDK's word for an error without a text.
  return first === '' || first === 'UnknownError' ? (networkCode ?? name) : first;
}

function credentialsCode(message: string): ErrorCode {
  if (UNREACHABLE_INSIDE.test(message)) return 'unreachable';
  if (ROLE_REFUSED.test(message)) return 'accessDenied';
  if (SIGN_IN_NEEDED.test(message)) return 'ssoLoginNeeded';
  return MFA_NEEDED.test(message) ? 'mfaNeeded' : 'noCredentials';
}

function traitsOf(error: unknown): Traits {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), clockCorrected: false };
  const metadata = member(error, '$metadata');
  const status = member(metadata, 'httpStatusCode');
  const requestId = member(metadata, 'requestId');
  const networkCode = networkCodeOf(error);
  return {
    name: error.name,
    message: describeError(error),
    clockCorrected: member(metadata, 'clockSkewCorrected') === true,
    ...(networkCode === undefined ? {} : { networkCode }),
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof requestId === 'string' ? { requestId } : {}),
  };
}

/** Node's code of a failed connection, from the error or from what caused it. */
function networkCodeOf(error: Error): string | undefined {
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 5; depth += 1) {
    const code = member(current, 'code');
    if (typeof code === 'string' && isNetworkCode(code)) return code;
    current = current.cause;
  }
  return undefined;
}

function isNetworkCode(code: string): boolean {
  return UNREACHABLE_FOR_GOOD.has(code) || UNREACHABLE_FOR_NOW.has(code) || TLS.test(code);
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
