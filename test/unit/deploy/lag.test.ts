import { expect, test } from 'vitest';
import { stopAndRollBack, type RollBackOutcome } from '../../../src/core/deploy/engine';
import { deploy, live, TestWorld } from './setup';

/* AWS's reads lag behind its writes: what was so a moment ago is no news of our rollout. */

test.each([
  ['with every action', []],
  ['in basic mode', ['ecs:ListServiceDeployments', 'ecs:DescribeServiceDeployments']],
])(
  'reads from before the registration and the update are neither a failure nor a rollback: %s',
  async (_, deny) => {
    await using world = await TestWorld.start();
    const target = {
      ...{ cluster: 'production', service: 'shop-web' },
      source: { kind: 'image', image: world.image('shop-web:1.8.1') },
    } as const;
    await world.sandbox.control('faults', { lagMs: 6000, deny });
    const { verdict, state } = await deploy(target, world.deps());
    expect(state.failure).toBeUndefined();
    expect(verdict).toMatchObject({ kind: 'succeeded' });
  },
);

test('a roll back that is asked for at once finds the rollout all the same', async () => {
  await using world = await TestWorld.start();
  const target = {
    ...{ cluster: 'production', service: 'shop-web' },
    source: { kind: 'image', image: world.image('shop-web:1.8.1') },
  } as const;
  let outcome: RollBackOutcome | undefined;
  const { verdict } = await deploy(target, world.deps(), async (event) => {
    if (event.type !== 'updated' || outcome !== undefined) return;
    await world.sandbox.control('faults', { lagMs: 3000 });
    outcome = await stopAndRollBack(event.reference, world.deps(), live());
  });
  expect(outcome).toEqual({ kind: 'requested' });
  expect(verdict?.kind).toBe('rolledBack');
});
