import type { JsonObject } from '../../core/lib/json';

/** Whose repository: ECR has one registry per account and region. */
export interface Owner {
  readonly accountId: string;
  readonly region: string;
}

export interface SeedImage {
  readonly tags: readonly string[];
  /** Milliseconds since the epoch. */
  readonly pushedAt: number;
  readonly sizeInBytes?: number;
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

export interface RepositoryStore {
  /** For seeds: creates the repository unless it is there. */
  seedRepository(
    owner: Owner,
    name: string,
    options?: { readonly immutableTags?: boolean; readonly createdAt?: number },
  ): void;
  /** For seeds: an image with a manifest but nothing that could run; tasks of it are acted out. Returns its digest. */
  seedImage(owner: Owner, name: string, image: SeedImage): string;
  /** `<registry host>/<name>`, the image address without tag. */
  uri(owner: Owner, name: string): string;
  resolve(image: string): ResolvedImage;
  toJSON(): JsonObject;
}
