import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateDescribeLogStreams,
  paginateFilterLogEvents,
  paginateGetLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteServiceCommand,
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListTagsForResourceCommand,
  ListTasksCommand,
  paginateListClusters,
  paginateListContainerInstances,
  paginateListServices,
  paginateListTaskDefinitionFamilies,
  paginateListTaskDefinitions,
  paginateListTasks,
  UpdateServiceCommand,
  waitUntilServicesInactive,
  waitUntilServicesStable,
  waitUntilTasksRunning,
  waitUntilTasksStopped,
} from '@aws-sdk/client-ecs';
import {
  CompleteLayerUploadCommand,
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCommand,
  ECRClient,
  InitiateLayerUploadCommand,
  paginateDescribeImages,
  paginateDescribeImageScanFindings,
  paginateDescribePullThroughCacheRules,
  paginateDescribeRepositories,
  paginateGetLifecyclePolicyPreview,
  paginateListImages,
  PutImageCommand,
  StartImageScanCommand,
  StartLifecyclePolicyPreviewCommand,
  UploadLayerPartCommand,
  waitUntilImageScanComplete,
  waitUntilLifecyclePolicyPreviewComplete,
} from '@aws-sdk/client-ecr';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DeleteLoadBalancerCommand,
  DeregisterTargetsCommand,
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeRules,
  paginateDescribeTargetGroups,
  RegisterTargetsCommand,
  waitUntilLoadBalancerAvailable,
  waitUntilLoadBalancerExists,
  waitUntilLoadBalancersDeleted,
  waitUntilTargetDeregistered,
  waitUntilTargetInService,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../support/sandboxServer';
import { imageManifest as manifestOf, sha256 } from '../sandbox/registry/client';
import { watchAnswers, type WatchedAnswers } from './answers';

/** The demo for what a world tells, a large one for what does not fit on a page. */
let demo: TestSandbox;
let large: TestSandbox;
let answers: WatchedAnswers;
const clients: { destroy(): void }[] = [];

function clientsOf(sandbox: TestSandbox) {
  const options = { ...sdkOptions(sandbox), disableHostPrefix: true };
  const made = {
    ecs: new ECSClient(options),
    ecr: new ECRClient(options),
    elb: new ElasticLoadBalancingV2Client(options),
    logs: new CloudWatchLogsClient(options),
  };
  clients.push(...Object.values(made));
  return made;
}

let of: { readonly demo: ReturnType<typeof clientsOf>; readonly large: ReturnType<typeof clientsOf> };

beforeAll(async () => {
  [demo, large] = await Promise.all([startTestSandbox(), startTestSandbox({ seed: 'large' })]);
  of = { demo: clientsOf(demo), large: clientsOf(large) };
  answers = watchAnswers(...Object.values(of.demo), ...Object.values(of.large));
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await Promise.all([demo.dispose(), large.dispose()]);
});

/** The demo registers them on purpose: members that no model knows are stored and returned as they came. */
const UNKNOWN_ON_PURPOSE = /\.(workloadProfile|drainPolicy) is not in the model$/;

// Whatever a test asked for came through the SDK whole.
afterEach(() => {
  expect(answers.takeLosses().filter((loss) => !UNKNOWN_ON_PURPOSE.test(loss))).toEqual([]);
});

/** All items of all pages; there must be more than one page, and no item twice. */
async function all<P, T>(
  pages: AsyncIterable<P>,
  itemsOf: (page: P) => readonly T[] | undefined,
): Promise<T[]> {
  const items: T[] = [];
  let count = 0;
  for await (const page of pages) {
    count += 1;
    items.push(...(itemsOf(page) ?? []));
  }
  expect(count).toBeGreaterThan(1);
  expect(new Set(items.map((item) => JSON.stringify(item))).size).toBe(items.length);
  return items;
}

