import { expect, test } from 'vitest';
import { currentRollout } from '../../../src/core/deploy/currentRollout';
import { live, TestWorld, watch } from './setup';

test('a rollback that went by between two looks is told by what its tasks died of, though no list of the service has them', async () => {
  await using world = await TestWorld.start({ seed: 'scenario:image-not-found' });
  const { connection, sandbox } = world;
  const service = async () =>
    (await connection.ecs.describeServices('scenario', ['app'], live())).services[0];
  const begun = await service();
  const reference = begun && currentRollout(begun, connection.info);
  if (reference === undefined) throw new Error('Nothing rolls out');

  // A laptop that slept, or a network that was away.
  await sandbox.clock.advanceUntil(
    async () =>
      (await service())?.rollouts.every(
        ({ id, rolloutState }) => id !== reference.rolloutId && rolloutState === 'COMPLETED',
      ) === true,
  );
  const { events, verdict } = await watch(reference, world.deps());
  expect(verdict?.tone).toBe('failure');
  const told = events.findLast((event) => event.type === 'diagnosed');
  expect(told?.diagnosis.causes[0]).toMatchObject({ id: 'imageNotFound' });
});
