import { isJsonObject, type JsonObject, type JsonValue } from '../../core/lib/json';
import { AwsError } from './service';

/** An error that the next calls of one operation (or `*`) get instead of an answer. */
interface ErrorFault {
  readonly operation: string;
  readonly code: string;
  readonly message: string;
  readonly status: number;
  /** How many calls are left; undefined is "until it is taken back". */
  readonly times?: number;
}

/** What goes wrong on purpose. Set as one JSON document; a new document replaces the former one. */
export class Faults {
  #latencyMs = 0;
  #errors: readonly ErrorFault[] = [];

  get latencyMs(): number {
    return this.#latencyMs;
  }

  /** Throws a TypeError with a sentence when the document is not understood; nothing is changed then. */
  set(document: JsonObject): void {
    const latency = document['latencyMs'] ?? 0;
    if (typeof latency !== 'number' || !(latency >= 0)) {
      throw new TypeError('latencyMs is a number of milliseconds.');
    }
    const errors = document['errors'] ?? [];
    if (!Array.isArray(errors)) throw new TypeError('errors is a list.');
    this.#errors = (errors as readonly JsonValue[]).map(readError);
    this.#latencyMs = latency;
  }

  /** Throws the error that is due for this operation, if one is. */
  check(operation: string): void {
    const fault = this.#errors.find((error) => error.operation === operation || error.operation === '*');
    if (fault === undefined) return;
    if (fault.times !== undefined) {
      const times = fault.times - 1;
      this.#errors = this.#errors.flatMap((error) =>
        error === fault ? (times > 0 ? [{ ...fault, times }] : []) : [error],
      );
    }
    throw new AwsError(fault.code, fault.message, { status: fault.status });
  }

  toJSON(): JsonObject {
    return { latencyMs: this.#latencyMs, errors: this.#errors.map((error) => ({ ...error })) };
  }
}

function readError(value: JsonValue): ErrorFault {
  if (!isJsonObject(value)) throw new TypeError('An error is an object.');
  const { operation, code, message = '', status = 400, times } = value;
  if (typeof operation !== 'string' || typeof code !== 'string' || typeof message !== 'string') {
    throw new TypeError('An error has operation (such as "ecs:UpdateService"), code and message.');
  }
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 400 || status > 599) {
    throw new TypeError('status is an HTTP status of 400 to 599.');
  }
  if (times === undefined) return { operation, code, message, status };
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 1) {
    throw new TypeError('times is a whole number above 0.');
  }
  return { operation, code, message, status, times };
}
