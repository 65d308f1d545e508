import {
  CreateCapacityProviderCommand,
  CreateServiceCommand,
  DeleteCapacityProviderCommand,
  DescribeCapacityProvidersCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListAttributesCommand,
  ListContainerInstancesCommand,
  ListTagsForResourceCommand,
  ListTasksCommand,
  PutClusterCapacityProvidersCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StartTaskCommand,
  TagResourceCommand,
  UpdateContainerInstancesStateCommand,
  UpdateServiceCommand,
  type CreateServiceCommandInput,
  type Task,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

/** Two container instances. */
const cluster = 'staging';

let sandbox: TestSandbox;
let ecs: ECSClient;
let instances: string[];

beforeEach(async () => {
  sandbox = await startTestSandbox();
  ecs = new ECSClient(sdkOptions(sandbox));
  ({ containerInstanceArns: instances = [] } = await ecs.send(
    new ListContainerInstancesCommand({ cluster }),
  ));
  for (const networkMode of ['bridge', 'awsvpc'] as const) {
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: networkMode,
        networkMode,
        containerDefinitions: [{ name: 'app', image: 'example/app:1', memory: 128 }],
      }),
    );
  }
});

afterEach(async () => {
  ecs.destroy();
  await sandbox.dispose();
});

async function create(input: Partial<CreateServiceCommandInput>): Promise<void> {
  await ecs.send(
    new CreateServiceCommand({ cluster, serviceName: 'job', taskDefinition: 'bridge', ...input }),
  );
}

async function tasks(): Promise<Task[]> {
  const { taskArns } = await ecs.send(new ListTasksCommand({ cluster, serviceName: 'job' }));
  if ((taskArns ?? []).length === 0) return [];
  return (await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }))).tasks ?? [];
}

async function service() {
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: ['job'] }));
  return services?.[0];
}

const where = async (): Promise<(string | undefined)[]> =>
  (await tasks()).map(({ containerInstanceArn }) => containerInstanceArn).sort();

