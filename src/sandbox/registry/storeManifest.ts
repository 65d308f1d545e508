import { isTag } from './addresses';
import { digestOf, isDigest } from './blobs';
import type { Image } from './image';
import { parseManifest, type ParsedManifest } from './manifest';
import { isTagMutable, type Repository, type RepositoryStore } from './repositories';

export interface NewManifest {
  readonly text: string;
  /** What the client says it is, for manifests that do not say so themselves. */
  readonly mediaType: string | undefined;
  readonly tag?: string;
  /** Has to be the text's digest when given. */
  readonly digest?: string;
  /** Milliseconds since the epoch, world time. */
  readonly now: number;
}

/** Why a manifest was not stored; the texts are ECR's. */
export class ManifestRefusal extends Error {
  readonly kind: 'invalid' | 'digest' | 'layers' | 'images' | 'tag' | 'taken';

  constructor(kind: ManifestRefusal['kind'], text: string) {
    super(text);
    this.kind = kind;
  }
}

/** Makes a manifest an image of the repository, as a push and PutImage do. Throws a ManifestRefusal. */
export async function storeManifest(
  store: RepositoryStore,
  repository: Repository,
  { text, mediaType, tag, digest: wanted, now }: NewManifest,
): Promise<Image> {
  const digest = digestOf(text);
  const parsed = parseManifest(text, mediaType);
  if (parsed === undefined) throw new ManifestRefusal('invalid', 'manifest invalid');
  if (wanted !== undefined && wanted !== digest) {
    throw new ManifestRefusal('digest', 'provided digest did not match uploaded content');
  }
  await requireContent(store, repository, parsed);
  if (tag !== undefined) requireMovableTag(repository, tag);

  store.blobs.putSync(text);
  const known = repository.images.get(digest);
  const scannedAt = known?.scannedAt ?? (repository.scanOnPush && parsed.blobs.length > 0 ? now : undefined);
  const image: Image = {
    digest,
    mediaType: parsed.mediaType,
    ...(parsed.artifactMediaType === undefined ? {} : { artifactMediaType: parsed.artifactMediaType }),
    size: parsed.size,
    pushedAt: known?.pushedAt ?? now,
    ...(known?.pulledAt === undefined ? {} : { pulledAt: known.pulledAt }),
    ...(scannedAt === undefined ? {} : { scannedAt }),
    blobs: parsed.blobs,
    manifests: parsed.manifests,
    acted: known?.acted ?? false,
  };
  repository.images.set(digest, image);
  if (tag !== undefined) repository.imageTags.set(tag, digest);
  return image;
}

/** The image that a tag or a digest names. */
export function findByReference(repository: Repository, reference: string): Image | undefined {
  const digest = isDigest(reference) ? reference : repository.imageTags.get(reference);
  return digest === undefined ? undefined : repository.images.get(digest);
}

/** Texts as ECR gives them for layers and images that a manifest needs but nobody pushed. */
async function requireContent(
  store: RepositoryStore,
  repository: Repository,
  parsed: ParsedManifest,
): Promise<void> {
  const where = `repository with name '${repository.name}' in the registry with id '${repository.owner.accountId}'`;
  const missing: string[] = [];
  for (const blob of parsed.blobs) {
    if (!repository.blobs.has(blob) || (await store.blobs.size(blob)) === undefined) missing.push(blob);
  }
  if (missing.length > 0) {
    const text = `Layers with digests '[${missing.join(', ')}]' required for pushing image into ${where} do not exist`;
    throw new ManifestRefusal('layers', text);
  }
  const absent = parsed.manifests.filter((digest) => !repository.images.has(digest));
  if (absent.length > 0) {
    const text = `Images with digests '[${absent.join(', ')}]' required for pushing image into ${where} do not exist`;
    throw new ManifestRefusal('images', text);
  }
}

/** ECR refuses an existing immutable tag even for the same content (containers-roadmap #2380, buildkit #3776). */
function requireMovableTag(repository: Repository, tag: string): void {
  if (!isTag(tag)) throw new ManifestRefusal('tag', 'manifest tag did not match URI');
  if (!repository.imageTags.has(tag) || isTagMutable(repository, tag)) return;
  const what = repository.mutability === 'IMMUTABLE' ? 'repository' : 'tag';
  throw new ManifestRefusal(
    'taken',
    `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the ${what} is immutable.`,
  );
}
