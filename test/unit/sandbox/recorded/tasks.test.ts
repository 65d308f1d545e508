import { DescribeTasksCommand, RunTaskCommand, StopTaskCommand, type Task } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CLUSTER, NETWORK, setStage, type Stage } from '../ecs/builders';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => stage.dispose());

async function run(): Promise<string> {
  const { tasks = [] } = await stage.ecs.send(
    new RunTaskCommand({
      cluster: CLUSTER,
      taskDefinition: await stage.register('job'),
      launchType: 'FARGATE',
      networkConfiguration: NETWORK,
    }),
  );
  return tasks[0]?.taskArn ?? '';
}

async function read(task: string): Promise<Task> {
  const { tasks = [] } = await stage.ecs.send(new DescribeTasksCommand({ cluster: CLUSTER, tasks: [task] }));
  return tasks[0] ?? {};
}

const stop = (task: string): Promise<unknown> =>
  stage.ecs.send(new StopTaskCommand({ cluster: CLUSTER, task }));

/** `3 RUNNING RUNNING ATTACHED`: version, last and desired status, and its network interface; without repetitions. */
async function life(task: string, until: string): Promise<string[]> {
  const seen: string[] = [];
  await stage.sandbox.clock.advanceUntil(async () => {
    const { version, lastStatus, desiredStatus, attachments } = await read(task);
    const now = [version, lastStatus, desiredStatus, attachments?.[0]?.status].join(' ');
    if (seen.at(-1) !== now) seen.push(now);
    return lastStatus === until;
  });
  return seen;
}

test('the versions of an undisturbed task, and of its end', async () => {
  const task = await run();
  expect(await life(task, 'RUNNING')).toEqual([
    '1 PROVISIONING RUNNING PRECREATED',
    '2 PENDING RUNNING ATTACHED',
    '3 RUNNING RUNNING ATTACHED',
  ]);
  await stop(task);
  expect((await life(task, 'STOPPED')).filter((text) => !text.includes('STOPPING'))).toEqual([
    '4 RUNNING STOPPED ATTACHED',
    '5 DEPROVISIONING STOPPED DETACHING',
    '6 STOPPED STOPPED DELETED',
  ]);
  const { stoppingAt, stoppedAt, executionStoppedAt } = await read(task);
  const since = (time?: Date): number => ((time?.getTime() ?? 0) - (stoppingAt?.getTime() ?? 0)) / 1_000;
  // Recorded: 1.4 to 1.9 s, and 25 to 26 s.
  expect(since(executionStoppedAt)).toBeGreaterThan(1);
  expect(since(executionStoppedAt)).toBeLessThan(4);
  expect(since(stoppedAt)).toBeGreaterThan(22);
  expect(since(stoppedAt)).toBeLessThan(30);
});

test('a task that is stopped while its network interface is made never had one', async () => {
  const task = await run();
  await stop(task);
  await life(task, 'STOPPED');
  const { attachments, containers, ...rest } = await read(task);
  expect(attachments).toMatchObject([{ status: 'DELETED' }]);
  const details = new Map(attachments?.[0]?.details?.map(({ name, value }) => [name, value]));
  expect([...details.keys()]).toEqual(['subnetId', 'networkInterfaceId', 'macAddress', 'privateIPv4Address']);
  expect(details.get('networkInterfaceId')).toBe('unset');
  expect(details.get('macAddress')).toBeUndefined();
  expect(containers?.[0]).toMatchObject({ networkInterfaces: [] });
  for (const name of ['executionStoppedAt', 'pullStartedAt', 'pullStoppedAt', 'startedAt'])
    expect(rest).not.toHaveProperty(name);
});
