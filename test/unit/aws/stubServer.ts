import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StubCall {
  /** `ListServices`, from the target header or the form's action. */
  readonly operation: string;
  readonly body: string;
  readonly request: IncomingMessage;
  /** How many calls of this operation came before. */
  readonly index: number;
}

/** What the stub answers: JSON by default, or whatever the script writes into the response itself. */
export type StubAnswer =
  | { readonly status?: number; readonly json: unknown }
  | { readonly status?: number; readonly text: string; readonly type?: string }
  | { readonly write: (response: ServerResponse) => void };

export interface StubServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly calls: readonly StubCall[];
  countOf(operation: string): number;
}

/** An AWS-compatible endpoint that says what a test tells it to, over real HTTP. */
export async function startStub(
  script: (call: StubCall) => StubAnswer | Promise<StubAnswer>,
): Promise<StubServer> {
  const calls: StubCall[] = [];
  const countOf = (operation: string): number => calls.filter((call) => call.operation === operation).length;
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString('utf8');
      const operation = operationOf(request, body);
      const call = { operation, body, request, index: countOf(operation) };
      calls.push(call);
      send(response, await script(call));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    countOf,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An error in the words of the JSON protocol. */
export function awsError(code: string, message: string, status = 400): StubAnswer {
  return { status, json: { __type: code, message } };
}

export function stsIdentity(accountId: string, arn = `arn:aws:iam::${accountId}:user/ada`): StubAnswer {
  return {
    text: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>AIDA</UserId><Account>${accountId}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
    type: 'text/xml',
  };
}

function operationOf(request: IncomingMessage, body: string): string {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.indexOf('.') + 1);
  return new URLSearchParams(body).get('Action') ?? `${request.method ?? ''} ${request.url ?? ''}`;
}

function send(response: ServerResponse, answer: StubAnswer): void {
  if ('write' in answer) {
    answer.write(response);
    return;
  }
  const type =
    'json' in answer ? 'application/x-amz-json-1.1' : (answer.type ?? 'application/x-amz-json-1.1');
  response.writeHead(answer.status ?? 200, { 'content-type': type, 'x-amzn-requestid': 'r-1' });
  response.end('json' in answer ? JSON.stringify(answer.json) : answer.text);
}
