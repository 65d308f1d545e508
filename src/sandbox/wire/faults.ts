import type { JsonObject } from '../../core/lib/json';
import { SeededRandom } from '../world/random';
import { NO_FAULTS, readFaults, type FaultDocument } from './faultDocument';
import { AwsError, type CallContext, type ServiceDefinition } from './service';
import { Throttle } from './throttle';

/** What goes wrong on purpose. Set as one JSON document; a new document replaces the former one. */
export class Faults {
  readonly #now: () => number;
  #document: FaultDocument = NO_FAULTS;
  #random = new SeededRandom(NO_FAULTS.seed);
  #throttle = new Throttle();

  /** `now` is the world's time. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Throws a TypeError with a sentence when the document is not understood; nothing is changed then. */
  set(document: JsonObject): void {
    this.#document = readFaults(document);
    // The same document means the same faults for the same calls.
    this.#random = new SeededRandom(this.#document.seed);
    this.#throttle = new Throttle();
  }

  get lagMs(): number {
    return this.#document.lagMs;
  }

  /** How long the next answer waits, in milliseconds. */
  latency(): number {
    const { latencyMs, jitterMs } = this.#document;
    if (jitterMs === 0) return latencyMs;
    return Math.max(0, latencyMs + jitterMs * (2 * this.#random.next() - 1));
  }

  /** What becomes of the next answer on its way. */
  fate(): 'whole' | 'dropped' | 'truncated' {
    if (this.#happens(this.#document.dropRate)) return 'dropped';
    return this.#happens(this.#document.truncateRate) ? 'truncated' : 'whole';
  }

  /** Throws the error that is due for this call, if one is: in the order in which AWS would come to it. */
  check(service: ServiceDefinition, name: string, { accountId, region }: CallContext): void {
    const { expiredCredentials, throttle, serverErrorRate } = this.#document;
    const query = service.protocol === 'awsQuery';
    const operation = `${service.signingName}:${name}`;
    if (expiredCredentials) {
      throw new AwsError(
        query ? 'ExpiredToken' : 'ExpiredTokenException',
        'The security token included in the request is expired',
        { status: query ? 403 : 400 },
      );
    }
    const action = `${service.iamPrefix ?? service.signingName}:${name}`;
    if (this.#isDenied(action)) {
      throw new AwsError(
        query ? 'AccessDenied' : 'AccessDeniedException',
        `User: arn:aws:iam::${accountId}:user/sandbox is not authorized to perform: ${action} on resource: * ` +
          `because no identity-based policy allows the ${action} action`,
        { status: query ? 403 : 400 },
      );
    }
    if (throttle && !this.#throttle.take(operation, accountId, region, this.#now())) {
      throw new AwsError(query ? 'Throttling' : 'ThrottlingException', 'Rate exceeded');
    }
    this.#checkErrors(operation);
    if (this.#happens(serverErrorRate)) {
      throw new AwsError(
        'ServiceUnavailable',
        'The request has failed due to a temporary failure of the server.',
        { status: 503 },
      );
    }
  }

  toJSON(): JsonObject {
    const { deny, errors, ...rest } = this.#document;
    return { ...rest, deny: [...deny], errors: errors.map((error) => ({ ...error })) };
  }

  #happens(rate: number): boolean {
    return rate > 0 && this.#random.next() < rate;
  }

  #isDenied(action: string): boolean {
    return this.#document.deny.some(
      (denied) => denied === '*' || denied === action || denied === `${action.split(':')[0]}:*`,
    );
  }

  #checkErrors(operation: string): void {
    const { errors } = this.#document;
    const fault = errors.find((error) => error.operation === operation || error.operation === '*');
    if (fault === undefined) return;
    if (fault.times !== undefined) {
      const times = fault.times - 1;
      const left = errors.flatMap((error) =>
        error === fault ? (times > 0 ? [{ ...fault, times }] : []) : [error],
      );
      this.#document = { ...this.#document, errors: left };
    }
    throw new AwsError(fault.code, fault.message, { status: fault.status });
  }
}
