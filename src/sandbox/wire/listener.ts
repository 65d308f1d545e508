import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BodyTooLarge, readBody } from './body';
import { CONTROL_PREFIX, type Control } from './control';
import type { Dispatcher } from './dispatcher';
import { encodeFrame } from './eventStream';
import type { Faults } from './faults';
import { refusal } from './guard';
import { bytesOf, type Reply } from './reply';
import { AwsError, EventStreamAnswer } from './service';

/** What is behind the door, apart from the registry. */
export interface Desks {
  readonly dispatcher: Dispatcher;
  readonly control: Control;
  readonly faults: Faults;
}

export interface ListenerOptions {
  /** Gets every request under `/v2`, its body unread. */
  readonly registry: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly log: (line: string) => void;
}

const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** A part of a layer: 20 MiB at most (ECR's model), as base64 in JSON. */
const MAX_PART_BYTES = 28 * 1024 * 1024;

/** The one door of the sandbox: on 127.0.0.1 only, and for programs only. */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #server: Server;
  #desks: Desks | undefined;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
    // A push of a large layer takes its time.
    this.#server.requestTimeout = 0;
    this.#server.on('clientError', (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    });
  }

  /** Resolves with the port; rejects when it is taken. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Answers API calls from now on; the registry answers from the start, as the engine is asked to pull from it. */
  open(desks: Desks): void {
    this.#desks = desks;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {
      // The client went away; there is nobody to tell.
    });
    try {
      const reason = refusal(request.headers);
      if (reason !== undefined) {
        write(response, { status: 403, headers: { 'content-type': 'text/plain' }, body: reason });
        return;
      }
      const url = addressOf(request);
      if (url === undefined) {
        write(response, { status: 400, headers: { 'content-type': 'text/plain' }, body: 'Bad request' });
        return;
      }
      if (url.pathname === '/v2' || url.pathname.startsWith('/v2/')) {
        await this.#options.registry(request, response);
        return;
      }
      const desks = this.#desks;
      const body = await this.#body(request, response);
      if (body === undefined) return;
      if (desks === undefined) {
        write(response, { status: 503, headers: {}, body: '' });
        return;
      }
      if (url.pathname.startsWith(CONTROL_PREFIX)) {
        write(response, await desks.control.answer(request.method ?? 'GET', url.pathname, body));
        return;
      }
      await serveApi(desks, request, url, body, response);
    } catch (error) {
      this.#fail(error, response);
    }
  }

  /** Undefined when it was too large and the client has been told. */
  async #body(request: IncomingMessage, response: ServerResponse): Promise<Buffer | undefined> {
    const isPart = request.headers['x-amz-target']?.toString().endsWith('.UploadLayerPart') === true;
    try {
      return await readBody(request, isPart ? MAX_PART_BYTES : MAX_BODY_BYTES);
    } catch (error) {
      if (!(error instanceof BodyTooLarge)) throw error;
      // What is left of the body is not read: the connection ends with the answer.
      response.setHeader('connection', 'close');
      const refused = new AwsError('RequestEntityTooLargeException', error.message, { status: 413 });
      const call = { headers: request.headers, requestId: randomUUID() };
      write(
        response,
        this.#desks?.dispatcher.refuse(refused, call) ?? { status: 413, headers: {}, body: '' },
      );
      return undefined;
    }
  }

  #fail(error: unknown, response: ServerResponse): void {
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#options.log(`A request failed: ${details}`);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.setHeader('connection', 'close');
    write(response, {
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message: 'Bad request' }),
    });
  }
}

async function serveApi(
  { dispatcher, faults }: Desks,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const requestId = randomUUID();
  response.setHeader('x-amzn-requestid', requestId);
  const latencyMs = faults.latency();
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
  const answer = await dispatcher.answer({
    method: request.method ?? 'GET',
    path: url.pathname,
    headers: request.headers,
    query: url.searchParams,
    body,
    requestId,
    signal: gone.signal,
  });
  const fate = faults.fate();
  if (fate === 'dropped') response.destroy();
  else if (answer instanceof EventStreamAnswer) await writeStream(response, answer, gone.signal);
  else if (fate === 'truncated') truncate(response, answer);
  else write(response, answer);
}

/** Undefined for what is none, such as `//`. */
function addressOf({ url = '/' }: IncomingMessage): URL | undefined {
  try {
    return new URL(url, 'http://sandbox');
  } catch {
    return undefined;
  }
}

/** Promises the whole body, sends half of it and ends the connection. */
function truncate(response: ServerResponse, reply: Reply): void {
  const body = bytesOf(reply);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
  response.write(body.subarray(0, body.length >> 1), () => response.destroy());
}

function write(response: ServerResponse, reply: Reply): void {
  const body = bytesOf(reply);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length }).end(body);
}

async function writeStream(
  response: ServerResponse,
  answer: EventStreamAnswer,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
  response.flushHeaders();
  for await (const frame of answer.frames) {
    if (signal.aborted) return;
    if (!response.write(encodeFrame(frame))) {
      // Rejects when the client went away, which is looked at next; either way no listener stays behind.
      await once(response, 'drain', { signal }).catch(() => undefined);
    }
  }
  response.end();
}
