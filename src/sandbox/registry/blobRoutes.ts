import { pipeline } from 'node:stream/promises';
import { splitPath } from './addresses';
import { isDigest } from './blobs';
import type { Exchange } from './exchange';
import { RegistryError, respond } from './respond';

export async function serveBlob(exchange: Exchange, digest: string): Promise<void> {
  const { request, response, store, repository } = exchange;
  requireDigest(digest);
  const size = repository.blobs.has(digest) ? await store.blobs.size(digest) : undefined;
  if (size === undefined) throw new RegistryError(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': size,
    'Docker-Content-Digest': digest,
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(store.blobs.open(digest), response);
}

/** POST: mounts from another repository, takes the whole blob at once, or opens an upload. */
export async function startUpload(exchange: Exchange): Promise<void> {
  const { query, repository, store } = exchange;
  const mount = query.get('mount');
  if (mount !== null && isDigest(mount) && mountable(exchange, mount)) {
    repository.blobs.add(mount);
    created(exchange, mount);
    return;
  }
  const id = await store.blobs.startUpload();
  const digest = query.get('digest');
  if (digest !== null) return finishUpload(exchange, id);
  accepted(exchange, id, 0);
}

/** PATCH: the next piece; a `Content-Range` that does not continue what is there is refused. */
export async function continueUpload(exchange: Exchange, id: string): Promise<void> {
  const { request, store } = exchange;
  const range = /^(?:bytes )?(\d+)-\d+/.exec(request.headers['content-range'] ?? '');
  const soFar = requireUpload(exchange, id);
  if (range !== null && Number(range[1]) !== soFar) {
    throw new RegistryError(416, 'BLOB_UPLOAD_INVALID', 'blob upload invalid', { Range: rangeOf(soFar) });
  }
  const size = await store.blobs.append(id, request);
  if (size === undefined) throw unknownUpload();
  accepted(exchange, id, size);
}

/** PUT: the last piece (or none) and the digest that all of them must have. */
export async function finishUpload(exchange: Exchange, id: string): Promise<void> {
  const { request, repository, store, query } = exchange;
  const digest = query.get('digest') ?? '';
  requireUpload(exchange, id);
  requireDigest(digest);
  if ((await store.blobs.append(id, request)) === undefined) throw unknownUpload();
  if (!(await store.blobs.finishUpload(id, digest))) {
    throw new RegistryError(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  }
  repository.blobs.add(digest);
  created(exchange, digest);
}

export function reportUpload(exchange: Exchange, id: string): void {
  const size = requireUpload(exchange, id);
  respond(exchange.response, 204, {
    Location: locationOf(exchange, id),
    Range: rangeOf(size),
    'Docker-Upload-UUID': id,
  });
}

export async function cancelUpload(exchange: Exchange, id: string): Promise<void> {
  requireUpload(exchange, id);
  await exchange.store.blobs.cancelUpload(id);
  respond(exchange.response, 204);
}

function mountable({ query, store, repository }: Exchange, digest: string): boolean {
  const from = query.get('from');
  if (from === null) return false;
  const source = splitPath(store.addressing, from);
  if (source.owner.accountId !== repository.owner.accountId) return false;
  return store.get(source.owner, source.name)?.blobs.has(digest) ?? false;
}

function requireDigest(digest: string): void {
  if (!isDigest(digest))
    throw new RegistryError(400, 'DIGEST_INVALID', 'provided digest is not a sha256 digest');
}

function requireUpload({ store }: Exchange, id: string): number {
  const size = store.blobs.uploaded(id);
  if (size === undefined) throw unknownUpload();
  return size;
}

function unknownUpload(): RegistryError {
  return new RegistryError(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
}

function accepted(exchange: Exchange, id: string, size: number): void {
  respond(exchange.response, 202, {
    Location: locationOf(exchange, id),
    Range: rangeOf(size),
    'Docker-Upload-UUID': id,
  });
}

function created({ response, path }: Exchange, digest: string): void {
  respond(response, 201, { Location: `/v2/${path}/blobs/${digest}`, 'Docker-Content-Digest': digest });
}

function locationOf({ path }: Exchange, id: string): string {
  return `/v2/${path}/blobs/uploads/${id}`;
}

/** The last byte's index; of nothing it is `0-0`, as the distribution's own registry answers. */
function rangeOf(size: number): string {
  return `0-${Math.max(0, size - 1)}`;
}
