import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planDeploy, runDeploy } from '../../../src/core/deploy/engine';
import { JOURNAL_VERSION } from '../../../src/core/deploy/journal/entry';
import { Journal } from '../../../src/core/deploy/journal/journal';
import { agreedTo, runJournaled } from '../../../src/core/deploy/journal/journaled';
import { resumeDeploy } from '../../../src/core/deploy/journal/resume';
import { JournalFiles } from '../../../src/platform/journalFiles';
import { VirtualClock } from '../aws/setup';
import { live, once, play, TestWorld } from './setup';

/*
 * Between a request and its answer much can happen. What is said afterwards is what is known: that nothing was changed
 * is only said where AWS has refused, and what only stands in the way for now costs nobody a second build.
 */

let world: TestWorld;
let folder: string;

beforeEach(async () => {
  world = await TestWorld.start();
  folder = await mkdtemp(path.join(tmpdir(), 'quayside-journal-'));
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const planned = () =>
  planDeploy(
    {
      cluster: 'production',
      service: 'shop-web',
      source: { kind: 'image', image: world.image('shop-web:1.8.1') },
    },
    world.deps(),
    live(),
  );

async function begun() {
  const prepared = await planned();
  const { connection, logger } = world;
  // A clock of its own: the world's would let time pass with each heartbeat.
  const clock = new VirtualClock();
  const journal = new Journal({ store: new JournalFiles(folder), clock, logger, owner: 'far/1/first' });
  const owned = await journal.begin({
    version: JOURNAL_VERSION,
    id: 'one',
    kind: 'deploy',
    step: 'started',
    at: clock.now(),
    connection: connection.info,
    ...agreedTo(prepared),
  });
  return { prepared, owned, journal };
}

const fails = (operation: string, code: string, status: number) =>
  world.sandbox.control('faults', { errors: [{ operation, code, message: 'by the test', status }] });

test.each([
  ['a registration', 'ecs:RegisterTaskDefinition', { id: 'left.unclearRevision' }, 'registering'],
  ['an update', 'ecs:UpdateService', { id: 'left.unclear', args: [4] }, 'updating'],
])(
  '%s that AWS failed to answer may have been heard, and can be found out',
  async (_, operation, left, step) => {
    const { prepared, owned, journal } = await begun();
    await fails(operation, 'ServerException', 500);
    const { state } = await play(runJournaled(prepared, world.deps(), owned, live()), world.deps(), none);
    expect(state.failure).toMatchObject({ code: 'awsError', left });
    expect(await journal.list()).toMatchObject([{ entry: { step }, owned: 'nobody' }]);
  },
);

test('a registration that AWS refused has changed nothing, and there is nothing to go on with', async () => {
  const { prepared, owned, journal } = await begun();
  await fails('ecs:RegisterTaskDefinition', 'ClientException', 400);
  const { state } = await play(runJournaled(prepared, world.deps(), owned, live()), world.deps(), none);
  expect(state.failure?.left).toMatchObject({ id: 'left.nothing' });
  expect(await journal.list()).toEqual([]);
});

test('credentials that expire once the image is there cost a sign-in, and no second build', async () => {
  const { prepared, owned, journal } = await begun();
  const expire = once('imageConfirmed', async () => {
    await world.sandbox.control('faults', { expiredCredentials: true });
  });
  const { state } = await play(runJournaled(prepared, world.deps(), owned, live()), world.deps(), expire);
  expect(state.failure).toMatchObject({
    code: 'expiredCredentials',
    stage: 'register',
    advice: { id: 'advice.signInGoOn' },
  });

  const early = await journal.take('one');
  if (early === undefined) throw new Error('There is nothing to go on with');
  const still = await play(resumeDeploy(early, world.deps(), live()), world.deps(), none);
  expect(still.state.failure?.left).toMatchObject({ id: 'left.unclearRevision' });

  await world.sandbox.control('faults', {});
  const again = await journal.take('one');
  if (again === undefined) throw new Error('There is nothing to go on with');
  const { verdict } = await play(resumeDeploy(again, world.deps(), live()), world.deps(), none);
  expect(verdict?.kind).toBe('succeeded');
  const { services } = await world.connection.ecs.describeServices('production', ['shop-web'], live());
  expect(services[0]?.taskDefinitionArn).toMatch(/shop-web:4$/);
});

test('an update that somebody overtook at once is not told as a service that is unchanged', async () => {
  const prepared = await planned();
  const { connection } = world;
  const ecs: typeof connection.ecs = {
    ...connection.ecs,
    async updateService(change, signal) {
      const before = await connection.ecs.describeServices(change.cluster, [change.service], signal);
      const after = await connection.ecs.updateService(change, signal);
      return before.services[0] ?? after;
    },
  };
  const deps = { ...world.deps(), connection: { ...connection, ecs } };
  const { state } = await play(runDeploy(prepared, deps, live()), deps, none);
  expect(state.failure).toMatchObject({
    title: { id: 'failed.overtaken' },
    left: { id: 'left.unclear', args: [4] },
  });
});

const none = (): void => undefined;
