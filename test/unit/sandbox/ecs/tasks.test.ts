import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeTasksCommand,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  type RegisterTaskDefinitionCommandInput,
  type RunTaskCommandInput,
  type Task,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sdkOptions } from '../../../support/sandboxServer';
import { CLUSTER, NETWORK, setStage, type Stage } from './builders';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => stage.dispose());

async function run(extra: Partial<RunTaskCommandInput> = {}): Promise<Task> {
  const { tasks } = await stage.ecs.send(
    new RunTaskCommand({
      cluster: CLUSTER,
      taskDefinition: extra.taskDefinition ?? (await stage.register('job')),
      launchType: 'FARGATE',
      networkConfiguration: NETWORK,
      ...extra,
    }),
  );
  const task = tasks?.[0];
  if (task === undefined) throw new Error('no task');
  return task;
}

async function read(task: Task): Promise<Task> {
  const { tasks } = await stage.ecs.send(
    new DescribeTasksCommand({ cluster: CLUSTER, tasks: [task.taskArn ?? ''] }),
  );
  return tasks?.[0] ?? {};
}

function writing(prefix: string | undefined): Partial<RegisterTaskDefinitionCommandInput> {
  const options = {
    'awslogs-group': '/jobs',
    'awslogs-region': 'us-east-1',
    'awslogs-create-group': 'true',
    ...(prefix !== undefined && { 'awslogs-stream-prefix': prefix }),
  };
  const logConfiguration = { logDriver: 'awslogs' as const, options };
  return {
    containerDefinitions: [{ name: 'app', image: 'example/app:1', memory: 128, logConfiguration }],
  };
}

/** The different states that a task goes through, as it is read each half second. */
async function states(task: Task, until: string): Promise<(string | undefined)[]> {
  const seen: (string | undefined)[] = [];
  await stage.sandbox.clock.advanceUntil(async () => {
    const { lastStatus } = await read(task);
    if (seen.at(-1) !== lastStatus) seen.push(lastStatus);
    return lastStatus === until;
  });
  return seen;
}

describe('a task', () => {
  test('begins as PROVISIONING, its network interface made but not attached', async () => {
    const task = await run();
    expect(task).toMatchObject({
      lastStatus: 'PROVISIONING',
      desiredStatus: 'RUNNING',
      version: 1,
      group: 'family:job',
      attachments: [
        { status: 'PRECREATED', type: 'ElasticNetworkInterface', details: [{ name: 'subnetId' }] },
      ],
      containers: [{ name: 'app', lastStatus: 'PENDING', networkInterfaces: [] }],
    });
    expect(task).not.toHaveProperty('healthStatus');
  });

  test('goes through its states to RUNNING, and its times follow each other', async () => {
    const task = await run();
    expect(await states(task, 'RUNNING')).toEqual(['PROVISIONING', 'PENDING', 'RUNNING']);
    const running = await read(task);
    expect(running).toMatchObject({ connectivity: 'CONNECTED', attachments: [{ status: 'ATTACHED' }] });
    expect(running.attachments?.[0]?.details?.map(({ name }) => name)).toEqual([
      'subnetId',
      'networkInterfaceId',
      'macAddress',
      'privateIPv4Address',
    ]);
    const times = [running.createdAt, running.pullStartedAt, running.pullStoppedAt, running.startedAt];
    expect(times.map((time) => time?.getTime() ?? Number.NaN)).toEqual(
      times.map((time) => time?.getTime() ?? 0).sort((a, b) => a - b),
    );
  });

  test('that is stopped says why at once, and ends with exit codes', async () => {
    const task = await run();
    await states(task, 'RUNNING');
    await stage.ecs.send(new StopTaskCommand({ cluster: CLUSTER, task: task.taskArn, reason: 'enough' }));
    expect(await read(task)).toMatchObject({
      lastStatus: 'RUNNING',
      desiredStatus: 'STOPPED',
      stopCode: 'UserInitiated',
      stoppedReason: 'enough',
    });
    expect((await states(task, 'STOPPED')).slice(-2)).toEqual(['DEPROVISIONING', 'STOPPED']);
    const stopped = await read(task);
    expect(stopped.containers?.[0]?.exitCode).toEqual(expect.any(Number));
    expect(stopped.attachments?.[0]?.status).toBe('DELETED');
    expect(stopped.stoppedAt?.getTime()).toBeGreaterThan(stopped.executionStoppedAt?.getTime() ?? Infinity);
  });

  test('that is stopped before its pull never ran', async () => {
    const task = await run();
    await stage.ecs.send(new StopTaskCommand({ cluster: CLUSTER, task: task.taskArn }));
    await states(task, 'STOPPED');
    const stopped = await read(task);
    for (const name of ['executionStoppedAt', 'pullStartedAt', 'startedAt'])
      expect(stopped).not.toHaveProperty(name);
    expect(stopped.containers?.[0]).not.toHaveProperty('exitCode');
  });

  test('whose log group is missing fails to start, in the words of AWS', async () => {
    const logConfiguration = {
      logDriver: 'awslogs',
      options: { 'awslogs-group': '/no/such', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'x' },
    } as const;
    const container = { name: 'app', image: 'a', memory: 64, logConfiguration };
    const definition = await stage.register('mute', { containerDefinitions: [container] });
    const task = await run({ taskDefinition: definition });
    await states(task, 'STOPPED');
    const stopped = await read(task);
    expect(stopped.stopCode).toBe('TaskFailedToStart');
    expect(stopped.stoppedReason).toMatch(
      /^ResourceInitializationError: failed to validate logger args: .*The specified log group does not exist\. : exit status 1$/,
    );
    expect(stopped).not.toHaveProperty('startedAt');

    const options = { ...logConfiguration.options, 'awslogs-create-group': 'true' };
    const creating = await stage.register('creating', {
      containerDefinitions: [{ ...container, logConfiguration: { ...logConfiguration, options } }],
    });
    await states(await run({ taskDefinition: creating }), 'RUNNING');
  });

  test('whose image cannot be pulled fails to start', async () => {
    const container = { name: 'app', image: `${stage.sandbox.registry}/nothing:1`, memory: 64 };
    const task = await run({
      taskDefinition: await stage.register('bad', { containerDefinitions: [container] }),
    });
    await states(task, 'STOPPED');
    expect(await read(task)).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: expect.stringContaining('CannotPullContainerError') as string,
    });
  });

  test('is forgotten an hour after it stopped', async () => {
    const task = await run();
    await stage.ecs.send(new StopTaskCommand({ cluster: CLUSTER, task: task.taskArn }));
    await states(task, 'STOPPED');
    await stage.sandbox.clock.advance(3_599_000);
    expect((await read(task)).lastStatus).toBe('STOPPED');
    await stage.sandbox.clock.advance(2_000);
    const { failures } = await stage.ecs.send(
      new DescribeTasksCommand({ cluster: CLUSTER, tasks: [task.taskArn ?? ''] }),
    );
    expect(failures).toEqual([{ arn: task.taskArn, reason: 'MISSING' }]);
  });
});

