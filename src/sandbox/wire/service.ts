import type { JsonObject } from '../../core/lib/json';

/** Who calls, from where, and when; made anew for each request. */
export interface CallContext {
  readonly accountId: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly requestId: string;
  /** Fires when the client goes away; streams end then. */
  readonly signal: AbortSignal;
}

/** One frame of an event stream answer: the member of the union and its JSON payload, or a modelled exception. */
export interface StreamFrame {
  readonly type: string;
  readonly payload: JsonObject;
  readonly exception?: boolean;
}

/** An answer that stays open, such as StartLiveTail's. */
export class EventStreamAnswer {
  readonly frames: AsyncIterable<StreamFrame>;
  constructor(frames: AsyncIterable<StreamFrame>) {
    this.frames = frames;
  }
}

/** A JSON object that is written already: for answers of thousands of items. */
export class WrittenJson {
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

export type Answer = JsonObject | EventStreamAnswer;
export type Operation<T = Answer> = (input: JsonObject, context: CallContext) => T | Promise<T>;

interface ServiceBase {
  /** The service part of the credential scope in the Authorization header; requests are routed by it. */
  readonly signingName: string;
  /** How IAM's actions begin, where that is not the signing name. */
  readonly iamPrefix?: string;
}

/** JSON in, JSON out; the operation is the part of `X-Amz-Target` after the dot. */
export interface JsonService extends ServiceBase {
  readonly protocol: 'awsJson1.0' | 'awsJson1.1';
  readonly targetPrefix: string;
  readonly operations: Readonly<Record<string, Operation<Answer | WrittenJson>>>;
}

/** Form in, XML out; lists are `Name.member.N` in and `<member>` out. */
export interface QueryService extends ServiceBase {
  readonly protocol: 'awsQuery';
  readonly version: string;
  readonly xmlNamespace: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/**
 * JSON over paths, and without a signature: `METHOD /path` finds the operation. Its input is the body's members and the
 * query's, and the bearer token of the portal as `accessToken`.
 */
export interface RestService extends ServiceBase {
  readonly protocol: 'restJson';
  /** `POST /token` -> name of the operation. */
  readonly routes: Readonly<Record<string, string>>;
  readonly operations: Readonly<Record<string, Operation>>;
}

export type ServiceDefinition = JsonService | QueryService | RestService;

/** Whether an operation of this name changes nothing. */
export function isRead(operation: string): boolean {
  return /^(List|Describe|Get|BatchGet|BatchCheck|Filter|StartLiveTail)/.test(operation);
}

/** An error that the client sees in its protocol's shape. `code` is the exception's name as AWS spells it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the error's body. */
  readonly members: JsonObject;

  constructor(code: string, text: string, options: { status?: number; members?: JsonObject } = {}) {
    super(text);
    this.code = code;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
  }
}
