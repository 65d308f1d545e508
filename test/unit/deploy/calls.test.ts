import { expect, test } from 'vitest';
import type { EcsApi, ElbApi } from '../../../src/core/aws/api';
import type { Connection } from '../../../src/core/aws/connection';
import { planDeploy, runDeploy } from '../../../src/core/deploy/engine';
import { copyWithImages } from '../../../src/core/deploy/taskDefinition';
import type { DeployTarget } from '../../../src/core/deploy/target';
import { live, TestWorld } from './setup';

/** What the sandbox was asked since the last reset. */
type Calls = Readonly<Record<string, unknown>>;

const webTarget = (world: TestWorld): DeployTarget => ({
  cluster: 'production',
  service: 'shop-web',
  source: { kind: 'image', image: world.image('shop-web:1.8.1') },
});

/** Plans, lets the plan be read for so long, and runs it up to the update: watching has a budget of its own. */
async function deployed(
  readingMs: number,
  targetOf: (world: TestWorld) => DeployTarget | Promise<DeployTarget> = webTarget,
): Promise<{ readonly plan: Calls; readonly run: Calls }> {
  await using world = await TestWorld.start();
  const { sandbox } = world;
  const target = await targetOf(world);
  await sandbox.control('calls', {});
  const prepared = await planDeploy(target, world.deps(), live());
  const plan = await sandbox.control('calls');
  await sandbox.control('calls', {});
  await sandbox.clock.advance(readingMs);
  for await (const event of runDeploy(prepared, world.deps(), live())) {
    if (event.type === 'failed') throw new Error(event.failure.title.template);
    if (event.type === 'updated') return { plan, run: await sandbox.control('calls') };
  }
  throw new Error('The service was not updated');
}

test('a deploy of an existing image makes its five calls and one read that confirms the digest', async () => {
  const { plan, run } = await deployed(0);
  // What the service runs: its own two calls. All else is preflight, one call each.
  expect(plan).toMatchObject({
    'ecs:DescribeServices': 1,
    // The running revision, and as preflight the newest one of its family.
    'ecs:DescribeTaskDefinition': 2,
    'ecr:DescribeImages': 1,
    'ecr:DescribeRepositories': 1,
    // What the image runs on, and whether its log group is there.
    'ecr:BatchGetImage': 1,
    'logs:DescribeLogGroups': 1,
    'elasticloadbalancing:DescribeTargetGroupAttributes': 1,
  });
  expect(Object.values(plan).every((count) => Number(count) <= 2)).toBe(true);
  expect(run).toEqual({
    'ecr:DescribeImages': 1,
    'ecs:RegisterTaskDefinition': 1,
    // The proof.
    'ecs:DescribeTaskDefinition': 1,
    'ecs:UpdateService': 1,
  });
});

test('a plan that was read for a while costs one more look at the service, and no more', async () => {
  const { run } = await deployed(60_000);
  expect(run).toEqual({
    'ecs:DescribeServices': 1,
    'ecr:DescribeImages': 1,
    'ecs:RegisterTaskDefinition': 1,
    'ecs:DescribeTaskDefinition': 1,
    'ecs:UpdateService': 1,
  });
});

test('a revision that is used again costs no call to find: the plan has read the only two it is compared with', async () => {
  const { plan, run } = await deployed(0, async (world) => {
    const { ecs, ecr } = world.connection;
    const base = await ecs.describeTaskDefinition('shop-web', live());
    const found = await ecr.describeImage({ repository: 'shop-web', reference: '1.8.1' }, live());
    const images = new Map([['app', `${world.image('shop-web')}@${found?.digest ?? ''}`]]);
    await ecs.registerTaskDefinition(copyWithImages(base, { images }), live());
    return webTarget(world);
  });
  expect(plan['ecs:DescribeTaskDefinition']).toBe(2);
  expect(run).toEqual({ 'ecr:DescribeImages': 1, 'ecs:UpdateService': 1 });
});

test('a second container costs one more read that confirms its digest', async () => {
  const { run } = await deployed(0, (world) => ({
    cluster: 'production',
    service: 'shop-api',
    container: 'api',
    source: { kind: 'image', image: world.image('shop-api:3.2.0') },
    more: [{ container: 'envoy', source: { kind: 'image', image: world.image('shop-web:1.9.0') } }],
  }));
  expect(run).toEqual({
    'ecr:DescribeImages': 2,
    'ecs:RegisterTaskDefinition': 1,
    'ecs:DescribeTaskDefinition': 1,
    'ecs:UpdateService': 1,
  });
});

test('one image in two containers is confirmed once', async () => {
  const { run } = await deployed(0, (world) => {
    const source = { kind: 'image', image: world.image('shop-web:1.9.0') } as const;
    const place = { cluster: 'production', service: 'shop-api', container: 'api' };
    return { ...place, source, more: [{ container: 'envoy', source }] };
  });
  expect(run['ecr:DescribeImages']).toBe(1);
});

test('what is only looked at before a deploy is asked for at the same time', async () => {
  await using world = await TestWorld.start();
  const waiting: (() => void)[] = [];
  const asked: string[] = [];
  /** Holds an answer back until all of those that belong together were asked for. */
  const held = <T>(name: string, answer: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      asked.push(name);
      waiting.push(() => void answer.then(resolve, reject));
      if (waiting.length === 3) for (const go of waiting) go();
    });
  const { connection } = world;
  const { ecs, elb } = connection;
  const describeTaskDefinition: EcsApi['describeTaskDefinition'] = (name, signal) =>
    // The running one is needed before anything else can be asked.
    name.includes(':')
      ? ecs.describeTaskDefinition(name, signal)
      : held('newest', ecs.describeTaskDefinition(name, signal));
  const deregistrationDelay: ElbApi['deregistrationDelay'] = (arn, signal) =>
    held('drain', elb.deregistrationDelay(arn, signal));
  const watched = Object.create(connection, {
    ecs: { value: { ...ecs, describeTaskDefinition } },
    elb: { value: { ...elb, deregistrationDelay } },
    logs: {
      value: (region?: string) => {
        const logs = connection.logs(region);
        return {
          ...logs,
          hasGroup: (name: string, signal: AbortSignal) => held('log group', logs.hasGroup(name, signal)),
        };
      },
    },
  }) as Connection;
  await planDeploy(webTarget(world), { ...world.deps(), connection: watched }, live());
  expect(asked.sort()).toEqual(['drain', 'log group', 'newest']);
});
