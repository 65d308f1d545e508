import { isDigest } from './blobs';
import type { Exchange } from './exchange';
import { RegistryError, respond } from './respond';
import { findByReference, ManifestRefusal, storeManifest } from './storeManifest';

/** ECR's own bound is lower for some kinds; this is the one of the distribution specification. */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

export async function serveManifest(exchange: Exchange, reference: string): Promise<void> {
  const { request, response, store, repository, now } = exchange;
  const image = findByReference(repository, reference);
  const text = image === undefined ? undefined : await store.blobs.text(image.digest);
  if (image === undefined || text === undefined) {
    throw new RegistryError(404, 'MANIFEST_UNKNOWN', 'Requested image not found');
  }
  const headers = {
    'Content-Type': image.mediaType,
    'Content-Length': Buffer.byteLength(text),
    'Docker-Content-Digest': image.digest,
  };
  if (request.method === 'GET') repository.images.set(image.digest, { ...image, pulledAt: now });
  respond(response, 200, headers, request.method === 'HEAD' ? '' : text);
}

/** Codes of the distribution specification for what keeps a manifest from being stored. */
const CODES: Readonly<Record<ManifestRefusal['kind'], string>> = {
  invalid: 'MANIFEST_INVALID',
  digest: 'DIGEST_INVALID',
  layers: 'MANIFEST_BLOB_UNKNOWN',
  images: 'MANIFEST_BLOB_UNKNOWN',
  tag: 'TAG_INVALID',
  taken: 'TAG_INVALID',
};

export async function putManifest(exchange: Exchange, reference: string): Promise<void> {
  const { request, response, store, repository, path, now } = exchange;
  const text = await readText(exchange);
  const mediaType = request.headers['content-type'];
  const name = isDigest(reference) ? { digest: reference } : { tag: reference };
  try {
    const { digest } = await storeManifest(store, repository, { text, mediaType, ...name, now });
    respond(response, 201, {
      Location: `/v2/${path}/manifests/${digest}`,
      'Docker-Content-Digest': digest,
    });
  } catch (error) {
    if (!(error instanceof ManifestRefusal)) throw error;
    throw new RegistryError(400, CODES[error.kind], error.message);
  }
}

export function listTags({ response, repository, path, query }: Exchange): void {
  const limit = Number(query.get('n') ?? '1000');
  const last = query.get('last') ?? '';
  const all = [...repository.imageTags.keys()].sort().filter((tag) => tag > last);
  const tags = Number.isInteger(limit) && limit > 0 ? all.slice(0, limit) : all;
  const end = tags.at(-1);
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (end !== undefined && tags.length < all.length) {
    headers['Link'] = `</v2/${path}/tags/list?n=${limit}&last=${encodeURIComponent(end)}>; rel="next"`;
  }
  respond(response, 200, headers, JSON.stringify({ name: path, tags }));
}

async function readText({ request }: Exchange): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_MANIFEST_BYTES) throw new RegistryError(413, 'SIZE_INVALID', 'manifest too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
