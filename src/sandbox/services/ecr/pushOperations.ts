import { Readable } from 'node:stream';
import type { JsonObject } from '../../../core/lib/json';
import { digestOf } from '../../registry/blobs';
import type { Repository } from '../../registry/repositories';
import { findByReference, ManifestRefusal, storeManifest } from '../../registry/storeManifest';
import { integer, text, texts } from '../../wire/input';
import { AwsError, type CallContext, type Operation } from '../../wire/service';
import { invalidParameter } from './errors';
import { requireRepository, requireText } from './scope';
import type { EcrOptions } from './types';

/** What ECR asks for, and the least it takes for all parts but the last. */
const PART_BYTES = 10 * 1024 * 1024;
const SMALLEST_PART_BYTES = 5 * 1024 * 1024;

interface LayerUpload {
  readonly repository: Repository;
  /** A part that was too small to be followed by another one. */
  ended: boolean;
}

const REFUSALS: Readonly<Record<ManifestRefusal['kind'], string>> = {
  invalid: 'InvalidParameterException',
  digest: 'ImageDigestDoesNotMatchException',
  layers: 'LayersNotFoundException',
  images: 'ReferencedImagesNotFoundException',
  tag: 'InvalidParameterException',
  taken: 'ImageTagAlreadyExistsException',
};

/** Pushing by the API, as the tools do that do not speak the registry's protocol. */
export function pushOperations({ registry, clock }: EcrOptions): Record<string, Operation> {
  const { repositories } = registry;
  const uploads = new Map<string, LayerUpload>();
  const head = ({ owner, name }: Repository): JsonObject => ({
    registryId: owner.accountId,
    repositoryName: name,
  });
  const where = ({ owner, name }: Repository): string =>
    `in the repository with name '${name}' in the registry with id '${owner.accountId}'`;
  const requireUpload = (input: JsonObject, context: CallContext) => {
    const repository = requireRepository(registry, input, context);
    const uploadId = requireText(input, 'uploadId');
    const upload = uploads.get(uploadId);
    const received = repositories.blobs.uploaded(uploadId);
    if (upload?.repository !== repository || received === undefined) {
      throw new AwsError(
        'UploadNotFoundException',
        `The layer upload with ID '${uploadId}' does not exist ${where(repository)}`,
      );
    }
    return { repository, uploadId, upload, received };
  };

  return {
    InitiateLayerUpload: async (input, context) => {
      const repository = requireRepository(registry, input, context);
      const uploadId = await repositories.blobs.startUpload();
      uploads.set(uploadId, { repository, ended: false });
      return { uploadId, partSize: PART_BYTES };
    },

    UploadLayerPart: async (input, context) => {
      const { repository, uploadId, upload, received } = requireUpload(input, context);
      const part = Buffer.from(requireText(input, 'layerPartBlob'), 'base64');
      const first = integer(input, 'partFirstByte');
      const last = integer(input, 'partLastByte');
      if (first !== received || last !== received + part.length - 1 || part.length === 0) {
        throw new AwsError(
          'InvalidLayerPartException',
          `Invalid layer part received for layer upload with ID '${uploadId}' ${where(repository)}`,
          { members: { ...head(repository), uploadId, lastValidByteReceived: received - 1 } },
        );
      }
      if (upload.ended) {
        throw new AwsError(
          'LayerPartTooSmallException',
          `Layer parts have to be at least ${SMALLEST_PART_BYTES} bytes in size, except for the last one`,
        );
      }
      upload.ended = part.length < SMALLEST_PART_BYTES;
      await repositories.blobs.append(uploadId, Readable.from([part]));
      return { ...head(repository), uploadId, lastByteReceived: last };
    },

    CompleteLayerUpload: async (input, context) => {
      const { repository, uploadId, received } = requireUpload(input, context);
      const [layerDigest = ''] = texts(input, 'layerDigests') ?? [];
      if (received === 0) {
        throw new AwsError('EmptyUploadException', `The layer upload with ID '${uploadId}' has no parts`);
      }
      uploads.delete(uploadId);
      const known = repository.blobs.has(layerDigest);
      if (!(await repositories.blobs.finishUpload(uploadId, layerDigest))) {
        throw new AwsError(
          'InvalidLayerException',
          `Layer digest '${layerDigest}' does not match what was uploaded with ID '${uploadId}' ${where(repository)}`,
        );
      }
      if (known) {
        throw new AwsError(
          'LayerAlreadyExistsException',
          `Layer with digest '${layerDigest}' already exists ${where(repository)}`,
        );
      }
      repository.blobs.add(layerDigest);
      return { ...head(repository), uploadId, layerDigest };
    },

    PutImage: async (input, context) => {
      const repository = requireRepository(registry, input, context);
      const manifest = requireText(input, 'imageManifest');
      const tag = text(input, 'imageTag');
      const digest = text(input, 'imageDigest');
      requireNews(repository, manifest, tag);
      try {
        const image = await storeManifest(repositories, repository, {
          text: manifest,
          mediaType: text(input, 'imageManifestMediaType'),
          ...(tag !== undefined && { tag }),
          ...(digest !== undefined && { digest }),
          now: clock.now(),
        });
        return {
          image: {
            ...head(repository),
            imageId: { imageDigest: image.digest, ...(tag === undefined ? {} : { imageTag: tag }) },
            imageManifest: manifest,
            imageManifestMediaType: image.mediaType,
          },
        };
      } catch (error) {
        if (!(error instanceof ManifestRefusal)) throw error;
        if (error.kind !== 'invalid') throw new AwsError(REFUSALS[error.kind], error.message);
        throw invalidParameter(
          "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'",
        );
      }
    },
  };

  /** Unlike a push over the registry's protocol, the API refuses an image that is there under this tag already. */
  function requireNews(repository: Repository, manifest: string, tag: string | undefined): void {
    const digest = digestOf(manifest);
    const known = repository.images.get(digest);
    const tagged = tag === undefined ? known : findByReference(repository, tag);
    if (known === undefined || tagged?.digest !== digest) return;
    const named = tag === undefined ? '' : ` and tag '${tag}'`;
    throw new AwsError(
      'ImageAlreadyExistsException',
      `Image with digest '${digest}'${named} already exists ${where(repository)}`,
    );
  }
}
