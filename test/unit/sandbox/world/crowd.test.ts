import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  paginateListClusters,
  paginateListServices,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

let sandbox: TestSandbox;
let ecs: ECSClient;

beforeAll(async () => {
  sandbox = await startTestSandbox({ seed: 'large' });
  ecs = new ECSClient(sdkOptions(sandbox));
});

afterAll(async () => {
  ecs.destroy();
  await sandbox.dispose();
});

const WEB = { cluster: 'team-07', service: 'orders-web-0002' };

async function web() {
  const { services } = await ecs.send(
    new DescribeServicesCommand({ cluster: WEB.cluster, services: [WEB.service] }),
  );
  return services?.[0];
}

describe('the large world', () => {
  test('has 50 clusters, 1,000 services and 10,000 tasks', async () => {
    const clusters: string[] = [];
    for await (const page of paginateListClusters({ client: ecs }, {}))
      clusters.push(...(page.clusterArns ?? []));
    expect(clusters).toHaveLength(50);
    const services: string[] = [];
    for (const cluster of clusters) {
      for await (const page of paginateListServices({ client: ecs }, { cluster }))
        services.push(...(page.serviceArns ?? []));
    }
    expect(new Set(services).size).toBe(1_000);
    expect(await sandbox.control('world')).toMatchObject({ regions: [{ tasks: 10_000 }] });
  });

  test('is steady, and still is after an hour', async () => {
    const before = await web();
    expect(before).toMatchObject({
      desiredCount: 10,
      runningCount: 10,
      pendingCount: 0,
      deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 10 }],
    });
    expect(before?.events?.[0]?.message).toBe(`(service ${WEB.service}) has reached a steady state.`);
    await sandbox.clock.advance(3_600_000);
    expect(await web()).toEqual(before);
    expect(sandbox.log.filter((line) => /error|failed/i.test(line))).toEqual([]);
  });

  test('has tasks as real ones are, healthy behind their load balancer', async () => {
    const elb = new ElasticLoadBalancingV2Client(sdkOptions(sandbox));
    const { taskArns } = await ecs.send(
      new ListTasksCommand({ cluster: WEB.cluster, serviceName: WEB.service }),
    );
    const { tasks = [] } = await ecs.send(
      new DescribeTasksCommand({ cluster: WEB.cluster, tasks: taskArns }),
    );
    expect(tasks).toHaveLength(10);
    for (const task of tasks) {
      expect(task).toMatchObject({ lastStatus: 'RUNNING', launchType: 'FARGATE', connectivity: 'CONNECTED' });
      expect(task.containers?.[0]?.runtimeId).toMatch(/^[0-9a-f]{32}-\d{10}$/);
    }
    const TargetGroupArn = (await web())?.loadBalancers?.[0]?.targetGroupArn;
    const { TargetHealthDescriptions = [] } = await elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn }),
    );
    expect(TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State)).toEqual(
      tasks.map(() => 'healthy'),
    );
    elb.destroy();
  });

  test('can be deployed to like any other: new tasks run, the old ones go', async () => {
    await ecs.send(new UpdateServiceCommand({ ...WEB, forceNewDeployment: true }));
    await sandbox.clock.advanceUntil(
      async () => (await web())?.deployments?.[0]?.rolloutState === 'COMPLETED',
      1_200_000,
    );
    expect(await web()).toMatchObject({ runningCount: 10, deployments: [{ rolloutState: 'COMPLETED' }] });
  });
});
