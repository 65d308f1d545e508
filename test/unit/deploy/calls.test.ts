import { expect, test } from 'vitest';
import { planDeploy, runDeploy } from '../../../src/core/deploy/engine';
import { live, TestWorld } from './setup';

/** What the sandbox was asked since the last reset. */
type Calls = Readonly<Record<string, unknown>>;

/** Plans, lets the plan be read for so long, and runs it up to the update: watching has a budget of its own. */
async function deployed(readingMs: number): Promise<{ readonly plan: Calls; readonly run: Calls }> {
  await using world = await TestWorld.start();
  const { sandbox } = world;
  const image = world.image('shop-web:1.8.1');
  const target = { cluster: 'production', service: 'shop-web', source: { kind: 'image', image } } as const;
  await sandbox.control('calls', {});
  const prepared = await planDeploy(target, world.deps(), live());
  const plan = await sandbox.control('calls');
  await sandbox.control('calls', {});
  await sandbox.clock.advance(readingMs);
  for await (const event of runDeploy(prepared, world.deps(), live())) {
    if (event.type === 'updated') return { plan, run: await sandbox.control('calls') };
  }
  throw new Error('The service was not updated');
}

test('a deploy of an existing image makes its five calls and one read that confirms the digest', async () => {
  const { plan, run } = await deployed(0);
  expect(plan).toEqual({
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
