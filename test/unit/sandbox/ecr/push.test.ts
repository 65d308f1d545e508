import {
  BatchCheckLayerAvailabilityCommand,
  CompleteLayerUploadCommand,
  CreateRepositoryCommand,
  DescribeImagesCommand,
  InitiateLayerUploadCommand,
  PutImageCommand,
  UploadLayerPartCommand,
  type ECRClient,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT, startSandboxParts, type SandboxParts } from '../../../support/sandboxParts';
import { DOCKER_MANIFEST, imageManifest, RegistryClient, sha256 } from '../registry/client';

let parts: SandboxParts;
let ecr: ECRClient;

beforeEach(async () => {
  parts = await startSandboxParts();
  ecr = parts.ecrClient();
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'app' }));
});
afterEach(() => parts.close());

const repositoryName = 'app';

const failure = async (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => undefined,
    (reason: unknown) => (reason instanceof Error ? reason.name : String(reason)),
  );

/** Sends `bytes` as one part, which has to begin at `from`. */
const sendPart = (uploadId: string | undefined, bytes: Buffer, from: number) =>
  ecr.send(
    new UploadLayerPartCommand({
      repositoryName,
      uploadId,
      partFirstByte: from,
      partLastByte: from + bytes.length - 1,
      layerPartBlob: bytes,
    }),
  );

async function pushLayer(content: string): Promise<string> {
  const digest = sha256(content);
  const { uploadId } = await ecr.send(new InitiateLayerUploadCommand({ repositoryName }));
  await sendPart(uploadId, Buffer.from(content), 0);
  await ecr.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [digest] }));
  return digest;
}

const put = (imageManifest: string, imageTag?: string, imageDigest?: string) =>
  ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag, imageDigest }));

describe('layers by the API', () => {
  it('come in parts of the size that ECR asks for, and are there for docker afterwards', async () => {
    const { uploadId, partSize = 0 } = await ecr.send(new InitiateLayerUploadCommand({ repositoryName }));
    const content = Buffer.alloc(partSize + 1000, 'layer');
    const first = await sendPart(uploadId, content.subarray(0, partSize), 0);
    expect(first.lastByteReceived).toBe(partSize - 1);
    await sendPart(uploadId, content.subarray(partSize), partSize);
    const digest = sha256(content);
    const layerDigests = [digest];
    const done = await ecr.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests }));
    expect(done).toMatchObject({ registryId: ACCOUNT, repositoryName, uploadId, layerDigest: digest });

    const { layers } = await ecr.send(
      new BatchCheckLayerAvailabilityCommand({ repositoryName, layerDigests }),
    );
    expect(layers).toMatchObject([{ layerAvailability: 'AVAILABLE', layerSize: content.length }]);
    const { password } = parts.registry.tokens.issue(ACCOUNT, parts.clock.now());
    const docker = new RegistryClient(parts.host, password);
    expect((await docker.send(`/v2/app/blobs/${digest}`, { method: 'HEAD' })).status).toBe(200);
  });

  it('are refused with a gap, after a small part, without content, and with another digest', async () => {
    const { uploadId } = await ecr.send(new InitiateLayerUploadCommand({ repositoryName }));
    const complete = (digest: string) =>
      failure(ecr.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [digest] })));
    expect(await complete(sha256(''))).toBe('EmptyUploadException');
    expect(await failure(sendPart(uploadId, Buffer.from('late'), 7))).toBe('InvalidLayerPartException');
    await sendPart(uploadId, Buffer.from('small'), 0);
    expect(await failure(sendPart(uploadId, Buffer.from('more'), 5))).toBe('LayerPartTooSmallException');
    expect(await complete(sha256('other'))).toBe('InvalidLayerException');
    expect(await complete(sha256('small'))).toBe('UploadNotFoundException');
  });

  it('are not taken twice', async () => {
    await pushLayer('same');
    expect(await failure(pushLayer('same'))).toBe('LayerAlreadyExistsException');
  });
});

describe('PutImage', () => {
  it('makes an image of layers that are there, and moves a tag to it', async () => {
    const config = await pushLayer('{}');
    const [one, two] = [
      imageManifest(config, await pushLayer('1')),
      imageManifest(config, await pushLayer('2')),
    ];
    await put(one, 'v1');
    const { image } = await put(two, 'v1', sha256(two));
    expect(image).toEqual({
      registryId: ACCOUNT,
      repositoryName,
      imageId: { imageDigest: sha256(two), imageTag: 'v1' },
      imageManifest: two,
      imageManifestMediaType: DOCKER_MANIFEST,
    });
    const imageIds = [{ imageTag: 'v1' }];
    const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName, imageIds }));
    expect(imageDetails).toMatchObject([{ imageDigest: sha256(two), imageStatus: 'ACTIVE' }]);
  });

  it('names what is wrong', async () => {
    const config = await pushLayer('{}');
    const manifest = imageManifest(config, await pushLayer('1'));
    await put(manifest, 'v1');
    expect(await failure(put(manifest, 'v1'))).toBe('ImageAlreadyExistsException');
    expect(await failure(put(manifest))).toBe('ImageAlreadyExistsException');
    expect(await failure(put(manifest, 'v2', sha256('x')))).toBe('ImageDigestDoesNotMatchException');
    expect(await failure(put(imageManifest(config, sha256('absent')), 'v3'))).toBe('LayersNotFoundException');
    expect(await failure(put('{"schemaVersion":', 'v3'))).toBe('InvalidParameterException');
    expect(await failure(put(manifest, 'not a tag'))).toBe('InvalidParameterException');
    expect(await failure(put(manifest, 'v2'))).toBeUndefined();
  });

  it('refuses a tag that is immutable, and not one that a filter excludes', async () => {
    await ecr.send(
      new CreateRepositoryCommand({
        repositoryName: 'fixed',
        imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
        imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'dev-*' }],
      }),
    );
    const { password } = parts.registry.tokens.issue(ACCOUNT, parts.clock.now());
    const docker = new RegistryClient(parts.host, password);
    const { manifest: one } = await docker.pushImage('fixed', 'v1', 'one');
    await docker.pushImage('fixed', 'dev-1', 'one');
    const { manifest: two } = await docker.pushImage('fixed', 'v2', 'two');
    const tag = (imageTag: string, imageManifest: string) =>
      failure(ecr.send(new PutImageCommand({ repositoryName: 'fixed', imageTag, imageManifest })));
    expect(await tag('v1', two)).toBe('ImageTagAlreadyExistsException');
    expect(await tag('dev-1', two)).toBeUndefined();
    expect(await tag('v3', one)).toBeUndefined();
  });
});
