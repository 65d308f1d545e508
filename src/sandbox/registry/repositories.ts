import { isJsonObject, type JsonObject, type JsonValue } from '../../core/lib/json';
import type { BlobStore } from './blobs';
import { parseReference, repositoryPath, type Addressing, type Owner } from './addresses';
import type { Image, SeedImage } from './image';
import { writeSeedImage } from './seedImage';

export type TagMutability = 'MUTABLE' | 'IMMUTABLE' | 'MUTABLE_WITH_EXCLUSION' | 'IMMUTABLE_WITH_EXCLUSION';

/** A lifecycle policy, and when it was set or asked for; milliseconds since the epoch. */
export interface DatedPolicy {
  readonly text: string;
  readonly at: number;
}

export interface Repository {
  readonly owner: Owner;
  readonly name: string;
  readonly createdAt: number;
  mutability: TagMutability;
  /** Wildcard patterns of the `_WITH_EXCLUSION` kinds. */
  exclusions: readonly string[];
  scanOnPush: boolean;
  /** The repository's own AWS tags. */
  tags: Readonly<Record<string, string>>;
  /** Policies are kept as they were given; nobody is let in or kept out by them. */
  policy?: string;
  lifecyclePolicy?: DatedPolicy;
  /** The last preview that somebody asked for. */
  lifecyclePreview?: DatedPolicy;
  /** By digest. */
  readonly images: Map<string, Image>;
  /** Image tag -> digest. */
  readonly imageTags: Map<string, string>;
  /** Blobs that were uploaded to or mounted in this repository. */
  readonly blobs: Set<string>;
}

/** What the sandbox's registry knows about an image reference of a task definition. */
export type ResolvedImage =
  | { readonly kind: 'foreign' }
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'found';
      readonly digest: string;
      readonly tags: readonly string[];
      /** True for seeded images: there is nothing in them that could run. */
      readonly acted: boolean;
    };

/** All repositories of the sandbox; what both the ECR service and the registry's HTTP side work on. */
export class RepositoryStore {
  readonly addressing: Addressing;
  readonly blobs: BlobStore;
  readonly #repositories = new Map<string, Repository>();

  constructor(addressing: Addressing, blobs: BlobStore, state?: JsonValue) {
    this.addressing = addressing;
    this.blobs = blobs;
    if (Array.isArray(state)) {
      for (const entry of state as readonly JsonValue[]) {
        const repository = repositoryFromJson(entry);
        if (repository !== undefined)
          this.#repositories.set(keyOf(repository.owner, repository.name), repository);
      }
    }
  }

  get(owner: Owner, name: string): Repository | undefined {
    return this.#repositories.get(keyOf(owner, name));
  }

