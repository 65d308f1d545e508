import {
  BatchCheckLayerAvailabilityCommand,
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  GetAuthorizationTokenCommand,
  GetLifecyclePolicyCommand,
  ListImagesCommand,
  ListTagsForResourceCommand,
  paginateDescribeImages,
  paginateDescribeRepositories,
  PutImageTagMutabilityCommand,
  type ECRClient,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  HOME,
  OTHER_ACCOUNT,
  REGION,
  START,
  startSandboxParts,
  type SandboxParts,
} from '../../../support/sandboxParts';
import { RegistryClient, sha256 } from '../registry/client';

const HOUR = 60 * 60 * 1000;

let parts: SandboxParts;
let ecr: ECRClient;
let docker: RegistryClient;

beforeEach(async () => {
  parts = await startSandboxParts();
  ecr = parts.ecrClient();
  docker = new RegistryClient(parts.host, parts.registry.tokens.issue(ACCOUNT, parts.clock.now()).password);
});
afterEach(() => parts.close());

const failure = async (call: Promise<unknown>) => {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Error ? { name: error.name, message: error.message } : undefined;
};

describe('authorization', () => {
  it('gives a token with which the registry lets in, for twelve hours', async () => {
    const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
    const { authorizationToken = '', expiresAt, proxyEndpoint } = authorizationData?.[0] ?? {};
    expect(expiresAt?.getTime()).toBe(START + 12 * HOUR);
    expect(proxyEndpoint).toBe(`http://${parts.host}`);
    const [user, password = ''] = Buffer.from(authorizationToken, 'base64').toString().split(':');
    expect(user).toBe('AWS');
    expect((await new RegistryClient(parts.host, password).send('/v2/')).status).toBe(200);
  });
});

