import { gzipSync } from 'node:zlib';
import type { BlobStore } from './blobs';
import { digestOf } from './blobs';
import { MANIFEST_TYPES } from './manifest';
import type { Image, SeedImage } from './image';

/** An archive without entries: two blocks of zeros. */
const EMPTY_TAR = Buffer.alloc(1024);

/**
 * Writes an image that can be described and pulled but holds no program. `identity` makes its digest its own and the
 * same in every run. The size is told as the seed wishes; the bytes are a few hundred.
 */
export function writeSeedImage(blobs: BlobStore, identity: string, seed: SeedImage): Image {
  const layer = gzipSync(EMPTY_TAR);
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: { 'quayside.seed': identity } },
    rootfs: { type: 'layers', diff_ids: [digestOf(EMPTY_TAR)] },
  });
  const layerDigest = blobs.putSync(layer);
  const configDigest = blobs.putSync(config);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPES.dockerImage,
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: Buffer.byteLength(config),
      digest: configDigest,
    },
    layers: [
      {
        mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
        size: layer.length,
        digest: layerDigest,
      },
    ],
  });
  return {
    digest: blobs.putSync(manifest),
    mediaType: MANIFEST_TYPES.dockerImage,
    artifactMediaType: 'application/vnd.docker.container.image.v1+json',
    size: seed.sizeInBytes ?? 0,
    pushedAt: seed.pushedAt,
    blobs: [configDigest, layerDigest],
    manifests: [],
    acted: true,
  };
}
