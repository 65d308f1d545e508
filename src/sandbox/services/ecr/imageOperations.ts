import type { JsonObject } from '../../../core/lib/json';
import { isDigest } from '../../registry/blobs';
import type { Image } from '../../registry/image';
import { tagsOf, type Repository } from '../../registry/repositories';
import { record, text, texts } from '../../wire/input';
import type { Operation } from '../../wire/service';
import type { EcrOptions } from './types';
import { imageNotFound, invalidParameter } from './errors';
import { findImage, imageIds, isFailure } from './imageIds';
import { page } from './paging';
import { scanSummary } from './scanOperations';
import { requireRepository } from './scope';

export function imageOperations({ registry, clock }: EcrOptions): Record<string, Operation> {
  return {
    DescribeImages: (input, context) => {
      const repository = requireRepository(registry, input, context);
      const ids = imageIds(input);
      if (ids !== undefined) {
        const found = ids.map((id) => {
          const image = findImage(repository, id);
          if (isFailure(image)) throw imageNotFound(id, repository.name, repository.owner.accountId);
          return image;
        });
        return {
          imageDetails: [...new Set(found)].map((image) => describeImage(repository, image, clock.now())),
        };
      }
      const wanted = tagStatusFilter(input);
      const images = byDigest(repository).filter(({ digest }) =>
        wanted(tagsOf(repository, digest).length > 0),
      );
      const { items, nextToken } = page(input, images, ({ digest }) => digest);
      return { imageDetails: items.map((image) => describeImage(repository, image, clock.now())), nextToken };
    },

    ListImages: (input, context) => {
      const repository = requireRepository(registry, input, context);
      const wanted = tagStatusFilter(input);
      const ids = byDigest(repository).flatMap(({ digest }) => {
        const tags = tagsOf(repository, digest);
        if (!wanted(tags.length > 0)) return [];
        if (tags.length === 0) return [{ imageDigest: digest }];
        return [...tags].sort().map((imageTag) => ({ imageDigest: digest, imageTag }));
      });
      const { items, nextToken } = page<JsonObject>(input, ids, (id) => JSON.stringify(id));
      return { imageIds: items, nextToken };
    },

    BatchGetImage: async (input, context) => {
      const repository = requireRepository(registry, input, context);
      const images: JsonObject[] = [];
      const failures: JsonObject[] = [];
      for (const id of imageIds(input) ?? missing('imageIds')) {
        const image = findImage(repository, id);
        const manifest = isFailure(image) ? undefined : await registry.repositories.blobs.text(image.digest);
        if (isFailure(image) || manifest === undefined) {
          failures.push({ imageId: { ...id }, ...(isFailure(image) ? image : {}) });
          continue;
        }
        images.push({
          registryId: repository.owner.accountId,
          repositoryName: repository.name,
          imageId: { ...id, imageDigest: image.digest },
          imageManifest: manifest,
          imageManifestMediaType: image.mediaType,
        });
      }
      return { images, failures };
    },

    BatchDeleteImage: async (input, context) => {
      const repository = requireRepository(registry, input, context);
      const deleted: JsonObject[] = [];
      const failures: JsonObject[] = [];
      for (const id of imageIds(input) ?? missing('imageIds')) {
        const image = findImage(repository, id);
        const failure = isFailure(image) ? image : referenced(repository, image);
        if (isFailure(image) || failure !== undefined) {
          failures.push({ imageId: { ...id }, ...failure });
          continue;
        }
        const tags = tagsOf(repository, image.digest);
        if (id.imageDigest === undefined && id.imageTag !== undefined && tags.length > 1) {
          // A tag is taken off; the image goes with its last one.
          repository.imageTags.delete(id.imageTag);
          deleted.push({ imageTag: id.imageTag, imageDigest: image.digest });
          continue;
        }
        await registry.repositories.deleteImage(repository, image.digest);
        if (tags.length === 0) deleted.push({ imageDigest: image.digest });
        for (const imageTag of tags) deleted.push({ imageTag, imageDigest: image.digest });
      }
      return { imageIds: deleted, failures };
    },

    BatchCheckLayerAvailability: async (input, context) => {
      const repository = requireRepository(registry, input, context);
      const layers: JsonObject[] = [];
      const failures: JsonObject[] = [];
      for (const layerDigest of texts(input, 'layerDigests') ?? missing('layerDigests')) {
        if (!isDigest(layerDigest)) {
          const failureReason = 'Invalid request parameters: layer digest is not a sha256 digest';
          failures.push({ layerDigest, failureCode: 'InvalidLayerDigest', failureReason });
          continue;
        }
        const has = repository.blobs.has(layerDigest);
        const layerSize = has ? await registry.repositories.blobs.size(layerDigest) : undefined;
        layers.push(
          layerSize === undefined
            ? { layerDigest, layerAvailability: 'UNAVAILABLE' }
            : { layerDigest, layerAvailability: 'AVAILABLE', layerSize },
        );
      }
      return { layers, failures };
    },
  };
}

function missing(name: string): never {
  throw invalidParameter(`Invalid parameter at '${name}' failed to satisfy constraint: 'must not be null'`);
}

function byDigest({ images }: Repository): readonly Image[] {
  return [...images.values()].sort((a, b) => (a.digest < b.digest ? -1 : 1));
}

function tagStatusFilter(input: JsonObject): (tagged: boolean) => boolean {
  const filter = record(input, 'filter') ?? {};
  const status = text(filter, 'tagStatus');
  // Nothing is ever archived here.
  if (!['ACTIVE', 'ANY'].includes(text(filter, 'imageStatus') ?? 'ANY')) return () => false;
  if (status === 'TAGGED') return (tagged) => tagged;
  if (status === 'UNTAGGED') return (tagged) => !tagged;
  return () => true;
}

function referenced(repository: Repository, image: Image) {
  const by = [...repository.images.values()].filter(({ manifests }) => manifests.includes(image.digest));
  if (by.length === 0) return undefined;
  return {
    failureCode: 'ImageReferencedByManifestList',
    failureReason: `Requested image referenced by manifest list: [${by.map(({ digest }) => digest).join(', ')}]`,
  };
}

/** `imageTags` is left out for an untagged image, `lastRecordedPullTime` for one that nobody pulled. */
function describeImage(repository: Repository, image: Image, now: number): JsonObject {
  const tags = tagsOf(repository, image.digest);
  return {
    registryId: repository.owner.accountId,
    repositoryName: repository.name,
    imageDigest: image.digest,
    ...(tags.length === 0 ? {} : { imageTags: tags }),
    imageSizeInBytes: sizeOf(repository, image),
    imagePushedAt: image.pushedAt / 1000,
    ...scanSummary(image, now),
    imageManifestMediaType: image.mediaType,
    ...(image.artifactMediaType === undefined ? {} : { artifactMediaType: image.artifactMediaType }),
    ...(image.pulledAt === undefined ? {} : { lastRecordedPullTime: image.pulledAt / 1000 }),
    imageStatus: 'ACTIVE',
  };
}

/** Of an index it is the size of its largest image. */
function sizeOf({ images }: Repository, { size, manifests }: Image): number {
  return Math.max(size, ...manifests.map((digest) => images.get(digest)?.size ?? 0));
}
