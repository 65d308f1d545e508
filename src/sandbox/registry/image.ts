/** An image of a repository, as the registry keeps it. */
export interface Image {
  readonly digest: string;
  readonly mediaType: string;
  readonly artifactMediaType?: string;
  /** Compressed bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly pushedAt: number;
  readonly pulledAt?: number;
  /** When somebody last asked for a scan. */
  readonly scannedAt?: number;
  readonly blobs: readonly string[];
  /** Digests of the images that an index joins. */
  readonly manifests: readonly string[];
  /** Seeded: there is nothing in it that could run. */
  readonly acted: boolean;
}

/** An image that a seed names. */
export interface SeedImage {
  readonly tags: readonly string[];
  /** Milliseconds since the epoch. */
  readonly pushedAt: number;
  readonly sizeInBytes?: number;
}
