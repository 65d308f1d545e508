import { RunTaskCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  deletableRevisions,
  deleteRevisions,
  deregisterRevisions,
  revisionsInUse,
  surveyFamily,
} from '../../../src/core/deploy/cleanUp';
import { copyWithImages } from '../../../src/core/deploy/taskDefinition';
import { live, TestWorld } from './setup';

let world: TestWorld;

beforeEach(async () => {
  world = await TestWorld.start();
});

afterEach(() => world[Symbol.asyncDispose]());

/** Registers copies of what shop-web runs, so that there is something to clean up; answers all ARNs, newest first. */
async function family(copies: number): Promise<readonly string[]> {
  const { ecs } = world.connection;
  const base = await ecs.describeTaskDefinition('shop-web', live());
  for (let copy = 0; copy < copies; copy += 1)
    await ecs.registerTaskDefinition(copyWithImages(base, { images: new Map() }), live());
  const arns: string[] = [];
  for await (const page of ecs.listTaskDefinitions('shop-web', live())) arns.push(...page);
  return arns;
}

const survey = async (keepNewest: number, remembered: readonly string[] = []) =>
  surveyFamily(
    'shop-web',
    await revisionsInUse(world.connection, live()),
    { keepNewest, remembered: new Set(remembered) },
    world.connection,
    live(),
  );

const numbers = (arns: readonly string[]): readonly number[] =>
  arns.map((arn) => Number(arn.split(':').at(-1)));

test('what a service runs, the newest, and what one may want to go back to stay', async () => {
  const arns = await family(5);
  const { removable, kept } = await survey(2, arns.slice(-1));
  expect(numbers(arns)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  expect(kept.map(({ arn, because }) => [...numbers([arn]), because])).toEqual([
    [8, 'newest'],
    [7, 'newest'],
    [3, 'runs'],
    [1, 'rollBack'],
  ]);
  expect(numbers(removable)).toEqual([6, 5, 4, 2]);
});

test('a revision that only a task of nobody runs is in use, and so is one that is on its way out', async () => {
  await family(3);
  await world.somebodyElse.send(
    new RunTaskCommand({
      cluster: 'staging',
      taskDefinition: 'shop-web:4',
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    }),
  );
  await world.somebodyElse.send(
    new UpdateServiceCommand({ cluster: 'production', service: 'shop-web', taskDefinition: 'shop-web:5' }),
  );
  const { removable } = await survey(0);
  expect(numbers(removable)).toEqual([6, 2, 1]);
});

test('deregistering spares what came into use since, and tells of each what became of it', async () => {
  await family(3);
  const { removable } = await survey(0);
  expect(numbers(removable)).toEqual([6, 5, 4, 2, 1]);
  await world.somebodyElse.send(
    new UpdateServiceCommand({ cluster: 'production', service: 'shop-web', taskDefinition: 'shop-web:5' }),
  );
  const told: number[] = [];
  const gone = 'arn:aws:ecs:eu-central-1:123456789012:task-definition/no-such-family:9';
  const outcome = await deregisterRevisions([...removable, gone], world.connection, live(), (_arn, count) =>
    told.push(count),
  );
  expect(numbers(outcome.done)).toEqual([6, 4, 2, 1]);
  expect(numbers(outcome.spared)).toEqual([5]);
  expect(outcome.failed).toMatchObject([{ arn: gone }]);
  expect(outcome.left).toEqual([]);
  expect(told).toEqual([1, 2, 3, 4, 5]);
  const { removable: after } = await survey(0);
  expect(after).toEqual([]);
});

test('cancelled, it ends between two and names what is left', async () => {
  await family(3);
  const { removable } = await survey(0);
  const aborter = new AbortController();
  const outcome = await deregisterRevisions(removable, world.connection, aborter.signal, () =>
    aborter.abort(),
  );
  expect(numbers(outcome.done)).toEqual([6]);
  expect(numbers(outcome.left)).toEqual([5, 4, 2, 1]);
});

test('when a cluster may not be read nothing is known to be free', async () => {
  await world.sandbox.control('faults', { deny: ['ecs:ListTasks'] });
  await expect(revisionsInUse(world.connection, live())).rejects.toMatchObject({ code: 'accessDenied' });
});

test('what was deregistered is deleted ten at a time, but not what runs or what a deployment is told by', async () => {
  const arns = await family(12);
  const { connection, sandbox } = world;
  for (const arn of arns) await connection.ecs.deregisterTaskDefinition(arn, live());
  const inUse = await revisionsInUse(connection, live());
  const offered = await deletableRevisions('shop-web', inUse, new Set(arns.slice(0, 1)), connection, live());
  expect(numbers(offered)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 2, 1]);
  const active = await connection.ecs.registerTaskDefinition(
    copyWithImages(await connection.ecs.describeTaskDefinition(arns[0] ?? '', live()), { images: new Map() }),
    live(),
  );
  await sandbox.control('calls', {});
  const counts: number[] = [];
  const outcome = await deleteRevisions([...offered, active.arn], connection, live(), (_arn, count) =>
    counts.push(count),
  );
  expect(outcome.done).toEqual(offered);
  expect(outcome.failed).toMatchObject([{ arn: active.arn }]);
  expect(counts).toEqual([10, 14]);
  expect(await sandbox.control('calls')).toMatchObject({ 'ecs:DeleteTaskDefinitions': 2 });
  expect(await deletableRevisions('shop-web', inUse, new Set(), connection, live())).toEqual([arns[0]]);
});
