import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateDescribeLogStreams,
  paginateFilterLogEvents,
  paginateGetLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import {
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
} from '@aws-sdk/client-ecs';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../support/sandboxServer';
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