describe('pages of ECS', () => {
  it('hold all clusters, services and tasks', async () => {
    const client = of.large.ecs;
    const clusters = await all(
      paginateListClusters({ client, pageSize: 20 }, {}),
      (page) => page.clusterArns,
    );
    expect(clusters).toHaveLength(50);
    const cluster = clusters[0] ?? '';
    const services = await all(paginateListServices({ client }, { cluster }), (page) => page.serviceArns);
    expect(services).toHaveLength(20);
    const tasks = await all(paginateListTasks({ client }, { cluster }), (page) => page.taskArns);
    expect(tasks).toHaveLength(200);
  });

  it('hold all families, revisions and instances', async () => {
    const client = of.large.ecs;
    const families = paginateListTaskDefinitionFamilies({ client, pageSize: 100 }, {});
    const count = (await all(families, (page) => page.families)).length;
    const definitions = paginateListTaskDefinitions({ client, pageSize: 100 }, {});
    const revisions = await all(definitions, (page) => page.taskDefinitionArns);
    expect(revisions.length).toBeGreaterThanOrEqual(count);
    const instances = paginateListContainerInstances(
      { client: of.demo.ecs, pageSize: 1 },
      { cluster: 'staging' },
    );
    const arns = await all(instances, (page) => page.containerInstanceArns);
    const described = new DescribeContainerInstancesCommand({ cluster: 'staging', containerInstances: arns });
    expect((await of.demo.ecs.send(described)).containerInstances).toHaveLength(arns.length);
  });
});

describe('answers of ECS', () => {
  it('come through whole, in the middle of a rollout, too', async () => {
    const { ecs } = of.demo;
    const cluster = 'production';
    const update = new UpdateServiceCommand({ cluster, service: 'shop-web', forceNewDeployment: true });
    const { service: web } = await ecs.send(update);
    for (let step = 0; step < 4; step += 1) {
      await demo.clock.advance(5_000);
      const services = ['shop-web', 'shop-api', 'shop-mail'];
      await ecs.send(new DescribeServicesCommand({ cluster, services, include: ['TAGS'] }));
      const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster }));
      await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns, include: ['TAGS'] }));
    }
    const include = ['ATTACHMENTS', 'CONFIGURATIONS', 'SETTINGS', 'STATISTICS', 'TAGS'] as const;
    await ecs.send(new DescribeClustersCommand({ clusters: [cluster, 'staging'], include: [...include] }));
    await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'shop-api', include: ['TAGS'] }));
    await ecs.send(new ListTagsForResourceCommand({ resourceArn: web?.serviceArn }));
    const listed = await ecs.send(new ListServiceDeploymentsCommand({ cluster, service: 'shop-mail' }));
    const deployments = listed.serviceDeployments ?? [];
    const { serviceDeployments = [] } = await ecs.send(
      new DescribeServiceDeploymentsCommand({
        serviceDeploymentArns: deployments.map(({ serviceDeploymentArn }) => serviceDeploymentArn ?? ''),
      }),
    );
    const revisions = serviceDeployments.map(({ targetServiceRevision }) => targetServiceRevision?.arn ?? '');
    await ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...new Set(revisions)] }));
    expect(answers.seen.get('DescribeServiceRevisions')).toBe(1);
    expect(answers.seen.get('DescribeTasks')).toBe(4);
  });
});

describe('pages of Logs', () => {
  it('hold all groups, streams and lines', async () => {
    const client = of.demo.logs;
    const groups = await all(
      paginateDescribeLogGroups({ client, pageSize: 2 }, {}),
      (page) => page.logGroups,
    );
    expect(groups.map(({ logGroupName }) => logGroupName)).toContain('/ecs/shop-worker');
    const logGroupName = '/ecs/shop-web';
    const streams = paginateDescribeLogStreams({ client, pageSize: 2 }, { logGroupName });
    const [first] = await all(streams, (page) => page.logStreams);
    const found = paginateFilterLogEvents({ client, pageSize: 3 }, { logGroupName });
    const lines = await all(found, (page) => page.events);
    const logStreamName = first?.logStreamName ?? '';
    const read = paginateGetLogEvents(
      { client, pageSize: 1, stopOnSameToken: true },
      { logGroupName, logStreamName, startFromHead: true },
    );
    let own = 0;
    for await (const { events = [] } of read) own += events.length;
    expect(own).toBe(lines.filter((line) => line.logStreamName === logStreamName).length);
    expect(own).toBeGreaterThan(0);
  });
});

