import { raceAbort, throwIfAborted } from '../lib/abort';
import type { Clock } from '../lib/clock';
import { QuaysideError, type ErrorDetails } from '../lib/errors';
import type { Logger } from '../lib/logger';
import { BUCKET_OF, type Operation } from './buckets';
import type { RequestBudget } from './budget';
import type { CallLedger } from './callLedger';
import { classify, type Classified } from './errors';
import type { CallUse } from './use';

const MAX_ATTEMPTS = 3;
/** Throttling slows us down and becomes an error only when AWS goes on refusing. */
const MAX_THROTTLED_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 100;

export interface CallerOptions {
  readonly region: string;
  readonly profile: string;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Asked for every call: the account, and with it the budget, is known only after the first one. */
  readonly budget: () => RequestBudget;
  readonly owner: () => string;
  /** What its calls are made for: decides how soon, and who is said to have spent them. */
  readonly use: CallUse;
  readonly ledger?: CallLedger | undefined;
  /** Called when AWS says that the credentials have expired: cached ones are dropped and the call is made once more. */
  readonly dropCredentials: () => void;
  /** Adds what helps to sign in again, for errors of credentials. */
  readonly signInDetails: ErrorDetails;
}

export interface CallOptions {
  /** False for calls that do something twice when they are sent twice. Those are repeated only after a clear refusal. */
  readonly repeatable?: boolean;
}

/** The one door through which every request to AWS goes: budget, retries, errors, log. Payloads are never logged. */
export class Caller {
  readonly #options: CallerOptions;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  async call<T>(
    operation: Operation,
    send: () => Promise<T>,
    signal: AbortSignal,
    { repeatable = true }: CallOptions = {},
  ): Promise<T> {
    const { clock, logger, region, profile, use, ledger } = this.#options;
    const bucket = BUCKET_OF[operation];
    const startedAt = clock.now();
    let credentialsDropped = false;
    for (let attempt = 1; ; attempt += 1) {
      throwIfAborted(signal);
      const budget = this.#options.budget();
      await budget.acquire(bucket, signal, use.urgency);
      const place = { owner: this.#options.owner(), region };
      ledger?.sent(place, operation, use);
      try {
        const answer = await raceAbort(send(), signal);
        budget.succeeded(bucket);
        logger.debug(`${operation} ${region}: ${clock.now() - startedAt} ms, attempt ${attempt}`);
        return answer;
      } catch (thrown) {
        // What an aborted request throws depends on how far it was; all of it means the same.
        throwIfAborted(signal);
        const failure = classify(thrown, { operation, region, profile });
        if (failure.error.code === 'throttled') {
          budget.throttled(bucket);
          ledger?.throttled(place, operation, use);
        }
        const expired = failure.error.code === 'expiredCredentials' && !credentialsDropped;
        if (expired) {
          credentialsDropped = true;
          this.#options.dropCredentials();
        }
        if (expired || worthAnother(failure, attempt, repeatable)) {
          if (failure.error.code !== 'throttled') await clock.sleep(FIRST_PAUSE_MS * attempt ** 2, signal);
          continue;
        }
        const { code, details } = failure.error;
        logger.debug(
          `${operation} ${region}: ${code} (${String(details['awsCode'])}) after ${clock.now() - startedAt} ms, attempt ${attempt}`,
        );
        throw this.#withSignIn(failure.error);
      }
    }
  }

  /** The error of something that went wrong after the call itself had succeeded: a stream that broke. */
  toError(operation: Operation, thrown: unknown): QuaysideError {
    const { region, profile } = this.#options;
    return this.#withSignIn(classify(thrown, { operation, region, profile }).error);
  }

  #withSignIn(error: QuaysideError): QuaysideError {
    if (error.code !== 'ssoLoginNeeded' && error.code !== 'expiredCredentials') return error;
    const details = { ...error.details, ...this.#options.signInDetails };
    return new QuaysideError(error.code, error.message, { details, cause: error.cause });
  }
}

function worthAnother({ error, repeat }: Classified, attempt: number, repeatable: boolean): boolean {
  if (error.code === 'throttled') return attempt < MAX_THROTTLED_ATTEMPTS;
  if (attempt >= MAX_ATTEMPTS) return false;
  return repeat === 'refused' || (repeat === 'unknown' && repeatable);
}

/** Checks a batch against the API's limit; asking for nothing is not a call at all, which callers test before. */
export function assertBatch(operation: Operation, size: number, limit: number): void {
  if (size > limit)
    throw new QuaysideError('invalid', `${operation} takes at most ${limit} items, not ${size}`, {
      details: { operation, size, limit },
    });
}
