import type { JsonObject } from '../../../core/lib/json';
import { isTag } from '../../registry/addresses';
import { isDigest } from '../../registry/blobs';
import type { Image } from '../../registry/image';
import type { Repository } from '../../registry/repositories';
import { records, text } from '../../wire/input';
import { invalidParameter } from './errors';
import type { ImageId } from './types';

export interface ImageFailure {
  readonly failureCode: string;
  readonly failureReason: string;
}

export function imageIds(input: JsonObject): readonly ImageId[] | undefined {
  const given = records(input, 'imageIds');
  if (given === undefined) return undefined;
  if (given.length === 0 || given.length > 100) {
    throw invalidParameter(
      "Invalid parameter at 'imageIds' failed to satisfy constraint: 'Member must have length between 1 and 100'",
    );
  }
  return given.map((id) => {
    const imageDigest = text(id, 'imageDigest');
    const imageTag = text(id, 'imageTag');
    return {
      ...(imageDigest === undefined ? {} : { imageDigest }),
      ...(imageTag === undefined ? {} : { imageTag }),
    };
  });
}

/** The image that an id means, or why there is none; texts as the batch operations give them. */
export function findImage(repository: Repository, id: ImageId): Image | ImageFailure {
  const { imageDigest, imageTag } = id;
  if (imageDigest === undefined && imageTag === undefined) {
    return {
      failureCode: 'MissingDigestAndTag',
      failureReason: 'Invalid request parameters: both tag and digest cannot be null',
    };
  }
  if (imageDigest !== undefined && !isDigest(imageDigest)) {
    return {
      failureCode: 'InvalidImageDigest',
      failureReason:
        "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
    };
  }
  if (imageTag !== undefined && !isTag(imageTag)) {
    return {
      failureCode: 'InvalidImageTag',
      failureReason: 'Invalid request parameters: image tag is not valid',
    };
  }
  const tagged = imageTag === undefined ? undefined : repository.imageTags.get(imageTag);
  const digest = imageDigest ?? tagged;
  const image = digest === undefined ? undefined : repository.images.get(digest);
  if (image === undefined || (imageTag !== undefined && tagged === undefined)) {
    return { failureCode: 'ImageNotFound', failureReason: 'Requested image not found' };
  }
  if (imageTag !== undefined && tagged !== image.digest) {
    return {
      failureCode: 'ImageTagDoesNotMatchDigest',
      failureReason: 'Requested tag does not match digest',
    };
  }
  return image;
}

export function isFailure(found: Image | ImageFailure): found is ImageFailure {
  return 'failureCode' in found;
}