describe('pages of ECR', () => {
  const repositoryName = 'pages';

  beforeAll(async () => {
    const { ecr } = of.demo;
    for (let index = 0; index < 5; index += 1) {
      const tags = [{ Key: 'team', Value: 'shop' }];
      await ecr.send(new CreateRepositoryCommand({ repositoryName: `pages-${index}`, tags }));
      const rule = { ecrRepositoryPrefix: `public-${index}`, upstreamRegistryUrl: 'public.ecr.aws' };
      await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
    }
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
    const push = async (content: string): Promise<string> => {
      const { uploadId } = await ecr.send(new InitiateLayerUploadCommand({ repositoryName }));
      const layerPartBlob = Buffer.from(content);
      const range = { partFirstByte: 0, partLastByte: layerPartBlob.length - 1 };
      await ecr.send(new UploadLayerPartCommand({ repositoryName, uploadId, layerPartBlob, ...range }));
      const layerDigests = [sha256(content)];
      await ecr.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests }));
      return sha256(content);
    };
    const config = await push('{}');
    for (let index = 0; index < 5; index += 1) {
      const imageManifest = manifestOf(config, await push(`layer ${index}`));
      await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag: `v${index}` }));
    }
  });

  it('hold all repositories, images and rules', async () => {
    const client = of.demo.ecr;
    const repositories = await all(
      paginateDescribeRepositories({ client, pageSize: 4 }, {}),
      (page) => page.repositories,
    );
    expect(repositories).toHaveLength(11);
    const images = paginateDescribeImages({ client, pageSize: 2 }, { repositoryName });
    expect(await all(images, (page) => page.imageDetails)).toHaveLength(5);
    const ids = paginateListImages({ client, pageSize: 2 }, { repositoryName });
    expect(await all(ids, (page) => page.imageIds)).toHaveLength(5);
    const rules = paginateDescribePullThroughCacheRules({ client, pageSize: 2 }, {});
    expect(await all(rules, (page) => page.pullThroughCacheRules)).toHaveLength(5);
  });

  it('hold all findings and all that a policy would take, once its waiter has seen the end', async () => {
    const client = of.demo.ecr;
    const wait = { client, maxWaitTime: 20, minDelay: 0.01, maxDelay: 0.02 };
    const imageId = { imageTag: 'v0' };
    await client.send(new StartImageScanCommand({ repositoryName, imageId }));
    const policy = { rulePriority: 1, action: { type: 'expire' } };
    const selection = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 };
    const lifecyclePolicyText = JSON.stringify({ rules: [{ ...policy, selection }] });
    await client.send(new StartLifecyclePolicyPreviewCommand({ repositoryName, lifecyclePolicyText }));
    const waiting = Promise.all([
      waitUntilImageScanComplete(wait, { repositoryName, imageId }),
      waitUntilLifecyclePolicyPreviewComplete(wait, { repositoryName }),
    ]);
    await demo.clock.advance(6_000);
    expect((await waiting).map(({ state }) => state)).toEqual(['SUCCESS', 'SUCCESS']);
    const findings = paginateDescribeImageScanFindings({ client, pageSize: 1 }, { repositoryName, imageId });
    expect(await all(findings, (page) => page.imageScanFindings?.findings)).not.toEqual([]);
    const preview = paginateGetLifecyclePolicyPreview({ client, pageSize: 2 }, { repositoryName });
    expect(await all(preview, (page) => page.previewResults)).toHaveLength(4);
  });
});