describe('the output of a task', () => {
  test('is timed in whole milliseconds, in a stream named after prefix, container and task', async () => {
    const logs = new CloudWatchLogsClient(sdkOptions(stage.sandbox));
    const task = await run({ taskDefinition: await stage.register('job', writing('app')) });
    await stage.sandbox.clock.advance(60_000);
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/jobs' }));
    expect(events.length).toBeGreaterThan(5);
    for (const { timestamp, ingestionTime, logStreamName } of events) {
      expect([Number.isInteger(timestamp), Number.isInteger(ingestionTime)]).toEqual([true, true]);
      expect(logStreamName).toBe(`app/app/${task.taskArn?.split('/').at(-1)}`);
    }
    logs.destroy();
  });

  test('without a prefix goes to the stream of the runtime id, which Fargate makes of the task', async () => {
    const logs = new CloudWatchLogsClient(sdkOptions(stage.sandbox));
    const task = await run({ taskDefinition: await stage.register('job', writing(undefined)) });
    await stage.sandbox.clock.advance(60_000);
    const runtimeId = (await read(task)).containers?.[0]?.runtimeId;
    expect(runtimeId).toMatch(new RegExp(`^${task.taskArn?.split('/').at(-1)}-\\d{10}$`));
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/jobs' }));
    expect(new Set(events.map(({ logStreamName }) => logStreamName))).toEqual(new Set([runtimeId]));
    logs.destroy();
  });
});

describe('RunTask', () => {
  test('with the same token answers with the same task', async () => {
    const taskDefinition = await stage.register('job');
    const first = await run({ taskDefinition, clientToken: 'once' });
    expect((await run({ taskDefinition, clientToken: 'once' })).taskArn).toBe(first.taskArn);
    expect((await run({ taskDefinition })).taskArn).not.toBe(first.taskArn);
  });

  test.each([
    [{ networkConfiguration: undefined }, 'Network Configuration must be provided'],
    [
      { capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] },
      'You may choose a capacity provider or a launch type but not both.',
    ],
    [
      {
        launchType: undefined,
        networkConfiguration: { awsvpcConfiguration: { subnets: [], assignPublicIp: 'ENABLED' as const } },
      },
      'Assign public IP is not supported for this launch type.',
    ],
  ])('is refused as AWS refuses it: %j', async (extra, text) => {
    await expect(run(extra as object)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(text) as string,
    });
  });
});

test('ListTasks sorts by id, and lists a task that was asked to stop among the stopped ones at once', async () => {
  const { tasks = [] } = await stage.ecs.send(
    new RunTaskCommand({
      cluster: CLUSTER,
      taskDefinition: await stage.register('job'),
      count: 5,
      launchType: 'FARGATE',
      networkConfiguration: NETWORK,
    }),
  );
  const list = async (desiredStatus: 'RUNNING' | 'STOPPED' | 'PENDING'): Promise<string[]> =>
    (await stage.ecs.send(new ListTasksCommand({ cluster: CLUSTER, desiredStatus }))).taskArns ?? [];
  const arns = tasks.map(({ taskArn = '' }) => taskArn).sort();
  expect(await list('RUNNING')).toEqual(arns);
  await stage.ecs.send(new StopTaskCommand({ cluster: CLUSTER, task: arns[2] }));
  expect(await list('STOPPED')).toEqual([arns[2]]);
  expect(await list('RUNNING')).toHaveLength(4);
  expect(await list('PENDING')).toEqual([]);
});
