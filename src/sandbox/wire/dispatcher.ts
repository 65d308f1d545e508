import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject } from '../../core/lib/json';
import { readCredentialScope } from './authorization';
import type { CallCounter } from './calls';
import type { Faults } from './faults';
import { jsonAnswer, jsonError, parseJsonInput } from './jsonProtocol';
import { parseQueryInput, queryAnswer, queryError } from './queryProtocol';
import type { Reply } from './reply';
import { parseRestInput, restAnswer, restError } from './restProtocol';
import {
  AwsError,
  EventStreamAnswer,
  isRead,
  type CallContext,
  type JsonService,
  type Operation,
  type QueryService,
  type RestService,
  type ServiceDefinition,
} from './service';

export interface IncomingCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

export interface DispatcherOptions {
  readonly services: readonly ServiceDefinition[];
  readonly calls: CallCounter;
  readonly faults: Faults;
  readonly accountOf: (accessKeyId: string) => string;
  readonly defaultRegion: string;
  readonly log: (line: string) => void;
  /** Called after each call that was answered; operations that only read are `true`. */
  readonly onAnswered: (readOnly: boolean) => void;
}

/** Finds the service and operation of a request, runs it, and gives the answer in the protocol's shape. */
export class Dispatcher {
  readonly #options: DispatcherOptions;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  async answer(call: IncomingCall): Promise<Reply | EventStreamAnswer> {
    const target = call.headers['x-amz-target'];
    if (typeof target === 'string') {
      const service = this.#jsonService(target);
      if (service === undefined) return this.#unknown(target, call);
      return this.#json(service, target.slice(target.lastIndexOf('.') + 1), call);
    }
    const rest = this.#restService(call);
    if (rest !== undefined) return this.#rest(rest, call);
    const form = new URLSearchParams(call.body.toString('utf8'));
    const action = form.get('Action') ?? call.query.get('Action');
    const service = this.#queryService(call, form.get('Version') ?? call.query.get('Version'));
    if (action !== null && service !== undefined) {
      // A link or picture in a web page makes its reader's browser ask for an address, without an `Origin`: only what is
      // signed may be asked for that way, as AWS has it.
      if (!form.has('Action') && readCredentialScope(call.headers) === undefined) {
        const text = 'Request is missing Authentication Token';
        const unsigned = new AwsError('MissingAuthenticationToken', text, { status: 403 });
        return queryError(service, unsigned, call.requestId);
      }
      return this.#query(service, action, form.has('Action') ? form : call.query, call);
    }
    return this.#unknown(action ?? `${call.method} ${call.path}`, call);
  }

  /** An error that comes before the operation is known, in the shape of the protocol that the headers speak. */
  refuse(error: AwsError, call: Pick<IncomingCall, 'headers' | 'requestId'>): Reply {
    const target = call.headers['x-amz-target'];
    if (typeof target === 'string') {
      return jsonError(this.#jsonService(target)?.protocol ?? 'awsJson1.1', error);
    }
    const service = this.#queryService(call, null);
    const isForm = call.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
    if (isForm && service !== undefined) return queryError(service, error, call.requestId);
    return jsonError('awsJson1.1', error);
  }

  #jsonService(target: string): JsonService | undefined {
    const prefix = target.slice(0, Math.max(0, target.lastIndexOf('.')));
    return this.#options.services.find(
      (candidate): candidate is JsonService =>
        'targetPrefix' in candidate && candidate.targetPrefix === prefix,
    );
  }

  #restService({ method, path }: IncomingCall): RestService | undefined {
    return this.#options.services.find(
      (candidate): candidate is RestService =>
        candidate.protocol === 'restJson' && Object.hasOwn(candidate.routes, `${method} ${path}`),
    );
  }

  #queryService(
    { headers }: Pick<IncomingCall, 'headers'>,
    version: string | null,
  ): QueryService | undefined {
    const signingName = readCredentialScope(headers)?.signingName;
    const services = this.#options.services.filter((service) => service.protocol === 'awsQuery');
    return (
      services.find((service) => service.signingName === signingName) ??
      services.find((service) => service.version === version)
    );
  }

  #unknown(target: string, call: IncomingCall): Reply {
    this.#options.log(`Unknown operation: ${JSON.stringify(target.slice(0, 200))}`);
    return this.refuse(new AwsError('UnknownOperationException', ''), call);
  }

  async #json(
    service: JsonService,
    operation: string,
    call: IncomingCall,
  ): Promise<Reply | EventStreamAnswer> {
    try {
      const answer = await this.#run(service, service.operations, operation, call, () =>
        parseJsonInput(call.body),
      );
      if (answer instanceof EventStreamAnswer) return answer;
      return jsonAnswer(service.protocol, answer);
    } catch (error) {
      return jsonError(service.protocol, this.#toAwsError(error, service, operation));
    }
  }

  async #rest(service: RestService, call: IncomingCall): Promise<Reply | EventStreamAnswer> {
    const operation = service.routes[`${call.method} ${call.path}`] ?? '';
    try {
      const input = (): JsonObject => parseRestInput(call.body, call.query, call.headers);
      const answer = await this.#run(service, service.operations, operation, call, input);
      return answer instanceof EventStreamAnswer ? answer : restAnswer(answer);
    } catch (error) {
      return restError(this.#toAwsError(error, service, operation));
    }
  }

  async #query(
    service: QueryService,
    operation: string,
    form: URLSearchParams,
    call: IncomingCall,
  ): Promise<Reply | EventStreamAnswer> {
    try {
      const answer = await this.#run(service, service.operations, operation, call, () =>
        parseQueryInput(form),
      );
      if (answer instanceof EventStreamAnswer) return answer;
      return queryAnswer(service, operation, answer, call.requestId);
    } catch (error) {
      return queryError(service, this.#toAwsError(error, service, operation), call.requestId);
    }
  }

  async #run<T>(
    service: ServiceDefinition,
    operations: Readonly<Record<string, Operation<T>>>,
    name: string,
    call: IncomingCall,
    input: () => JsonObject,
  ): Promise<T> {
    const { calls, faults, log, accountOf, defaultRegion, onAnswered } = this.#options;
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined) {
      log(`Unknown operation: ${JSON.stringify(`${service.signingName}:${name.slice(0, 200)}`)}`);
      throw service.protocol === 'awsQuery'
        ? new AwsError('InvalidAction', `Could not find operation ${name} for version ${service.version}`)
        : new AwsError('UnknownOperationException', '');
    }
    calls.count(`${service.signingName}:${name}`);
    const scope = readCredentialScope(call.headers);
    const accessKeyId = scope?.accessKeyId ?? '';
    const context: CallContext = {
      accountId: accountOf(accessKeyId),
      region: scope?.region ?? defaultRegion,
      accessKeyId,
      requestId: call.requestId,
      signal: call.signal,
    };
    faults.check(service, name, context);
    const answer = await operation(input(), context);
    onAnswered(isRead(name));
    return answer;
  }

  #toAwsError(error: unknown, service: ServiceDefinition, operation: string): AwsError {
    if (error instanceof AwsError) return error;
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#options.log(`${service.signingName}:${operation} failed: ${details}`);
    return service.protocol === 'awsQuery'
      ? new AwsError('InternalFailure', 'The sandbox failed; its log says why.', { status: 500 })
      : new AwsError('ServerException', 'The sandbox failed; its log says why.', { status: 500 });
  }
}
