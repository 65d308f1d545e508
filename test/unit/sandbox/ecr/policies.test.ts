import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeletePullThroughCacheRuleCommand,
  DeleteRepositoryPolicyCommand,
  DescribeImageScanFindingsCommand,
  DescribeImagesCommand,
  DescribePullThroughCacheRulesCommand,
  DescribeRegistryCommand,
  GetLifecyclePolicyCommand,
  GetLifecyclePolicyPreviewCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  StartImageScanCommand,
  StartLifecyclePolicyPreviewCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type ECRClient,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistry } from '../../../../src/sandbox/registry/registry';
import {
  ACCOUNT,
  HOME,
  REGION,
  START,
  startSandboxParts,
  type SandboxParts,
} from '../../../support/sandboxParts';

const DAY = 86_400_000;
const repositoryName = 'app';

let parts: SandboxParts;
let ecr: ECRClient;

beforeEach(async () => {
  parts = await startSandboxParts();
  ecr = parts.ecrClient();
  await ecr.send(new CreateRepositoryCommand({ repositoryName }));
});
afterEach(() => parts.close());

const failure = async (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => undefined,
    (reason: unknown) => (reason instanceof Error ? reason.name : String(reason)),
  );

/** An image pushed so many days ago. */
const seed = (tags: readonly string[], daysAgo: number): string =>
  parts.registry.repositories.seedImage(HOME, repositoryName, { tags, pushedAt: START - daysAgo * DAY });

const policyOf = (...selections: readonly object[]): string =>
  JSON.stringify({
    rules: selections.map((selection, index) => ({
      rulePriority: index + 1,
      selection,
      action: { type: 'expire' },
    })),
  });

describe('a repository policy', () => {
  it('is kept until it is deleted', async () => {
    expect(await failure(ecr.send(new GetRepositoryPolicyCommand({ repositoryName })))).toBe(
      'RepositoryPolicyNotFoundException',
    );
    const policyText = '{"Version":"2012-10-17","Statement":[]}';
    await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
    const kept = { registryId: ACCOUNT, repositoryName, policyText };
    expect(await ecr.send(new GetRepositoryPolicyCommand({ repositoryName }))).toMatchObject(kept);
    expect(await ecr.send(new DeleteRepositoryPolicyCommand({ repositoryName }))).toMatchObject(kept);
    expect(await failure(ecr.send(new DeleteRepositoryPolicyCommand({ repositoryName })))).toBe(
      'RepositoryPolicyNotFoundException',
    );
    const bad = new SetRepositoryPolicyCommand({ repositoryName, policyText: 'no policy' });
    expect(await failure(ecr.send(bad))).toBe('InvalidParameterException');
  });
});

describe('a lifecycle policy', () => {
  it('is kept until it is deleted, and checked before', async () => {
    const lifecyclePolicyText = policyOf({
      tagStatus: 'any',
      countType: 'imageCountMoreThan',
      countNumber: 5,
    });
    await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    const kept = { registryId: ACCOUNT, repositoryName, lifecyclePolicyText };
    expect(await ecr.send(new GetLifecyclePolicyCommand({ repositoryName }))).toMatchObject(kept);
    expect(await ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }))).toMatchObject(kept);
    expect(await failure(ecr.send(new GetLifecyclePolicyCommand({ repositoryName })))).toBe(
      'LifecyclePolicyNotFoundException',
    );
    for (const text of [
      'x',
      '{"rules":[]}',
      policyOf({ tagStatus: 'tagged', countType: 'imageCountMoreThan', countNumber: 1 }),
      policyOf({ tagStatus: 'any', countType: 'sinceImagePushed', countNumber: 1 }),
    ]) {
      const put = new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: text });
      expect(await failure(ecr.send(put)), text).toBe('InvalidParameterException');
    }
  });

  it('previews what would go: the first rule that selects an image has it', async () => {
    const old = seed(['prod-1'], 40);
    seed(['prod-2'], 20);
    const build = seed(['build-1', 'prod-old'], 50);
    const untagged = seed([], 2);
    seed(['build-2'], 1);
    const lifecyclePolicyText = policyOf(
      { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 },
      { tagStatus: 'tagged', tagPatternList: ['build-*'], countType: 'imageCountMoreThan', countNumber: 1 },
      {
        tagStatus: 'tagged',
        tagPrefixList: ['prod'],
        countType: 'sinceImagePushed',
        countUnit: 'days',
        countNumber: 30,
      },
    );
    const preview = new GetLifecyclePolicyPreviewCommand({ repositoryName });
    expect(await failure(ecr.send(preview))).toBe('LifecyclePolicyPreviewNotFoundException');
    const start = new StartLifecyclePolicyPreviewCommand({ repositoryName, lifecyclePolicyText });
    expect((await ecr.send(start)).status).toBe('IN_PROGRESS');
    expect(await failure(ecr.send(start))).toBe('LifecyclePolicyPreviewInProgressException');
    expect((await ecr.send(preview)).status).toBe('IN_PROGRESS');
    await parts.clock.advance(5_000);
    const { status, previewResults = [], summary } = await ecr.send(preview);
    expect([status, summary?.expiringImageTotalCount]).toEqual(['COMPLETE', 3]);
    expect(
      new Map(
        previewResults.map(({ imageDigest, appliedRulePriority }) => [imageDigest, appliedRulePriority]),
      ),
    ).toEqual(
      new Map([
        [untagged, 1],
        [build, 2],
        [old, 3],
      ]),
    );
  });
});

