import { afterEach, beforeEach, expect, test } from 'vitest';
import { currentRollout } from '../../../../src/core/deploy/currentRollout';
import { watchRollout } from '../../../../src/core/deploy/engine';
import { initialState, reduce } from '../../../../src/core/deploy/reducer';
import { isFailedTask } from '../../../../src/core/deploy/view/taskTracks';
import { serviceInterval } from '../../../../src/core/deploy/watch/pace';
import { EvidenceStore } from '../../../../src/ui/explain/evidenceStore';
import { keepCause } from '../../../../src/ui/explain/keepCause';
import { live, TestWorld } from '../../deploy/setup';
import { MemoryMemento } from './memento';

let world: TestWorld;

beforeEach(async () => {
  world = await TestWorld.start({ seed: 'scenario:missing-variable' });
});

afterEach(() => world[Symbol.asyncDispose]());

test('from the first failed task to its card, and to what is kept, it takes one look; no log is waited for', async () => {
  const { connection, clock } = world;
  const { services } = await connection.ecs.describeServices('scenario', ['app'], live());
  const reference = services[0] && currentRollout(services[0], connection.info);
  if (reference === undefined) throw new Error('Nothing rolls out');
  const { startedAt } = reference;
  const store = new EvidenceStore(new MemoryMemento());
  const begun = clock.now();
  let state = initialState({
    connection: connection.info,
    clusterName: 'scenario',
    serviceName: 'app',
    startedAt,
  });
  let visible = Infinity;
  for await (const event of watchRollout(reference, world.deps(), live())) {
    state = reduce(state, event);
    if (event.type === 'observed')
      for (const task of event.observation.tasks ?? [])
        if (isFailedTask(task)) visible = Math.min(visible, task.stoppedAt ?? Infinity);
    if (event.type !== 'diagnosed') continue;
    keepCause(store, state, event.at);
    const interval = serviceInterval({ age: event.at - begun, attended: true });
    expect(event.at - visible).toBeLessThanOrEqual(interval);
    break;
  }
  expect(state.cause?.causes[0]?.id).toBe('appError');
  expect(store.all).toMatchObject([
    { serviceArn: reference.serviceArn, cause: { causes: [{ id: 'appError' }] } },
  ]);
  expect(state.cause?.causes[0]?.log).toBeUndefined();
});