describe('a daemon', () => {
  test('has one task on each ACTIVE instance, and no desired count of its own', async () => {
    await create({ schedulingStrategy: 'DAEMON', launchType: 'EC2' });
    await sandbox.clock.advance(120_000);
    expect(await where()).toEqual([...instances].sort());
    expect(await service()).toMatchObject({
      desiredCount: 2,
      runningCount: 2,
      // Documented: the percents of a daemon.
      deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0 },
    });
    await expect(
      ecs.send(new UpdateServiceCommand({ cluster, service: 'job', desiredCount: 1 })),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('does not support a desired count for services') as string,
    });
  });

  test('leaves an instance that drains, and comes back', async () => {
    await create({ schedulingStrategy: 'DAEMON', launchType: 'EC2' });
    await sandbox.clock.advance(120_000);
    const [first] = instances;
    const set = (status: 'DRAINING' | 'ACTIVE') =>
      ecs.send(
        new UpdateContainerInstancesStateCommand({ cluster, containerInstances: [first ?? ''], status }),
      );
    expect((await set('DRAINING')).containerInstances).toMatchObject([{ status: 'DRAINING' }]);
    await sandbox.clock.advance(120_000);
    expect(await where()).toEqual(instances.slice(1));
    await set('ACTIVE');
    await sandbox.clock.advance(120_000);
    expect(await where()).toEqual([...instances].sort());
  });

  test('cannot run on Fargate', async () => {
    await expect(create({ schedulingStrategy: 'DAEMON', launchType: 'FARGATE' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

describe('an instance that drains', () => {
  test('loses the tasks of services as fast as their percents allow, and keeps others', async () => {
    await create({ desiredCount: 4, launchType: 'EC2' });
    await sandbox.clock.advance(120_000);
    await ecs.send(
      new StartTaskCommand({ cluster, taskDefinition: 'bridge', containerInstances: [instances[0] ?? ''] }),
    );
    await ecs.send(
      new UpdateContainerInstancesStateCommand({
        cluster,
        containerInstances: [instances[0] ?? ''],
        status: 'DRAINING',
      }),
    );
    let lowest = 4;
    for (let step = 0; step < 40; step += 1) {
      await sandbox.clock.advance(5_000);
      lowest = Math.min(lowest, (await service())?.runningCount ?? 0);
    }
    expect(await where()).toEqual(Array.from({ length: 4 }, () => instances[1]));
    expect(lowest).toBe(4);
    const { containerInstances } = await ecs.send(
      new DescribeContainerInstancesCommand({ cluster, containerInstances: instances.slice(0, 1) }),
    );
    expect(containerInstances).toMatchObject([{ status: 'DRAINING', runningTasksCount: 1 }]);
  });
});

describe('capacity providers', () => {
  const network = { awsvpcConfiguration: { subnets: ['subnet-1'] } };
  const fargate = [
    { capacityProvider: 'FARGATE', base: 1, weight: 1 },
    { capacityProvider: 'FARGATE_SPOT', weight: 3 },
  ];
  const put = (capacityProviders: string[], defaultCapacityProviderStrategy = fargate.slice(0, 0)) =>
    ecs.send(
      new PutClusterCapacityProvidersCommand({ cluster, capacityProviders, defaultCapacityProviderStrategy }),
    );

  test('get their base first, and then by weight', async () => {
    await put(['FARGATE', 'FARGATE_SPOT']);
    await create({
      desiredCount: 5,
      taskDefinition: 'awsvpc',
      capacityProviderStrategy: fargate,
      networkConfiguration: network,
    });
    await sandbox.clock.advance(10_000);
    const names = (await tasks()).map(({ capacityProviderName }) => capacityProviderName).sort();
    expect(names).toEqual(['FARGATE', 'FARGATE', 'FARGATE_SPOT', 'FARGATE_SPOT', 'FARGATE_SPOT']);
    expect((await service())?.launchType).toBeUndefined();
  });

  test('of the cluster are used where nobody says otherwise', async () => {
    await put(['FARGATE', 'FARGATE_SPOT'], fargate.slice(0, 1));
    const { tasks: ran } = await ecs.send(
      new RunTaskCommand({ cluster, taskDefinition: 'awsvpc', networkConfiguration: network }),
    );
    expect(ran).toMatchObject([{ launchType: 'FARGATE', capacityProviderName: 'FARGATE' }]);
  });

  test('have to be associated with the cluster', async () => {
    await expect(
      create({ taskDefinition: 'awsvpc', capacityProviderStrategy: fargate, networkConfiguration: network }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('cannot contain a capacity provider that is not associated') as string,
    });
  });

  test('are created, described, tagged, and deleted once no cluster has them', async () => {
    const { capacityProvider } = await ecs.send(
      new CreateCapacityProviderCommand({
        name: 'machines',
        autoScalingGroupProvider: { autoScalingGroupArn: 'arn:aws:autoscaling:us-east-1:1:group' },
        tags: [{ key: 'a', value: '1' }],
      }),
    );
    const arn = capacityProvider?.capacityProviderArn ?? '';
    await ecs.send(new TagResourceCommand({ resourceArn: arn, tags: [{ key: 'b', value: '2' }] }));
    expect((await ecs.send(new ListTagsForResourceCommand({ resourceArn: arn }))).tags).toHaveLength(2);
    await put(['machines']);
    const remove = () => ecs.send(new DeleteCapacityProviderCommand({ capacityProvider: 'machines' }));
    expect((await remove()).capacityProvider).toMatchObject({
      status: 'ACTIVE',
      updateStatus: 'DELETE_FAILED',
    });
    await put([]);
    expect((await remove()).capacityProvider).toMatchObject({ status: 'INACTIVE' });
    expect(
      await ecs.send(new DescribeCapacityProvidersCommand({ capacityProviders: ['FARGATE', 'machines'] })),
    ).toMatchObject({
      capacityProviders: [{ name: 'FARGATE', status: 'ACTIVE' }],
      failures: [{ reason: 'MISSING' }],
    });
  });
});

describe('what is refused under HTTP 200', () => {
  test('names the instance that a StartTask does not find', async () => {
    const { failures, tasks: started } = await ecs.send(
      new StartTaskCommand({ cluster, taskDefinition: 'bridge', containerInstances: ['nobody'] }),
    );
    expect(started).toEqual([]);
    expect(failures).toMatchObject([{ reason: 'MISSING' }]);
  });

  test('is a task whose constraint no instance meets', async () => {
    const { failures } = await ecs.send(
      new RunTaskCommand({
        cluster,
        taskDefinition: 'bridge',
        placementConstraints: [{ type: 'memberOf', expression: 'attribute:ecs.instance-type == m7g.large' }],
      }),
    );
    expect(failures).toMatchObject([{ reason: 'MemberOf placement constraint unsatisfied.' }]);
  });

  test('is a second token with another request, whose tasks are named', async () => {
    const run = (count: number) =>
      ecs.send(new RunTaskCommand({ cluster, taskDefinition: 'bridge', clientToken: 't', count }));
    const { tasks: ran = [] } = await run(1);
    expect((await run(1)).tasks?.[0]?.taskArn).toBe(ran[0]?.taskArn);
    await expect(run(2)).rejects.toMatchObject({
      name: 'ConflictException',
      resourceIds: [ran[0]?.taskArn],
    });
  });
});

test('attributes of instances are listed', async () => {
  const { attributes } = await ecs.send(
    new ListAttributesCommand({
      cluster,
      targetType: 'container-instance',
      attributeName: 'ecs.instance-type',
    }),
  );
  expect(attributes).toEqual(
    instances.map((targetId) => ({ name: 'ecs.instance-type', value: 't3.medium', targetId })),
  );
});

test('instances carry tags', async () => {
  const [resourceArn = ''] = instances;
  await ecs.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'rack', value: '7' }] }));
  const { containerInstances } = await ecs.send(
    new DescribeContainerInstancesCommand({ cluster, containerInstances: [resourceArn], include: ['TAGS'] }),
  );
  expect(containerInstances?.[0]?.tags).toEqual([{ key: 'rack', value: '7' }]);
});
