import { expect, test } from 'vitest';
import { deploy, TestWorld } from './setup';

/*
 * Policies leave out what somebody did not think of. Only what a deployment cannot do without may stop it; whatever else
 * is denied costs a line of the plan or a part of the view, and never the truth about the end.
 */

const OPTIONAL = [
  'ecr:DescribeRepositories',
  'ecr:BatchGetImage',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetGroupAttributes',
  'elasticloadbalancing:DescribeTargetHealth',
  'logs:DescribeLogGroups',
  'ecs:ListTasks',
  'ecs:DescribeTasks',
  'ecs:ListServiceDeployments',
  'ecs:DescribeServiceDeployments',
  'ecs:DescribeServiceRevisions',
  'ecs:TagResource',
];

const target = (world: TestWorld, service: string, tag: string) =>
  ({
    ...{ cluster: 'production', service },
    source: { kind: 'image', image: world.image(`${service}:${tag}`) },
  }) as const;

test.each(OPTIONAL)('without %s a deployment goes on to its end', async (action) => {
  await using world = await TestWorld.start();
  await world.sandbox.control('faults', { deny: [action] });
  const { state, verdict } = await deploy(target(world, 'shop-web', '1.8.1'), world.deps());
  expect(state.plan?.checks.filter(({ level }) => level === 'error')).toEqual([]);
  expect(verdict?.kind).toBe('succeeded');
});

test.each([
  ['shop-web', '1.8.1', 'succeeded'],
  ['shop-mail', '2.5.0-broken', 'rolledBack'],
])('without any of them, %s with %s still ends as %s', async (service, tag, kind) => {
  await using world = await TestWorld.start();
  await world.sandbox.control('faults', { deny: OPTIONAL });
  const { verdict } = await deploy(target(world, service, tag), world.deps());
  expect(verdict?.kind).toBe(kind);
});

test.each([
  ['ecr:DescribeImages', 'push', 'left.nothing'],
  ['ecs:RegisterTaskDefinition', 'register', 'left.nothing'],
  ['ecs:UpdateService', 'update', 'left.revision'],
])(
  'without %s it ends in the stage %s, names the action and says what stands',
  async (action, stage, left) => {
    await using world = await TestWorld.start();
    await world.sandbox.control('faults', { deny: [action] });
    const { state } = await deploy(target(world, 'shop-web', '1.8.1'), world.deps());
    expect(state.failure).toMatchObject({
      ...{ stage, code: 'accessDenied', left: { id: left } },
      title: { id: 'failed.deniedAction', args: [action] },
    });
  },
);
