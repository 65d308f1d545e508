import {
  CreateServiceCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
  type DeploymentConfiguration,
  type Service,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

const CLUSTER = 'production';

let sandbox: TestSandbox;
let ecs: ECSClient;

beforeEach(async () => {
  sandbox = await startTestSandbox();
  ecs = new ECSClient(sdkOptions(sandbox));
});

afterEach(async () => {
  ecs.destroy();
  await sandbox.dispose();
});

async function register(family: string, tag: string): Promise<string> {
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      containerDefinitions: [
        { name: 'app', image: `${sandbox.registry}/shop-mail:${tag}`, memory: 128, essential: true },
      ],
      networkMode: 'awsvpc',
    }),
  );
  return taskDefinition?.taskDefinitionArn ?? '';
}

async function create(
  name: string,
  tag: string,
  deploymentConfiguration: DeploymentConfiguration,
): Promise<void> {
  await ecs.send(
    new CreateServiceCommand({
      cluster: CLUSTER,
      serviceName: name,
      taskDefinition: await register(name, tag),
      desiredCount: 2,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
      deploymentConfiguration,
    }),
  );
}

async function describeService(name: string): Promise<Service> {
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster: CLUSTER, services: [name] }));
  const service = services?.[0];
  if (service === undefined) throw new Error(`${name} is missing`);
  return service;
}

async function isCompleted(name: string): Promise<boolean> {
  const { deployments = [] } = await describeService(name);
  return deployments.length === 1 && deployments[0]?.rolloutState === 'COMPLETED';
}

async function deployments(service: string): Promise<(string | undefined)[]> {
  const { serviceDeployments = [] } = await ecs.send(
    new ListServiceDeploymentsCommand({ cluster: CLUSTER, service }),
  );
  return serviceDeployments.map(({ status }) => status);
}

const BREAKER = { deploymentCircuitBreaker: { enable: true, rollback: true } };