describe('pages of ELB', () => {
  it('hold all load balancers, listeners, rules and target groups', async () => {
    const client = of.demo.elb;
    const Subnets = ['subnet-1'];
    const { LoadBalancers } = await client.send(new CreateLoadBalancerCommand({ Name: 'second', Subnets }));
    const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn;
    const group = { Name: 'pages', Protocol: 'HTTP', Port: 80, VpcId: 'vpc-1', TargetType: 'ip' } as const;
    const { TargetGroups } = await client.send(new CreateTargetGroupCommand(group));
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn;
    for (const Port of [80, 81, 82]) {
      const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
      await client.send(
        new CreateListenerCommand({ LoadBalancerArn, Port, Protocol: 'HTTP', DefaultActions }),
      );
    }
    // The paginators of ELB do not set the size of a page themselves, and write into what they are given.
    const one = () => ({ PageSize: 1 });
    const balancers = await all(
      paginateDescribeLoadBalancers({ client }, one()),
      (page) => page.LoadBalancers,
    );
    expect(balancers.map(({ LoadBalancerName }) => LoadBalancerName)).toEqual(['shop', 'second']);
    const listeners = paginateDescribeListeners({ client }, { LoadBalancerArn, PageSize: 2 });
    expect(await all(listeners, (page) => page.Listeners)).toHaveLength(3);
    const shop = { LoadBalancerArn: balancers[0]?.LoadBalancerArn };
    const { Listeners } = await client.send(new DescribeListenersCommand(shop));
    const listener = { ListenerArn: Listeners?.[0]?.ListenerArn };
    const rules = await all(
      paginateDescribeRules({ client }, { ...listener, ...one() }),
      (page) => page.Rules,
    );
    expect((await client.send(new DescribeRulesCommand(listener))).Rules).toEqual(rules);
    const groups = await all(paginateDescribeTargetGroups({ client }, one()), (page) => page.TargetGroups);
    expect((await client.send(new DescribeTargetGroupsCommand({}))).TargetGroups).toEqual(groups);

    const wait = { client, maxWaitTime: 20, minDelay: 0.01, maxDelay: 0.02 };
    const LoadBalancerArns = [LoadBalancerArn ?? ''];
    const Targets = [{ Id: '10.0.0.1', Port: 80 }];
    const target = { TargetGroupArn, Targets };
    await client.send(new RegisterTargetsCommand(target));
    const waiting = [
      waitUntilLoadBalancerExists(wait, { LoadBalancerArns }),
      waitUntilLoadBalancerAvailable(wait, { LoadBalancerArns }),
      waitUntilTargetInService(wait, target),
    ];
    await demo.clock.advance(200_000);
    const seen = (await Promise.all(waiting)).map(({ state }) => state);
    await client.send(new DeregisterTargetsCommand(target));
    await client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    await demo.clock.advance(300_000);
    const gone = await Promise.all([
      waitUntilTargetDeregistered(wait, target),
      waitUntilLoadBalancersDeleted(wait, { LoadBalancerArns }),
    ]);
    expect([...seen, ...gone.map(({ state }) => state)]).toEqual(
      seen
        .concat(seen)
        .slice(0, 5)
        .map(() => 'SUCCESS'),
    );
    const { TargetGroups: ofShop } = await client.send(new DescribeTargetGroupsCommand(shop));
    const health = new DescribeTargetHealthCommand({ TargetGroupArn: ofShop?.[0]?.TargetGroupArn });
    expect((await client.send(health)).TargetHealthDescriptions).toHaveLength(2);
  });
});

describe('waiters of ECS', () => {
  it('see services and tasks come and go', async () => {
    const client = of.demo.ecs;
    const wait = { client, maxWaitTime: 60, minDelay: 0.02, maxDelay: 0.05 };
    const cluster = 'staging';
    const { taskArns = [] } = await client.send(new ListTasksCommand({ cluster, serviceName: 'shop-web' }));
    const service = { cluster, services: ['shop-web'] };
    expect((await waitUntilServicesStable(wait, service)).state).toBe('SUCCESS');
    expect((await waitUntilTasksRunning(wait, { cluster, tasks: taskArns })).state).toBe('SUCCESS');
    await client.send(new DeleteServiceCommand({ cluster, service: 'shop-web', force: true }));
    const gone = [
      waitUntilTasksStopped(wait, { cluster, tasks: taskArns }),
      waitUntilServicesInactive(wait, service),
    ];
    await demo.clock.advance(120_000);
    expect((await Promise.all(gone)).map(({ state }) => state)).toEqual(['SUCCESS', 'SUCCESS']);
  });
});
