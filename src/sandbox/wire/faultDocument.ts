import { isJsonObject, type JsonObject, type JsonValue } from '../../core/lib/json';

/** An error that the next calls of one operation (or `*`) get instead of an answer. */
export interface ErrorFault {
  readonly operation: string;
  readonly code: string;
  readonly message: string;
  readonly status: number;
  /** How many calls are left; undefined is "until it is taken back". */
  readonly times?: number;
}

/** All that can go wrong on purpose; POST /_sandbox/faults takes any part of it. */
export interface FaultDocument {
  /** Every answer waits this long, plus or minus up to `jitterMs`; milliseconds of real time. */
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** Of all calls, in [0, 1]: answered with HTTP 503; done, but the connection ends without an answer; cut in the middle. */
  readonly serverErrorRate: number;
  readonly dropRate: number;
  readonly truncateRate: number;
  readonly expiredCredentials: boolean;
  /** `ecs:UpdateService`, `ecs:*` or `*`. */
  readonly deny: readonly string[];
  /** Apply the documented throttle buckets. */
  readonly throttle: boolean;
  /** For so many milliseconds of the world's time after a change of ECS's world its reads show it as it was before. */
  readonly lagMs: number;
  /** What the chances and the jitter follow from. */
  readonly seed: string;
  readonly errors: readonly ErrorFault[];
}

export const NO_FAULTS: FaultDocument = {
  latencyMs: 0,
  jitterMs: 0,
  serverErrorRate: 0,
  dropRate: 0,
  truncateRate: 0,
  expiredCredentials: false,
  deny: [],
  throttle: false,
  lagMs: 0,
  seed: 'faults',
  errors: [],
};

/** Throws a TypeError with a sentence when the document is not understood. */
export function readFaults(document: JsonObject): FaultDocument {
  for (const name of Object.keys(document)) {
    if (!Object.hasOwn(NO_FAULTS, name)) throw new TypeError(`There is no fault ${name}.`);
  }
  const { seed = NO_FAULTS.seed, errors = [], deny = [] } = document;
  if (typeof seed !== 'string') throw new TypeError('seed is a text.');
  if (!Array.isArray(errors)) throw new TypeError('errors is a list.');
  if (!Array.isArray(deny)) throw new TypeError('deny is a list.');
  return {
    latencyMs: milliseconds(document, 'latencyMs'),
    jitterMs: milliseconds(document, 'jitterMs'),
    serverErrorRate: rate(document, 'serverErrorRate'),
    dropRate: rate(document, 'dropRate'),
    truncateRate: rate(document, 'truncateRate'),
    expiredCredentials: flag(document, 'expiredCredentials'),
    deny: (deny as readonly JsonValue[]).map(readAction),
    throttle: flag(document, 'throttle'),
    lagMs: milliseconds(document, 'lagMs'),
    seed,
    errors: (errors as readonly JsonValue[]).map(readError),
  };
}

function milliseconds(document: JsonObject, name: string): number {
  const value = document[name] ?? 0;
  if (typeof value !== 'number' || !(value >= 0)) {
    throw new TypeError(`${name} is a number of milliseconds.`);
  }
  return value;
}

function rate(document: JsonObject, name: string): number {
  const value = document[name] ?? 0;
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw new TypeError(`${name} is a number from 0 to 1.`);
  }
  return value;
}

function flag(document: JsonObject, name: string): boolean {
  const value = document[name] ?? false;
  if (typeof value !== 'boolean') throw new TypeError(`${name} is true or false.`);
  return value;
}

function readAction(value: JsonValue): string {
  if (typeof value !== 'string' || !/^([\w-]+:(\w+|\*)|\*)$/.test(value)) {
    throw new TypeError('deny lists actions such as "ecs:UpdateService", "ecs:*" or "*".');
  }
  return value;
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
