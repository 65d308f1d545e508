import { StopTaskCommand } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planDeploy, stopAndRollBack } from '../../../src/core/deploy/engine';
import type { DeployEvent } from '../../../src/core/deploy/event';
import { QuaysideError } from '../../../src/core/lib/errors';
import { deploy, live, once, TestWorld, watch } from './setup';

let world: TestWorld;

beforeEach(async () => {
  world = await TestWorld.start();
});

afterEach(() => world[Symbol.asyncDispose]());

const target = () =>
  ({
    cluster: 'production',
    service: 'shop-web',
    source: { kind: 'image', image: world.image('shop-web:1.8.1') },
  }) as const;

async function cancelAt(type: DeployEvent['type'], stage?: string) {
  const aborter = new AbortController();
  return deploy(
    target(),
    world.deps(),
    (event) => {
      if (event.type === type && (stage === undefined || ('stage' in event && event.stage === stage)))
        aborter.abort();
    },
    aborter.signal,
  );
}

const running = async () => {
  const { services } = await world.connection.ecs.describeServices('production', ['shop-web'], live());
  return services[0]?.taskDefinitionArn;
};

test('cancelled while the registry is asked, nothing was changed', async () => {
  const { verdict, state } = await cancelAt('stageStarted', 'push');
  expect(verdict).toMatchObject({ kind: 'cancelled', tone: 'neutral', detail: { id: 'left.nothing' } });
  expect(state.newRevision).toBeUndefined();
  expect(state.phase).toBe('ended');
  expect(await running()).toMatch(/shop-web:3$/);
});

test('cancelled once the revision is registered, it is kept and named, and the service is unchanged', async () => {
  const { verdict } = await cancelAt('registered');
  expect(verdict).toMatchObject({ kind: 'cancelled', detail: { id: 'left.revision', args: [4] } });
  expect(await running()).toMatch(/shop-web:3$/);
  const { body } = await world.connection.ecs.describeTaskDefinition('shop-web:4', live());
  expect(body['status']).toBe('ACTIVE');
});

test('after the update there is nothing to cancel: watching ends, and ECS goes on', async () => {
  const { verdict } = await cancelAt('updated');
  expect(verdict).toMatchObject({ kind: 'watchEnded', detail: { id: 'verdict.goesOn' } });
  expect(await running()).toMatch(/shop-web:4$/);
});

test('a signal that fired before the start cancels a plan', async () => {
  const planning = planDeploy(target(), world.deps(), AbortSignal.abort());
  await expect(planning).rejects.toSatisfy((error) => QuaysideError.is(error, 'cancelled'));
});

test('stop and roll back brings the old revision back, and the verdict is a rollback', async () => {
  const deps = world.deps();
  const { verdict, state } = await deploy(
    target(),
    deps,
    once('observed', async () => {
      const { services } = await world.connection.ecs.describeServices('production', ['shop-web'], live());
      const primary = services[0]?.rollouts.find(({ status }) => status === 'PRIMARY');
      const reference = referenceOf(primary?.id ?? '', primary?.createdAt ?? 0);
      expect(await stopAndRollBack(reference, deps, live())).toEqual({ kind: 'requested' });
    }),
  );
  expect(verdict).toMatchObject({ kind: 'rolledBack', tone: 'failure' });
  expect(state.verdict?.title.args).toEqual([3]);
  expect(await running()).toMatch(/shop-web:3$/);
});

test('where stopping is denied, the service is pointed at the old revision, and the verdict is a rollback all the same', async () => {
  await world.sandbox.control('faults', {
    errors: [
      {
        operation: 'ecs:StopServiceDeployment',
        code: 'AccessDeniedException',
        message: 'User: arn is not authorized to perform: ecs:StopServiceDeployment on resource: x',
      },
    ],
  });
  const deps = world.deps();
  const { verdict } = await deploy(
    target(),
    deps,
    once('updated', async (event) => {
      if (event.type !== 'updated') return;
      await world.sandbox.clock.advance(1000);
      const outcome = await stopAndRollBack(event.reference, deps, live());
      expect(outcome).toMatchObject({ kind: 'redeployed', revision: { revision: 3 } });
    }),
  );
  expect(verdict).toMatchObject({ kind: 'rolledBack', tone: 'failure' });
  expect(await running()).toMatch(/shop-web:3$/);
});

test('a rollout that has ended cannot be stopped any more', async () => {
  const deps = world.deps();
  const { state } = await deploy(target(), deps);
  if (state.reference === undefined) throw new Error('There is no reference');
  expect(await stopAndRollBack(state.reference, deps, live())).toEqual({ kind: 'alreadyEnded' });
  expect((await watch(state.reference, deps)).verdict?.kind).toBe('succeeded');
});

function referenceOf(rolloutId: string, startedAt: number) {
  const arn = (resource: string): string => `arn:aws:ecs:us-east-1:${world.sandbox.accountId}:${resource}`;
  const revision = (n: number) => ({
    arn: arn(`task-definition/shop-web:${n}`),
    family: 'shop-web',
    revision: n,
  });
  return {
    profile: 'sandbox',
    kind: 'sandbox',
    region: 'us-east-1',
    clusterArn: arn('cluster/production'),
    serviceArn: arn('service/production/shop-web'),
    rolloutId,
    startedAt,
    oldRevision: revision(3),
    newRevision: revision(4),
  } as const;
}

test('what the service said while the image was built is none of the rollout', async () => {
  const { state } = await deploy(
    target(),
    world.deps(),
    once('imageConfirmed', async () => {
      // A task that somebody stops meanwhile is replaced, and ECS says so.
      const { ecs } = world.connection;
      for await (const [task = ''] of ecs.listTasks(
        { cluster: 'production', service: 'shop-web', desiredStatus: 'RUNNING' },
        live(),
      ))
        await world.somebodyElse.send(new StopTaskCommand({ cluster: 'production', task }));
      await world.sandbox.clock.advance(60_000);
    }),
  );
  const told = state.events.map(({ at }) => at);
  expect(told.length).toBeGreaterThan(0);
  expect(Math.min(...told)).toBeGreaterThanOrEqual(state.reference?.startedAt ?? Infinity);
});