describe('a scan', () => {
  it('takes a moment, then has findings, and is not done twice a day', async () => {
    const imageDigest = seed(['v1'], 1);
    const imageId = { imageTag: 'v1' };
    const findings = new DescribeImageScanFindingsCommand({ repositoryName, imageId });
    expect(await failure(ecr.send(findings))).toBe('ScanNotFoundException');
    const start = new StartImageScanCommand({ repositoryName, imageId });
    expect((await ecr.send(start)).imageScanStatus).toEqual({ status: 'IN_PROGRESS' });
    expect((await ecr.send(findings)).imageScanStatus?.status).toBe('IN_PROGRESS');
    await parts.clock.advance(5_000);
    const { imageScanFindings } = await ecr.send(findings);
    const counts = Object.values(imageScanFindings?.findingSeverityCounts ?? {});
    expect(imageScanFindings?.findings).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
    const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
    expect(imageDetails).toMatchObject([
      {
        imageDigest,
        imageScanStatus: { status: 'COMPLETE' },
        imageScanFindingsSummary: { findingSeverityCounts: imageScanFindings?.findingSeverityCounts },
      },
    ]);
    expect(await failure(ecr.send(start))).toBe('LimitExceededException');
    await parts.clock.advance(DAY);
    expect(await failure(ecr.send(start))).toBeUndefined();
  });

  it('comes with the push where the repository says so', async () => {
    const imageScanningConfiguration = { scanOnPush: true };
    const set = new PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration });
    expect((await ecr.send(set)).imageScanningConfiguration).toEqual(imageScanningConfiguration);
  });
});

describe('tags of a repository', () => {
  it('are added, replaced and taken off', async () => {
    const resourceArn = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/app`;
    const tags = [
      { Key: 'team', Value: 'shop' },
      { Key: 'stage', Value: 'test' },
    ];
    await ecr.send(new TagResourceCommand({ resourceArn, tags }));
    await ecr.send(new TagResourceCommand({ resourceArn, tags: [{ Key: 'stage', Value: 'prod' }] }));
    await ecr.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team', 'absent'] }));
    const listed = await ecr.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(listed.tags).toEqual([{ Key: 'stage', Value: 'prod' }]);
  });
});

describe('pull-through cache rules', () => {
  const create = (ecrRepositoryPrefix: string) =>
    ecr.send(
      new CreatePullThroughCacheRuleCommand({
        ecrRepositoryPrefix,
        upstreamRegistryUrl: 'public.ecr.aws',
        upstreamRegistry: 'ecr-public',
      }),
    );

  it('are kept, also in a saved world, and deleted', async () => {
    await create('public');
    expect(await failure(create('public'))).toBe('PullThroughCacheRuleAlreadyExistsException');
    const state = JSON.parse(JSON.stringify(parts.registry.toJSON())) as object;
    const reopened = createRegistry({
      clock: parts.clock,
      host: () => parts.host,
      ...HOME,
      state: { ...state },
      log: () => undefined,
    });
    expect(reopened.pullThroughRules.list(HOME)).toHaveLength(1);
    await reopened.dispose();
    const described = await ecr.send(new DescribePullThroughCacheRulesCommand({}));
    expect(described.pullThroughCacheRules).toMatchObject([
      { ecrRepositoryPrefix: 'public', upstreamRegistryUrl: 'public.ecr.aws', registryId: ACCOUNT },
    ]);
    const ecrRepositoryPrefix = 'public';
    await ecr.send(new DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix }));
    const named = new DescribePullThroughCacheRulesCommand({ ecrRepositoryPrefixes: ['public'] });
    expect(await failure(ecr.send(named))).toBe('PullThroughCacheRuleNotFoundException');
  });
});

it('the registry replicates nowhere', async () => {
  const { replicationConfiguration } = await ecr.send(new DescribeRegistryCommand({}));
  expect(replicationConfiguration).toEqual({ rules: [] });
});
