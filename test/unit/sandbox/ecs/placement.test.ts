import {
  CreateServiceCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  ECSClient,
  ListContainerInstancesCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  UpdateServiceCommand,
  type ContainerDefinition,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

/** Two instances, each with 2048 CPU units and 3902 MiB. */
const CLUSTER = 'staging';

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

async function register(extra: Partial<ContainerDefinition>): Promise<void> {
  const container = { name: 'app', image: 'example/app:1', memory: 128, ...extra };
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'job',
      networkMode: 'bridge',
      containerDefinitions: [container],
    }),
  );
}

async function service(desiredCount: number) {
  await ecs.send(
    new CreateServiceCommand({
      cluster: CLUSTER,
      serviceName: 'job',
      taskDefinition: 'job',
      desiredCount,
      launchType: 'EC2',
    }),
  );
  await sandbox.clock.advance(60_000);
  return read();
}

async function read() {
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster: CLUSTER, services: ['job'] }));
  return {
    running: services?.[0]?.runningCount,
    events: (services?.[0]?.events ?? []).map(({ message = '' }) => message),
  };
}

async function instances() {
  const { containerInstanceArns } = await ecs.send(new ListContainerInstancesCommand({ cluster: CLUSTER }));
  const { containerInstances = [] } = await ecs.send(
    new DescribeContainerInstancesCommand({ cluster: CLUSTER, containerInstances: containerInstanceArns }),
  );
  return containerInstances;
}

describe('a task on EC2', () => {
  test.each([
    [{ cpu: 1024 }, 4, 'has insufficient CPU units available.'],
    [{ memory: 1500 }, 4, 'has insufficient memory available.'],
    [
      { portMappings: [{ containerPort: 80, hostPort: 8080 }] },
      2,
      'is already using a port required by your task.',
    ],
  ])(
    'finds a place as long as there is room for %j, and an event says what is missing',
    async (extra, fits, text) => {
      await register(extra);
      const { running, events } = await service(fits + 1);
      expect(running).toBe(fits);
      const id = '[0-9a-f]{32}';
      const said = new RegExp(
        '^\\(service job\\) was unable to place a task because no container instance met all of its requirements\\. ' +
          `The closest matching container-instance ${id} ${text.replaceAll('.', '\\.')} For more information`,
      );
      expect(events.filter((event) => said.test(event))).toHaveLength(1);
    },
  );

  test('takes its share of the instance, and gives it back', async () => {
    await register({ cpu: 512, memory: 1000 });
    await service(2);
    const left = async (): Promise<(number | undefined)[][]> =>
      (await instances()).map(({ remainingResources = [] }) =>
        remainingResources.slice(0, 2).map(({ integerValue }) => integerValue),
      );
    expect(await left()).toEqual([
      [1536, 2902],
      [1536, 2902],
    ]);
    await ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'job', desiredCount: 0 }));
    await sandbox.clock.advance(60_000);
    expect(await left()).toEqual([
      [2048, 3902],
      [2048, 3902],
    ]);
  });

  test('is placed when room was made', async () => {
    await register({ cpu: 2048 });
    expect((await service(3)).running).toBe(2);
    await ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'job', desiredCount: 1 }));
    await sandbox.clock.advance(60_000);
    const { tasks, failures } = await ecs.send(
      new RunTaskCommand({ cluster: CLUSTER, taskDefinition: 'job', launchType: 'EC2', count: 2 }),
    );
    expect(tasks).toHaveLength(1);
    expect(failures).toMatchObject([{ reason: 'RESOURCE:CPU' }]);
  });
});