describe('a rolling update', () => {
  test('replaces all tasks, and stays within the minimum and maximum on the way', async () => {
    await create('roller', '2.3.0', { minimumHealthyPercent: 50, maximumPercent: 150 });
    await sandbox.clock.advanceUntil(() => isCompleted('roller'));
    const next = await register('roller', '2.4.0');
    await ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'roller', taskDefinition: next }));

    await sandbox.clock.advanceUntil(async () => {
      const { runningCount = 0, pendingCount = 0 } = await describeService('roller');
      expect(runningCount + pendingCount).toBeLessThanOrEqual(3);
      expect(runningCount).toBeGreaterThanOrEqual(1);
      return isCompleted('roller');
    });
    const { deployments: [primary] = [], events = [] } = await describeService('roller');
    expect(primary).toMatchObject({ taskDefinition: next, runningCount: 2, desiredCount: 2, failedTasks: 0 });
    expect(events.slice(0, 2).map(({ message }) => message)).toEqual([
      '(service roller) has reached a steady state.',
      `(service roller) (deployment ${primary?.id}) deployment completed.`,
    ]);
    expect(await deployments('roller')).toEqual(['SUCCESSFUL', 'SUCCESSFUL']);
  });

  test('is superseded by a newer one', async () => {
    await create('roller', '2.3.0', {});
    await sandbox.clock.advanceUntil(() => isCompleted('roller'));
    const second = await register('roller', '2.4.0');
    await ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'roller', taskDefinition: second }));
    await sandbox.clock.advance(5_000);
    const third = await register('roller', '2.4.1');
    await ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'roller', taskDefinition: third }));
    const { deployments: listed = [] } = await describeService('roller');
    expect(listed.map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE', 'ACTIVE']);

    await sandbox.clock.advanceUntil(() => isCompleted('roller'));
    expect(await deployments('roller')).toEqual(['SUCCESSFUL', 'STOPPED', 'SUCCESSFUL']);
    expect((await describeService('roller')).taskDefinition).toBe(third);
  });

  test('whose tasks keep dying opens the circuit breaker and goes back under the old id', async () => {
    await create('roller', '2.3.0', BREAKER);
    await sandbox.clock.advanceUntil(() => isCompleted('roller'));
    const before = await describeService('roller');
    const broken = await register('roller', '2.5.0-broken');
    await ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'roller', taskDefinition: broken }));
    await sandbox.clock.advanceUntil(async () => {
      const [newest] = await deployments('roller');
      return newest === 'ROLLBACK_SUCCESSFUL';
    });

    const { serviceDeployments = [] } = await ecs.send(
      new ListServiceDeploymentsCommand({ cluster: CLUSTER, service: 'roller' }),
    );
    const described = await ecs.send(
      new DescribeServiceDeploymentsCommand({
        serviceDeploymentArns: [serviceDeployments[0]?.serviceDeploymentArn ?? ''],
      }),
    );
    expect(described.serviceDeployments?.[0]).toMatchObject({
      deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3, threshold: 3 },
      rollback: { reason: expect.stringContaining('circuit breaker') as string },
    });
    const after = await describeService('roller');
    expect(after.deployments?.[0]?.id).toBe(before.deployments?.[0]?.id);
    expect(after.taskDefinition).toBe(before.taskDefinition);
    expect(after.runningCount).toBe(2);

    const events = (after.events ?? []).map(({ message = '' }) => message).reverse();
    const failed = events.findIndex((message) =>
      message.endsWith('deployment failed: tasks failed to start.'),
    );
    expect(events.slice(failed + 1)).toEqual(
      expect.arrayContaining([
        `(service roller) rolling back to deployment ${before.deployments?.[0]?.id}.`,
        `(service roller) (deployment ${before.deployments?.[0]?.id}) deployment completed.`,
      ]),
    );

    const stopped = await ecs.send(
      new ListTasksCommand({ cluster: CLUSTER, family: 'roller', desiredStatus: 'STOPPED' }),
    );
    const { tasks = [] } = await ecs.send(
      new DescribeTasksCommand({ cluster: CLUSTER, tasks: stopped.taskArns }),
    );
    const dead = tasks.filter(({ taskDefinitionArn }) => taskDefinitionArn === broken);
    expect(dead.length).toBeGreaterThanOrEqual(3);
    expect(
      dead.some(
        ({ stopCode, containers }) =>
          stopCode === 'EssentialContainerExited' && containers?.[0]?.exitCode === 1,
      ),
    ).toBe(true);
    expect(dead.every(({ stoppedReason }) => stoppedReason !== undefined)).toBe(true);
  });

  test('that failed and stands still starts nothing more, and is scaled to nothing when somebody wants that', async () => {
    await create('roller', '2.3.0', { deploymentCircuitBreaker: { enable: true, rollback: false } });
    await sandbox.clock.advanceUntil(() => isCompleted('roller'));
    const broken = await register('roller', '2.5.0-broken');
    await ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'roller', taskDefinition: broken }));
    await sandbox.clock.advanceUntil(async () => (await deployments('roller'))[0] === 'STOPPED');
    await sandbox.clock.advance(300_000);
    expect(await describeService('roller')).toMatchObject({
      runningCount: 2,
      pendingCount: 0,
      deployments: [
        { status: 'PRIMARY', rolloutState: 'FAILED', runningCount: 0 },
        { status: 'ACTIVE', runningCount: 2 },
      ],
    });
    await ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'roller', desiredCount: 0 }));
    await sandbox.clock.advance(60_000);
    const { runningCount, events = [] } = await describeService('roller');
    expect(runningCount).toBe(0);
    expect(events[0]?.message).toMatch(/^\(service roller\) has stopped 2 running tasks: /);
  });

  test('that a user stops goes back to the former revision', async () => {
    await create('roller', '2.3.0', {});
    await sandbox.clock.advanceUntil(() => isCompleted('roller'));
    const old = (await describeService('roller')).taskDefinition;
    const next = await register('roller', '2.4.0');
    await ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'roller', taskDefinition: next }));
    await sandbox.clock.advance(8_000);
    const { currentServiceDeployment } = await describeService('roller');
    await ecs.send(
      new StopServiceDeploymentCommand({
        serviceDeploymentArn: currentServiceDeployment,
        stopType: 'ROLLBACK',
      }),
    );
    expect(await deployments('roller')).toEqual(['ROLLBACK_REQUESTED', 'SUCCESSFUL']);

    await sandbox.clock.advanceUntil(() => isCompleted('roller'));
    expect(await deployments('roller')).toEqual(['ROLLBACK_SUCCESSFUL', 'SUCCESSFUL']);
    expect((await describeService('roller')).taskDefinition).toBe(old);
  });
});
