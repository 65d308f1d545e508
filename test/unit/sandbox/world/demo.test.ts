import {
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListClustersCommand,
  ListContainerInstancesCommand,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';
import { rawCall } from '../ecs/builders';

let sandbox: TestSandbox;
let ecs: ECSClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  ecs = new ECSClient(sdkOptions(sandbox));
});

afterAll(async () => {
  ecs.destroy();
  await sandbox.dispose();
});

describe('the demo world', () => {
  test('has two clusters, and all their services are steady', async () => {
    const { clusterArns } = await ecs.send(new ListClustersCommand({}));
    const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: clusterArns }));
    expect(
      clusters.map(({ clusterName, activeServicesCount }) => [clusterName, activeServicesCount]),
    ).toEqual([
      ['production', 4],
      ['staging', 1],
    ]);
    const { services = [] } = await ecs.send(
      new DescribeServicesCommand({
        cluster: 'production',
        services: ['shop-web', 'shop-worker', 'shop-api', 'shop-mail'],
      }),
    );
    for (const service of services) {
      expect(service.runningCount).toBe(service.desiredCount);
      expect(service.deployments?.map(({ rolloutState }) => rolloutState)).toEqual(['COMPLETED']);
      expect(service.events?.[0]?.message).toBe(
        `(service ${service.serviceName}) has reached a steady state.`,
      );
    }
  });

  test('has a mailer whose newest revision was rolled back, and its dead tasks', async () => {
    const { serviceDeployments = [] } = await ecs.send(
      new ListServiceDeploymentsCommand({ cluster: 'production', service: 'shop-mail' }),
    );
    expect(serviceDeployments[0]?.status).toBe('ROLLBACK_SUCCESSFUL');
    const { taskArns } = await ecs.send(
      new ListTasksCommand({ cluster: 'production', family: 'shop-mail', desiredStatus: 'STOPPED' }),
    );
    const { tasks = [] } = await ecs.send(
      new DescribeTasksCommand({ cluster: 'production', tasks: taskArns }),
    );
    expect(tasks.length).toBeGreaterThanOrEqual(3);
    expect(tasks.find(({ stopCode }) => stopCode === 'EssentialContainerExited')).toMatchObject({
      stoppedReason: 'Essential container in task exited',
      containers: [{ exitCode: 1 }],
    });
  });

  test('has task definitions with a sidecar, secrets, and members that no SDK knows', async () => {
    const { body } = await rawCall(sandbox, 'DescribeTaskDefinition', { taskDefinition: 'shop-api' });
    const { containerDefinitions, workloadProfile } = body['taskDefinition'] as Record<string, unknown>;
    expect(workloadProfile).toEqual({ tier: 'standard', hints: ['latency'] });
    expect(containerDefinitions).toMatchObject([
      { name: 'api', essential: true },
      { name: 'envoy', drainPolicy: { mode: 'graceful' } },
    ]);
  });

  test('has container instances', async () => {
    const { containerInstanceArns } = await ecs.send(
      new ListContainerInstancesCommand({ cluster: 'staging' }),
    );
    const { containerInstances = [], failures } = await ecs.send(
      new DescribeContainerInstancesCommand({
        cluster: 'staging',
        containerInstances: containerInstanceArns,
      }),
    );
    expect(containerInstances.map(({ status }) => status)).toEqual(['ACTIVE', 'ACTIVE']);
    expect(failures).toEqual([]);
  });

  test('scales a service by itself', async () => {
    const counts = new Set<number>();
    for (let index = 0; index < 12; index += 1) {
      await sandbox.clock.advance(300_000);
      const { services } = await ecs.send(
        new DescribeServicesCommand({ cluster: 'production', services: ['shop-api'] }),
      );
      counts.add(services?.[0]?.desiredCount ?? 0);
    }
    expect(counts.size).toBeGreaterThan(1);
    expect([...counts].every((count) => count >= 2 && count <= 4)).toBe(true);
  });

  test('is in one region and account only, and another account sees another world', async () => {
    const elsewhere = new ECSClient({ ...sdkOptions(sandbox), region: 'eu-west-1' });
    const other = new ECSClient(sdkOptions(sandbox, 'AKIAQUAYSIDESECOND00'));
    expect((await elsewhere.send(new ListClustersCommand({}))).clusterArns).toEqual([]);
    expect((await other.send(new ListClustersCommand({}))).clusterArns).toEqual([]);
    elsewhere.destroy();
    other.destroy();
  });
});

test('the same seed gives the same world', async () => {
  const ids = async (one: TestSandbox): Promise<unknown> =>
    (await rawCall(one, 'ListTasks', { cluster: 'production' })).body['taskArns'];
  const [first, second] = [await startTestSandbox(), await startTestSandbox()];
  expect(await ids(first)).toEqual(await ids(second));
  await first.dispose();
  await second.dispose();
});