describe('repositories', () => {
  it('are made, described and deleted', async () => {
    const { repository } = await ecr.send(
      new CreateRepositoryCommand({ repositoryName: 'team/app', imageTagMutability: 'IMMUTABLE' }),
    );
    expect(repository).toEqual({
      repositoryArn: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/team/app`,
      registryId: ACCOUNT,
      repositoryName: 'team/app',
      repositoryUri: `${parts.host}/team/app`,
      createdAt: new Date(START),
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: false },
      encryptionConfiguration: { encryptionType: 'AES256' },
    });
    const described = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['team/app'] }));
    expect(described.repositories).toEqual([repository]);
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'team/app' }));
    expect(
      await failure(ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['team/app'] }))),
    ).toEqual({
      name: 'RepositoryNotFoundException',
      message: `The repository with name 'team/app' does not exist in the registry with id '${ACCOUNT}'`,
    });
  });

  it('of another account carry its number in their address', async () => {
    const other = parts.ecrClient(OTHER_ACCOUNT);
    const { repository } = await other.send(new CreateRepositoryCommand({ repositoryName: 'app' }));
    expect(repository?.repositoryUri).toBe(`${parts.host}/${OTHER_ACCOUNT}/app`);
    expect((await ecr.send(new DescribeRepositoriesCommand({}))).repositories).toEqual([]);
  });

  it('cannot be made twice', async () => {
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'app' }));
    expect(await failure(ecr.send(new CreateRepositoryCommand({ repositoryName: 'app' })))).toEqual({
      name: 'RepositoryAlreadyExistsException',
      message: `The repository with name 'app' already exists in the registry with id '${ACCOUNT}'`,
    });
  });

  it.each(['UPPER', '../x', 'a//b', 'a b'])('cannot have the name %j', async (repositoryName) => {
    const error = await failure(ecr.send(new CreateRepositoryCommand({ repositoryName })));
    expect(error?.name).toBe('InvalidParameterException');
  });

  it('are deleted with images in them only by force', async () => {
    parts.registry.repositories.seedImage(HOME, 'app', { tags: ['v1'], pushedAt: START });
    const error = await failure(ecr.send(new DeleteRepositoryCommand({ repositoryName: 'app' })));
    expect(error?.name).toBe('RepositoryNotEmptyException');
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'app', force: true }));
    expect((await ecr.send(new DescribeRepositoriesCommand({}))).repositories).toEqual([]);
  });

  it('come page by page, in the order of their names', async () => {
    for (const name of ['cc', 'aa', 'bb', 'dd', 'ee']) parts.registry.repositories.seedRepository(HOME, name);
    const pages: (string | undefined)[][] = [];
    for await (const { repositories = [] } of paginateDescribeRepositories(
      { client: ecr, pageSize: 2 },
      {},
    )) {
      pages.push(repositories.map(({ repositoryName }) => repositoryName));
    }
    expect(pages).toEqual([['aa', 'bb'], ['cc', 'dd'], ['ee']]);
  });

  it('can be told to keep their tags, with exceptions', async () => {
    parts.registry.repositories.seedRepository(HOME, 'app');
    const answer = await ecr.send(
      new PutImageTagMutabilityCommand({
        repositoryName: 'app',
        imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
        imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'dev-*' }],
      }),
    );
    expect(answer.imageTagMutability).toBe('IMMUTABLE_WITH_EXCLUSION');
    for (const content of ['one', 'two']) await docker.pushImage('app', 'dev-1', content);
    await docker.pushImage('app', 'v1', 'one');
    expect((await docker.pushImage('app', 'v1', 'two')).answer.json.errors?.[0]?.message).toContain(
      'cannot be overwritten because the tag is immutable.',
    );
    expect((await docker.pushImage('app', 'dev-1', 'three')).answer.status).toBe(201);
  });

  it('have tags of their own, and no lifecycle policy', async () => {
    const { repository } = await ecr.send(
      new CreateRepositoryCommand({ repositoryName: 'app', tags: [{ Key: 'team', Value: 'shop' }] }),
    );
    const { tags } = await ecr.send(
      new ListTagsForResourceCommand({ resourceArn: repository?.repositoryArn }),
    );
    expect(tags).toEqual([{ Key: 'team', Value: 'shop' }]);
    expect(await failure(ecr.send(new GetLifecyclePolicyCommand({ repositoryName: 'app' })))).toEqual({
      name: 'LifecyclePolicyNotFoundException',
      message: `Lifecycle policy does not exist for the repository with name 'app' in the registry with id '${ACCOUNT}'`,
    });
  });
});

describe('images', () => {
  beforeEach(() => {
    parts.registry.repositories.seedRepository(HOME, 'app');
  });

  it('appear when they were pushed, with digest, tags and size', async () => {
    const { digest, manifest } = await docker.pushImage('app', 'v1', 'one');
    await docker.putManifest('app', 'latest', manifest);
    const { imageDetails } = await ecr.send(
      new DescribeImagesCommand({ repositoryName: 'app', imageIds: [{ imageTag: 'latest' }] }),
    );
    expect(imageDetails).toEqual([
      {
        registryId: ACCOUNT,
        repositoryName: 'app',
        imageDigest: digest,
        imageTags: ['v1', 'latest'],
        imageSizeInBytes: 30,
        imagePushedAt: new Date(START),
        imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        artifactMediaType: 'application/vnd.docker.container.image.v1+json',
        imageStatus: 'ACTIVE',
      },
    ]);
  });

  it('tell when they were last pulled', async () => {
    await docker.pushImage('app', 'v1', 'one');
    await parts.clock.advance(HOUR);
    await docker.send('/v2/app/manifests/v1');
    const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName: 'app' }));
    expect(imageDetails?.[0]?.lastRecordedPullTime).toEqual(new Date(START + HOUR));
  });

  it('are missed in the words of ECR', async () => {
    const imageIds = [{ imageTag: 'absent' }];
    expect(await failure(ecr.send(new DescribeImagesCommand({ repositoryName: 'app', imageIds })))).toEqual({
      name: 'ImageNotFoundException',
      message: `The image with imageId {imageDigest:'null', imageTag:'absent'} does not exist within the repository with name 'app' in the registry with id '${ACCOUNT}'`,
    });
  });

  it('come page by page without repeats', async () => {
    const pushed: string[] = [];
    for (const tag of ['1', '2', '3', '4', '5'])
      pushed.push((await docker.pushImage('app', tag, tag)).digest);
    const seen: (string | undefined)[] = [];
    for await (const page of paginateDescribeImages(
      { client: ecr, pageSize: 2 },
      { repositoryName: 'app' },
    )) {
      seen.push(...(page.imageDetails ?? []).map(({ imageDigest }) => imageDigest));
    }
    expect(seen).toEqual([...pushed].sort());
  });

  it('are listed by tag, and without one when they lost it', async () => {
    const old = await docker.pushImage('app', 'latest', 'one');
    const young = await docker.pushImage('app', 'latest', 'two');
    const list = async (tagStatus?: 'TAGGED' | 'UNTAGGED') => {
      const filter = tagStatus === undefined ? undefined : { tagStatus };
      return (await ecr.send(new ListImagesCommand({ repositoryName: 'app', filter }))).imageIds;
    };
    expect(await list('UNTAGGED')).toEqual([{ imageDigest: old.digest }]);
    expect(await list('TAGGED')).toEqual([{ imageDigest: young.digest, imageTag: 'latest' }]);
    expect(await list()).toHaveLength(2);
  });

  it('give their manifests in batches, with a reason for each that is not there', async () => {
    const { digest, manifest } = await docker.pushImage('app', 'v1', 'one');
    const { images, failures } = await ecr.send(
      new BatchGetImageCommand({
        repositoryName: 'app',
        imageIds: [{ imageTag: 'v1' }, { imageTag: 'v2' }, { imageTag: 'v1', imageDigest: digest }, {}],
      }),
    );
    expect(images?.map(({ imageId, imageManifest }) => [imageId?.imageDigest, imageManifest])).toEqual([
      [digest, manifest],
      [digest, manifest],
    ]);
    expect(failures).toEqual([
      {
        imageId: { imageTag: 'v2' },
        failureCode: 'ImageNotFound',
        failureReason: 'Requested image not found',
      },
      {
        imageId: {},
        failureCode: 'MissingDigestAndTag',
        failureReason: 'Invalid request parameters: both tag and digest cannot be null',
      },
    ]);
  });

  it('lose one tag when deleted by it, and go with the last', async () => {
    const { digest, manifest } = await docker.pushImage('app', 'v1', 'one');
    await docker.putManifest('app', 'latest', manifest);
    const remove = (imageTag: string) =>
      ecr.send(new BatchDeleteImageCommand({ repositoryName: 'app', imageIds: [{ imageTag }] }));
    expect((await remove('v1')).imageIds).toEqual([{ imageTag: 'v1', imageDigest: digest }]);
    expect((await docker.send(`/v2/app/manifests/${digest}`)).status).toBe(200);
    await remove('latest');
    expect((await docker.send(`/v2/app/manifests/${digest}`)).status).toBe(404);
    expect((await remove('latest')).failures?.[0]?.failureCode).toBe('ImageNotFound');
  });

  it('tell which layers they would not have to send again', async () => {
    const layer = await docker.pushBlob('app', 'layer');
    const { layers, failures } = await ecr.send(
      new BatchCheckLayerAvailabilityCommand({
        repositoryName: 'app',
        layerDigests: [layer, sha256('absent'), 'nonsense'],
      }),
    );
    expect(layers).toEqual([
      { layerDigest: layer, layerAvailability: 'AVAILABLE', layerSize: 5 },
      { layerDigest: sha256('absent'), layerAvailability: 'UNAVAILABLE' },
    ]);
    expect(failures?.[0]?.failureCode).toBe('InvalidLayerDigest');
  });
});
