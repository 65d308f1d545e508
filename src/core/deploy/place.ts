import type { EcrApi, EcrImage } from '../aws/api';
import type { Connection } from '../aws/connection';
import {
  ecrRegistry,
  parseImageReference,
  repositoryUri,
  type ImageReference,
} from '../docker/imageReference';
import { inspectManifest } from '../docker/manifest';
import { isPrivate } from './container';
import type { ImageDeps } from './deps';

/** The place that an image goes to or comes from. */
export interface ImagePlace {
  readonly reference: ImageReference;
  /** The registry's account, when its host tells. */
  readonly registryId?: string;
  readonly region?: string;
  /** False for registries that the connection can neither ask nor push to: docker asks those. */
  readonly private: boolean;
}

/** What a registry tells of an image; its compressed size, kind and other tags where it does. */
export type FoundImage = Pick<EcrImage, 'digest' | 'sizeBytes' | 'mediaType'> &
  Partial<Pick<EcrImage, 'tags'>>;

/** Undefined for a text that is no image reference. */
export function placeOf(image: string): ImagePlace | undefined {
  const reference = parseImageReference(image);
  if (reference === undefined) return undefined;
  const ecr = ecrRegistry(reference.registry);
  return {
    reference,
    private: isPrivate(reference.registry),
    ...(ecr === undefined ? {} : { registryId: ecr.accountId, region: ecr.region }),
  };
}

/**
 * The image that a tag or digest names in its registry; undefined when the registry does not have it.
 * Fails as the connection does, and for registries that only docker can ask as `inspectManifest` does.
 */
export async function findImage(
  place: ImagePlace,
  reference: string,
  { connection, runner, options }: Pick<ImageDeps, 'connection' | 'runner' | 'options'>,
  signal: AbortSignal,
  platform?: string,
): Promise<FoundImage | undefined> {
  const { repository } = place.reference;
  if (place.private) {
    const image = { repository, reference, ...registryOf(place) };
    return ecrOf(place, connection).describeImage(image, signal);
  }
  const isDigest = reference.startsWith('sha256:');
  const image = `${repositoryUri(place.reference)}${isDigest ? '@' : ':'}${reference}`;
  const found = await inspectManifest(image, platform, { runner, tool: options, signal });
  // Docker names what a list holds for the platform; what was asked for is confirmed as well.
  return found === undefined ? undefined : { digest: isDigest ? reference : found };
}

/** The API that answers for a place: in the region of its registry, and for others in that of the connection. */
export function ecrOf({ region }: Pick<ImagePlace, 'region'>, connection: Connection): EcrApi {
  return region === undefined || region === connection.info.region
    ? connection.ecr
    : connection.ecrIn(region);
}

export function registryOf({ registryId }: Pick<ImagePlace, 'registryId'>): { readonly registryId?: string } {
  return registryId === undefined ? {} : { registryId };
}
