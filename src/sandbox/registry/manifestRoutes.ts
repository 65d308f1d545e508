import { isTag } from './addresses';
import { digestOf, isDigest } from './blobs';
import type { Exchange } from './exchange';
import { parseManifest, type ParsedManifest } from './manifest';
import { isTagMutable, type Repository } from './repositories';
import { RegistryError, respond } from './respond';

/** ECR's own bound is lower for some kinds; this is the one of the distribution specification. */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

export async function serveManifest(exchange: Exchange, reference: string): Promise<void> {
  const { request, response, store, repository, now } = exchange;
  const digest = isDigest(reference) ? reference : repository.imageTags.get(reference);
  const image = digest === undefined ? undefined : repository.images.get(digest);
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

export async function putManifest(exchange: Exchange, reference: string): Promise<void> {
  const { request, response, store, repository, path, now } = exchange;
  const text = await readText(exchange);
  const digest = digestOf(text);
  const parsed = parseManifest(text, request.headers['content-type']);
  if (parsed === undefined) throw new RegistryError(400, 'MANIFEST_INVALID', 'manifest invalid');
  if (isDigest(reference) && reference !== digest) {
    throw new RegistryError(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  }
  await requireContent(exchange, parsed);
  if (!isDigest(reference)) requireMovableTag(repository, reference);

  store.blobs.putSync(text);
  const known = repository.images.get(digest);
  repository.images.set(digest, {
    digest,
    mediaType: parsed.mediaType,
    ...(parsed.artifactMediaType === undefined ? {} : { artifactMediaType: parsed.artifactMediaType }),
    size: parsed.size,
    pushedAt: known?.pushedAt ?? now,
    ...(known?.pulledAt === undefined ? {} : { pulledAt: known.pulledAt }),
    blobs: parsed.blobs,
    manifests: parsed.manifests,
    acted: known?.acted ?? false,
  });
  if (!isDigest(reference)) repository.imageTags.set(reference, digest);
  respond(response, 201, { Location: `/v2/${path}/manifests/${digest}`, 'Docker-Content-Digest': digest });
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

/** Texts as ECR gives them for layers and images that a manifest needs but nobody pushed. */
async function requireContent({ store, repository }: Exchange, parsed: ParsedManifest): Promise<void> {
  const where = `repository with name '${repository.name}' in the registry with id '${repository.owner.accountId}'`;
  const missing: string[] = [];
  for (const blob of parsed.blobs) {
    if (!repository.blobs.has(blob) || (await store.blobs.size(blob)) === undefined) missing.push(blob);
  }
  if (missing.length > 0) {
    const text = `Layers with digests '[${missing.join(', ')}]' required for pushing image into ${where} do not exist`;
    throw new RegistryError(400, 'MANIFEST_BLOB_UNKNOWN', text);
  }
  const absent = parsed.manifests.filter((digest) => !repository.images.has(digest));
  if (absent.length > 0) {
    const text = `Images with digests '[${absent.join(', ')}]' required for pushing image into ${where} do not exist`;
    throw new RegistryError(400, 'MANIFEST_BLOB_UNKNOWN', text);
  }
}

/** ECR refuses an existing immutable tag even for the same content (containers-roadmap #2380, buildkit #3776). */
function requireMovableTag(repository: Repository, tag: string): void {
  if (!isTag(tag)) throw new RegistryError(400, 'TAG_INVALID', 'manifest tag did not match URI');
  if (!repository.imageTags.has(tag) || isTagMutable(repository, tag)) return;
  const what = repository.mutability === 'IMMUTABLE' ? 'repository' : 'tag';
  const text = `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the ${what} is immutable.`;
  throw new RegistryError(400, 'TAG_INVALID', text);
}
