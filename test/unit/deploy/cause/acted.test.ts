import { afterEach, beforeEach, expect, test } from 'vitest';
import { stopAndRollBack } from '../../../../src/core/deploy/engine';
import type { DeployEvent } from '../../../../src/core/deploy/event';
import { deploymentReport } from '../../../../src/core/deploy/report';
import { isFailedTask } from '../../../../src/core/deploy/view/taskTracks';
import { deploy, live, once, TestWorld, watch, type Played } from '../setup';

let world: TestWorld;

beforeEach(async () => {
  world = await TestWorld.start();
});

afterEach(() => world[Symbol.asyncDispose]());

const target = (service: string, image: string) =>
  ({ cluster: 'production', service, source: { kind: 'image', image: world.image(image) } }) as const;

const diagnosed = ({ events }: Played) =>
  events.filter((event): event is DeployEvent & { type: 'diagnosed' } => event.type === 'diagnosed');

const logReads = async (): Promise<unknown> => (await world.sandbox.control('calls'))['logs:GetLogEvents'];

/** Gives the image of the demo one more tag: a word in it says how its containers end. */
async function tagAgain(tag: string): Promise<void> {
  const { username, password } = await world.connection.ecr.login(live());
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const manifests = `http://${world.sandbox.registry}/v2/shop-web/manifests`;
  const got = await fetch(`${manifests}/1.8.1`, { headers: { authorization } });
  const type = got.headers.get('content-type') ?? '';
  const put = await fetch(`${manifests}/${tag}`, {
    method: 'PUT',
    headers: { authorization, 'content-type': type },
    body: await got.text(),
  });
  expect(put.status).toBe(201);
}

const image = async (word: string): Promise<string> => {
  await tagAgain(`1.9.0-${word}`);
  return `shop-web:1.9.0-${word}`;
};

test.each([
  ['broken', 'dependencyUnreachable', 'Error: connect ECONNREFUSED 10.0.2.17:5432'],
  ['exec', 'wrongArchitecture', 'exec /usr/local/bin/app: exec format error'],
])(
  'an image that is %s is explained while the rollout still runs, from what it wrote',
  async (word, id, line) => {
    const played = await deploy(target('shop-web', await image(word)), world.deps({ pin: 'tag' }));
    const { state } = played;
    const { log, ...cause } = state.cause?.causes[0] ?? {};
    expect(cause).toMatchObject({ id, container: 'app', count: 3 });
    expect(log?.lines[log.errorLine ?? -1]).toBe(line);
    expect(await logReads()).toBe(1);
    expect(deploymentReport(state)).toContain(`> ${line}`);
    // Long before ECS gave up.
    const told = played.events.findIndex(({ type }) => type === 'diagnosed');
    const failing = played.events.slice(0, told).findLast(({ type }) => type === 'observed');
    expect(failing).toMatchObject({ observation: { deployment: { status: 'IN_PROGRESS' } } });
    expect(played.verdict?.kind).toBe('rolledBack');
  },
);

test('the first failed task and its cause are told by the same look', async () => {
  const { events } = await deploy(target('shop-web', await image('oom')), world.deps({ pin: 'tag' }));
  const failed = events.findIndex(
    (event) => event.type === 'observed' && event.observation.tasks?.some(isFailedTask) === true,
  );
  expect(events[failed + 1]).toMatchObject({
    type: 'diagnosed',
    at: events[failed]?.at,
    diagnosis: {
      causes: [{ id: 'outOfMemory', place: { path: 'containerDefinitions[0].memory' } }],
    },
  });
});

test('who comes back while tasks fail is told at the first look', async () => {
  const window = new AbortController();
  const broken = target('shop-web', await image('broken'));
  const stop = once('diagnosed', () => window.abort());
  const { state } = await deploy(broken, world.deps({ pin: 'tag' }), stop, window.signal);
  if (state.reference === undefined) throw new Error('Nothing was updated');
  const again = await watch(state.reference, world.deps());
  const [, , told] = again.events.filter(({ type }) => type !== 'updated');
  expect(told).toMatchObject({ type: 'diagnosed', diagnosis: { causes: [{ id: 'appError' }] } });
  // What it wrote says more, a moment later.
  expect(again.state.cause?.causes[0]).toMatchObject({ id: 'dependencyUnreachable', log: { errorLine: 2 } });
});

test('a healthy image blames nothing while the old tasks drain', async () => {
  const played = await deploy(target('shop-web', 'shop-web:1.8.1'), world.deps());
  expect(played.verdict?.kind).toBe('succeeded');
  expect(diagnosed(played)).toEqual([]);
  expect(await logReads()).toBeUndefined();
});

test('a person who stops the rollout is no failure of the image', async () => {
  const deps = world.deps();
  const played = await deploy(target('shop-web', 'shop-web:1.8.1'), deps, async (event, seen) => {
    const looks = seen.filter(({ type }) => type === 'observed').length;
    if (event.type !== 'observed' || looks !== 3) return;
    const updated = seen.findLast((one) => one.type === 'updated');
    if (updated?.type === 'updated') await stopAndRollBack(updated.reference, deps, live());
  });
  expect(played.verdict?.kind).toBe('rolledBack');
  expect(
    diagnosed(played).flatMap(({ diagnosis }) => diagnosis.causes.map(({ blame }) => blame)),
  ).not.toContain('image');
  expect(await logReads()).toBeUndefined();
});
