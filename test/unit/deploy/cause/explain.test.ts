import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../../../src/core/aws/connection';
import { explainService, explainTask, type Explanation } from '../../../../src/core/deploy/cause/explain';
import { QuaysideError } from '../../../../src/core/lib/errors';
import { task } from '../samples';
import { live, TestWorld } from '../setup';

let world: TestWorld;

afterEach(() => world[Symbol.asyncDispose]());

const service = (cluster: string, name: string) => ({
  clusterArn: `arn:aws:ecs:us-east-1:123456789012:cluster/${cluster}`,
  serviceArn: `arn:aws:ecs:us-east-1:123456789012:service/${cluster}/${name}`,
});

async function all(explanations: AsyncGenerator<Explanation>): Promise<readonly Explanation[]> {
  const seen: Explanation[] = [];
  for await (const explanation of explanations) seen.push(explanation);
  return seen;
}

const calls = async (): Promise<Record<string, unknown>> => {
  const counted = await world.sandbox.control('calls');
  return Object.fromEntries(Object.entries(counted).filter(([name]) => !name.startsWith('sts:')));
};

const ids = ({ diagnosis }: Explanation): readonly string[] => diagnosis.causes.map(({ id }) => id);

describe('a service whose new tasks crash', () => {
  beforeEach(async () => {
    world = await TestWorld.start({ seed: 'scenario:missing-variable' });
    await world.sandbox.clock.advance(40_000);
    await world.sandbox.control('calls', {});
  });

  test('is explained from four calls and one read of a log, first without its lines, then with them', async () => {
    const [first, second, ...more] = await all(
      explainService(world.deps(), service('scenario', 'app'), live()),
    );
    if (first === undefined || second === undefined) throw new Error('Not explained twice');
    expect(more).toEqual([]);
    expect(ids(first)[0]).toBe(ids(second)[0]);
    expect([first.linesMayFollow, second.linesMayFollow]).toEqual([true, false]);
    expect(first.diagnosis.causes[0]?.log).toBeUndefined();
    const { log } = second.diagnosis.causes[0] ?? {};
    expect(log?.lines[log.errorLine ?? -1]).toBe('Error: DATABASE_URL is not set');
    expect(await calls()).toEqual({
      'ecs:DescribeServices': 1,
      'ecs:ListTasks': 1,
      'ecs:DescribeTasks': 1,
      'ecs:DescribeTaskDefinition': 1,
      'logs:GetLogEvents': 1,
    });
  });

  test('has tasks that are explained one by one, and said to be forgotten when they are', async () => {
    const [whole] = await all(explainService(world.deps(), service('scenario', 'app'), live()));
    const taskArn = whole?.diagnosis.causes[0]?.tasks[0];
    if (taskArn === undefined) throw new Error('No task has failed');
    const asked = { ...service('scenario', 'app'), taskArn };
    const one = await all(explainTask(world.deps(), asked, live()));
    expect(one.at(-1)?.diagnosis.causes).toMatchObject([{ count: 1, tasks: [taskArn] }]);
    const { clusterArn } = asked;
    const alone = await all(explainTask(world.deps(), { clusterArn, taskArn }, live()));
    expect(alone.at(-1)?.diagnosis.causes[0]?.id).toBe(one.at(-1)?.diagnosis.causes[0]?.id);
    await world.sandbox.clock.advance(2 * 3_600_000);
    const [late] = await all(explainTask(world.deps(), asked, live()));
    expect(late).toMatchObject({ forgotten: [taskArn], tasks: [], diagnosis: { causes: [] } });
  });

  test('stands explained where the log and the task definition may not be read', async () => {
    await world.sandbox.control('faults', { deny: ['logs:*', 'ecs:DescribeTaskDefinition'] });
    const explained = await all(explainService(world.deps(), service('scenario', 'app'), live()));
    expect(explained.map(({ diagnosis }) => diagnosis.causes.length > 0)).toEqual([true]);
    expect(explained[0]?.logFailure).toMatchObject({ code: 'accessDenied' });
    await world.sandbox.control('faults', { deny: ['logs:*'] });
    const [first, second] = await all(explainService(world.deps(), service('scenario', 'app'), live()));
    expect([first?.logFailure, second?.logFailure]).toMatchObject([undefined, { code: 'accessDenied' }]);
    expect(second?.diagnosis.causes[0]?.id).toBe(first?.diagnosis.causes[0]?.id);
  });

  test('is not explained to those who may not see it', async () => {
    await world.sandbox.control('faults', { deny: ['ecs:DescribeServices'] });
    const explaining = all(explainService(world.deps(), service('scenario', 'app'), live()));
    await expect(explaining).rejects.toSatisfy((error) => QuaysideError.is(error, 'accessDenied'));
  });
});

describe('in the demo', () => {
  beforeEach(async () => {
    world = await TestWorld.start();
    await world.sandbox.control('calls', {});
  });

  test('a healthy service needs two calls, or three where a task has stopped, and nobody is blamed', async () => {
    const [explanation, ...more] = await all(
      explainService(world.deps(), service('production', 'shop-web'), live()),
    );
    expect(explanation?.diagnosis).toMatchObject({ causes: [] });
    expect(explanation?.linesMayFollow).toBe(false);
    expect(more).toEqual([]);
    expect(Object.keys(await calls())).not.toContain('ecs:DescribeTaskDefinition');
  });

  test('a service that was rolled back is told why, after the rollback has ended', async () => {
    const explained = await all(explainService(world.deps(), service('production', 'shop-mail'), live()));
    expect(explained.flatMap(ids)).toContain('breakerRolledBack');
  });

  test('a service that is gone is not found', async () => {
    const explaining = all(explainService(world.deps(), service('production', 'nothing'), live()));
    await expect(explaining).rejects.toSatisfy((error) => QuaysideError.is(error, 'notFound'));
  });
});

describe('a task that is still being stopped', () => {
  test('says why already, to who asks about it', async () => {
    world = await TestWorld.start();
    const { clock, logger } = world;
    const crashing = task('4c1d09aa', 42, {
      lastStatus: 'DEACTIVATING',
      desiredStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [
        { name: 'app', image: 'a', lastStatus: 'STOPPED', health: 'UNKNOWN', hostPorts: [], exitCode: 3 },
        { name: 'proxy', image: 'b', lastStatus: 'RUNNING', health: 'UNKNOWN', hostPorts: [] },
      ],
    });
    const ecs = {
      ...world.connection.ecs,
      describeTasks: () => Promise.resolve({ tasks: [crashing], failures: [] }),
    };
    const deps = { connection: { ...world.connection, ecs } as Connection, clock, logger };
    const { clusterArn, arn: taskArn } = crashing;
    const [explained] = await all(explainTask(deps, { clusterArn, taskArn }, live()));
    expect(explained?.diagnosis.causes).toMatchObject([{ id: 'otherExit', container: 'app' }]);
  });
});