  /** Sorted by name. */
  list(owner: Owner): readonly Repository[] {
    return [...this.#repositories.values()]
      .filter((each) => each.owner.accountId === owner.accountId && each.owner.region === owner.region)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  create(
    owner: Owner,
    name: string,
    options: Partial<Pick<Repository, 'mutability' | 'exclusions' | 'scanOnPush' | 'tags'>> & {
      createdAt: number;
    },
  ): Repository {
    const repository: Repository = {
      owner: { accountId: owner.accountId, region: owner.region },
      name,
      createdAt: options.createdAt,
      mutability: options.mutability ?? 'MUTABLE',
      exclusions: options.exclusions ?? [],
      scanOnPush: options.scanOnPush ?? false,
      tags: options.tags ?? {},
      images: new Map(),
      imageTags: new Map(),
      blobs: new Set(),
    };
    this.#repositories.set(keyOf(owner, name), repository);
    return repository;
  }

  /** With its images; blobs that no other repository has go too. */
  async delete(repository: Repository): Promise<void> {
    this.#repositories.delete(keyOf(repository.owner, repository.name));
    await this.#removeOrphans([...repository.blobs, ...repository.images.keys()]);
  }

  async deleteImage(repository: Repository, digest: string): Promise<void> {
    const image = repository.images.get(digest);
    if (image === undefined) return;
    repository.images.delete(digest);
    for (const tag of tagsOf(repository, digest)) repository.imageTags.delete(tag);
    const stillUsed = new Set([...repository.images.values()].flatMap(({ blobs }) => blobs));
    const unused = image.blobs.filter((blob) => !stillUsed.has(blob));
    for (const blob of unused) repository.blobs.delete(blob);
    await this.#removeOrphans([digest, ...unused]);
  }

  /** For seeds: the repository, made unless it is there. */
  seedRepository(
    owner: Owner,
    name: string,
    options: { readonly immutableTags?: boolean; readonly createdAt?: number } = {},
  ): Repository {
    return (
      this.get(owner, name) ??
      this.create(owner, name, {
        createdAt: options.createdAt ?? 0,
        mutability: options.immutableTags === true ? 'IMMUTABLE' : 'MUTABLE',
      })
    );
  }

  /** For seeds: an image with a manifest but nothing that could run; tasks of it are acted out. Returns its digest. */
  seedImage(owner: Owner, name: string, seed: SeedImage): string {
    const repository = this.seedRepository(owner, name, { createdAt: seed.pushedAt });
    const image = writeSeedImage(this.blobs, `${name}:${seed.tags.join(',')}`, seed);
    repository.images.set(image.digest, image);
    for (const blob of image.blobs) repository.blobs.add(blob);
    for (const tag of seed.tags) repository.imageTags.set(tag, image.digest);
    return image.digest;
  }

  /** `<registry host>/<name>`, the image address without tag. */
  uri(owner: Owner, name: string): string {
    return `${this.addressing.host()}/${repositoryPath(this.addressing, owner, name)}`;
  }

  /** What an image reference of a task definition points at. */
  resolve(reference: string): ResolvedImage {
    const parsed = parseReference(this.addressing, reference);
    if (parsed === undefined) return { kind: 'foreign' };
    const repository = this.get(parsed.owner, parsed.name);
    const digest = parsed.digest ?? repository?.imageTags.get(parsed.tag);
    const image = digest === undefined ? undefined : repository?.images.get(digest);
    if (repository === undefined || image === undefined) return { kind: 'missing' };
    return {
      kind: 'found',
      digest: image.digest,
      tags: tagsOf(repository, image.digest),
      acted: image.acted,
    };
  }

  toJSON(): readonly JsonObject[] {
    return [...this.#repositories.values()].map(repositoryToJson);
  }

  async #removeOrphans(digests: readonly string[]): Promise<void> {
    for (const digest of digests) {
      const used = [...this.#repositories.values()].some(
        ({ blobs, images }) => blobs.has(digest) || images.has(digest),
      );
      if (!used) await this.blobs.remove(digest);
    }
  }
}

export function tagsOf(repository: Repository, digest: string): readonly string[] {
  return [...repository.imageTags].filter(([, tagged]) => tagged === digest).map(([tag]) => tag);
}

/** Whether `tag` may be moved to another image. */
export function isTagMutable(repository: Repository, tag: string): boolean {
  const excluded = repository.exclusions.some((pattern) => matchesWildcard(pattern, tag));
  switch (repository.mutability) {
    case 'MUTABLE':
      return true;
    case 'IMMUTABLE':
      return false;
    case 'MUTABLE_WITH_EXCLUSION':
      return !excluded;
    case 'IMMUTABLE_WITH_EXCLUSION':
      return excluded;
  }
}

function matchesWildcard(pattern: string, text: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`).test(text);
}

function keyOf({ accountId, region }: Owner, name: string): string {
  return `${accountId} ${region} ${name}`;
}

function repositoryToJson({ lifecyclePolicy, lifecyclePreview, ...repository }: Repository): JsonObject {
  return {
    ...repository,
    ...(lifecyclePolicy && { lifecyclePolicy: { ...lifecyclePolicy } }),
    ...(lifecyclePreview && { lifecyclePreview: { ...lifecyclePreview } }),
    owner: { ...repository.owner },
    images: [...repository.images.values()].map((image) => ({ ...image })),
    imageTags: Object.fromEntries(repository.imageTags),
    blobs: [...repository.blobs],
  };
}

/** Trusts its input: it is this program's own file. */
function repositoryFromJson(json: JsonValue): Repository | undefined {
  if (!isJsonObject(json)) return undefined;
  const saved = json as unknown as Omit<Repository, 'images' | 'imageTags' | 'blobs'> & {
    readonly images: readonly Image[];
    readonly imageTags: Readonly<Record<string, string>>;
    readonly blobs: readonly string[];
  };
  return {
    ...saved,
    images: new Map(saved.images.map((image) => [image.digest, image])),
    imageTags: new Map(Object.entries(saved.imageTags)),
    blobs: new Set(saved.blobs),
  };
}
