import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeError } from '../../core/lib/errors';
import type { WorldClock } from '../clock';
import { isRepositoryName, splitPath } from './addresses';
import {
  cancelUpload,
  continueUpload,
  finishUpload,
  reportUpload,
  serveBlob,
  startUpload,
} from './blobRoutes';
import type { Exchange } from './exchange';
import { listTags, putManifest, serveManifest } from './manifestRoutes';
import type { RepositoryStore } from './repositories';
import { RegistryError, respond, respondError } from './respond';
import type { RegistryTokens } from './tokens';

/** Stands in a token for "every account": the sandbox's own engine pulls with it. */
export const ANY_ACCOUNT = '*';

export interface HandlerOptions {
  readonly store: RepositoryStore;
  readonly tokens: RegistryTokens;
  readonly clock: WorldClock;
  readonly log: (line: string) => void;
  /** Called when a manifest has been stored. */
  readonly onPushed: () => void;
  /** Called with the name and tag of every manifest asked for, found or not: the runtime's probe listens. */
  readonly onManifestRequest: (path: string, reference: string) => void;
}

const ROUTE = /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)(?:\/([^/]*))?$/;

export function createHandler(options: HandlerOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0');
    try {
      await handle(options, request, response);
    } catch (error) {
      if (response.headersSent || response.destroyed) {
        response.destroy();
      } else if (error instanceof RegistryError) {
        respondError(response, error);
      } else {
        options.log(`registry: ${request.method ?? ''} ${request.url ?? ''}: ${describeError(error)}`);
        respondError(response, new RegistryError(500, 'UNKNOWN', 'unknown error'));
      }
    } finally {
      // What was not read of a refused body must not keep the connection's next request waiting.
      request.resume();
    }
  };
}

async function handle(
  options: HandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { store, clock } = options;
  const accountId = authenticate(options, request);
  const [rawPath = '', search = ''] = (request.url ?? '').split('?', 2);
  if (rawPath === '/v2/' || rawPath === '/v2') {
    respond(response, 200, { 'Content-Type': 'application/json' }, '{}');
    return;
  }
  const [, path = '', kind = '', first = '', second] = ROUTE.exec(rawPath) ?? uploadsRoute(rawPath) ?? [];
  // Names have no character that needs escaping, so an escaped one is never a name: nothing is decoded here.
  const { owner, name } = splitPath(store.addressing, path);
  if (!isRepositoryName(path) || !isRepositoryName(name))
    throw new RegistryError(404, 'NAME_INVALID', 'invalid repository name');
  if (kind === 'manifests') options.onManifestRequest(path, first);
  if (accountId !== ANY_ACCOUNT && accountId !== owner.accountId) {
    const action =
      request.method === 'GET' || request.method === 'HEAD' ? 'ecr:BatchGetImage' : 'ecr:InitiateLayerUpload';
    const resource = `arn:aws:ecr:${owner.region}:${owner.accountId}:repository/${name}`;
    const text = `User: arn:aws:iam::${accountId}:root is not authorized to perform: ${action} on resource: ${resource} because no resource-based policy allows the ${action} action`;
    throw new RegistryError(403, 'DENIED', text);
  }
  const repository = store.get(owner, name);
  if (repository === undefined) {
    const text = `The repository with name '${name}' does not exist in the registry with id '${owner.accountId}'`;
    throw new RegistryError(404, 'NAME_UNKNOWN', text);
  }
  const query = new URLSearchParams(search);
  const exchange = { request, response, store, repository, path, query, now: clock.now() };
  await route(exchange, kind, first, second);
  if (kind === 'manifests' && request.method === 'PUT') options.onPushed();
}

/** `/v2/<name>/blobs/uploads/`, the only address that ends in a slash. */
function uploadsRoute(rawPath: string): readonly string[] | undefined {
  const match = /^\/v2\/(.+)\/blobs\/uploads\/?$/.exec(rawPath);
  return match?.[1] === undefined ? undefined : [rawPath, match[1], 'blobs', 'uploads'];
}

async function route(
  exchange: Exchange,
  kind: string,
  first: string,
  second: string | undefined,
): Promise<void> {
  const method = exchange.request.method ?? '';
  const upload = kind === 'blobs' && first === 'uploads';
  if (upload && (second === undefined || second === '')) {
    if (method === 'POST') return startUpload(exchange);
  } else if (upload && second !== undefined) {
    if (method === 'PATCH') return continueUpload(exchange, second);
    if (method === 'PUT') return finishUpload(exchange, second);
    if (method === 'GET') {
      reportUpload(exchange, second);
      return;
    }
    if (method === 'DELETE') return cancelUpload(exchange, second);
  } else if (second !== undefined) {
    throw new RegistryError(404, 'UNSUPPORTED', 'The operation is unsupported.');
  } else if (method === 'GET' || method === 'HEAD') {
    if (kind === 'manifests') return serveManifest(exchange, first);
    if (kind === 'blobs') return serveBlob(exchange, first);
    if (kind === 'tags' && first === 'list') {
      listTags(exchange);
      return;
    }
  } else if (method === 'PUT' && kind === 'manifests') {
    return putManifest(exchange, first);
  }
  throw new RegistryError(405, 'UNSUPPORTED', 'The operation is unsupported.');
}

/** The account of the token, or ECR's refusal: it wants Basic authentication with the user AWS. */
function authenticate({ tokens, clock, store }: HandlerOptions, request: IncomingMessage): string {
  const challenge = {
    'WWW-Authenticate': `Basic realm="http://${store.addressing.host()}/",service="ecr.amazonaws.com"`,
  };
  const [, encoded] = /^basic (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (encoded === undefined) throw new RegistryError(401, 'UNAUTHORIZED', 'Not Authorized', challenge);
  const [user, ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
  const check = user === 'AWS' ? tokens.check(rest.join(':'), clock.now()) : ({ kind: 'invalid' } as const);
  switch (check.kind) {
    case 'valid':
      return check.accountId;
    case 'expired':
      throw new RegistryError(
        401,
        'DENIED',
        'Your authorization token has expired. Reauthenticate and try again.',
        challenge,
      );
    case 'invalid':
      throw new RegistryError(401, 'DENIED', 'Your Authorization Token is invalid.', challenge);
  }
}
