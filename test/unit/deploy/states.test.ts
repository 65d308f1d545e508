import {
  CreateClusterCommand,
  DeleteServiceCommand,
  UpdateServiceCommand,
  type CreateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { stopAndRollBack } from '../../../src/core/deploy/engine';
import type { WatchReference } from '../../../src/core/deploy/event';
import { live, TestWorld } from './setup';
import { create, register, update, watchStory, type Moment, type Story } from './story';

/*
 * What people see in every state of a deployment (deploy-anchors c.3), each of them played in the sandbox: the title, its
 * colour, what is waited for, what is offered, and how it ends. Nothing here is made up by the test: the states come from
 * the sandbox over the wire.
 */

type Play = (world: TestWorld) => Promise<Story>;
interface Row {
  readonly seed?: 'demo' | 'strategies';
  readonly play: Play;
  /** Moments that are seen on the way, in any order. */
  readonly shown?: readonly Partial<Moment>[];
  readonly end: Partial<Story['end']>;
}

const BREAKER = { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } };
const NO_WAY_BACK = {
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
};
const RUNNING = ['stopAndRollBack', 'stopWatching', 'logs'] as const;
const SUCCESS = { kind: 'succeeded', tone: 'success', offers: ['deployAgain', 'logs'] } as const;
const FAILURE = { tone: 'failure', offers: ['deployAgain', 'logs', 'copyReport'] } as const;
const STANDSTILL = { tone: 'failure', offers: ['redeploy', 'deployAgain', 'logs', 'copyReport'] } as const;

type Act = (world: TestWorld, reference: WatchReference) => unknown;

/** A service of its own goes to a revision with this image; `act` happens after so many seconds. */
function own(
  tag: string,
  { first = '1', service = {}, container = {}, after = Infinity, act }: OwnOptions = {},
): Play {
  return async (world) => {
    await world.somebodyElse.send(new CreateClusterCommand({ clusterName: 'production' }));
    await create(world, 'app', service, first);
    const reference = await update(world, 'app', await register(world, 'app', tag, container));
    return play(world, reference, after, act);
  };
}

interface OwnOptions {
  /** The image that runs before. */
  readonly first?: string;
  readonly service?: Partial<CreateServiceCommandInput>;
  readonly container?: object;
  readonly after?: number;
  readonly act?: Act;
}

async function play(world: TestWorld, reference: WatchReference, after: number, act?: Act): Promise<Story> {
  let acted = false;
  return watchStory(world, reference, async () => {
    if (acted || world.clock.now() - reference.startedAt < after * 1000) return;
    acted = true;
    await act?.(world, reference);
  });
}

const supersede: Act = async (world) => update(world, 'app', await register(world, 'app', '3'));
const remove: Act = (world) =>
  world.somebodyElse.send(new DeleteServiceCommand({ cluster: 'production', service: 'app', force: true }));
const rollBack: Act = (world, reference) => stopAndRollBack(reference, world.deps(), live());

const seeded =
  (service: string, revision: string, cluster = 'production', after = Infinity, act?: Act): Play =>
  async (world) =>
    play(world, await update(world, service, revision, cluster), after, act);

/** Answers the pause as soon as it is seen. */
const paused =
  (action: 'CONTINUE' | 'ROLLBACK'): Play =>
  async (world) => {
    const reference = await update(world, 'shop-blue-green', 'shop-blue-green:2', 'strategies');
    const { ecs } = world.connection;
    return watchStory(world, reference, async ({ offers }, event) => {
      if (!offers.includes('continueDeployment') || event.type !== 'observed') return;
      const { arn = '', hooks = [] } = event.observation.deployment ?? {};
      const hookId = hooks.find(({ status }) => status === 'AWAITING_ACTION')?.id ?? '';
      await ecs.continueServiceDeployment({ deployment: arn, hookId, action }, live());
    });
  };

async function ring(world: TestWorld): Promise<void> {
  const input = { AlarmName: 'shop-errors', StateValue: 'ALARM', StateReason: 'by hand' };
  await fetch(world.sandbox.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.SetAlarmState',
    },
    body: JSON.stringify(input),
  });
}

const ROWS: Readonly<Record<string, Row>> = {
  'tasks that start, pull and register, and old ones that drain': {
    seed: 'demo',
    play: seeded('shop-web', 'shop-web:1'),
    shown: [
      { headline: 'ECS is scheduling tasks', tone: 'progress', offers: RUNNING },
      { waitingFor: 'ECS is about to begin', tone: 'progress' },
      { waitingFor: '2 tasks: secrets, log group, registry login', tone: 'progress', offers: RUNNING },
      { waitingFor: '2 tasks: pulling the image', tone: 'progress' },
      { waitingFor: '2 tasks: registering with load balancer and service discovery', tone: 'progress' },
      {
        headline: '0 of 2 new tasks healthy',
        waitingFor: 'Load balancer: needs 2 good answers, 5 s apart',
        tone: 'progress',
      },
    ],
    end: { ...SUCCESS, title: expect.stringMatching(/^Deployed revision 1 in \d+ s$/) as string },
  },
  'tasks that wait for the network and for a container health check': {
    play: own('2', {
      // Its tasks take half a minute to stop.
      first: '1-stubborn',
      container: { healthCheck: { command: ['CMD', 'true'], startPeriod: 60 } },
    }),
    shown: [
      { waitingFor: '1 task: attaching network, finding capacity', tone: 'progress' },
      { waitingFor: 'Container health check, start period 60 s', tone: 'progress', offers: RUNNING },
      { headline: '1 of 1 new task healthy', waitingFor: 'Old tasks are stopping' },
      { headline: '1 of 1 new task healthy', tone: 'progress' },
    ],
    end: SUCCESS,
  },
  'tasks without any check': {
    play: own('2'),
    shown: [
      {
        headline: '0 of 1 new task healthy',
        waitingFor: 'No health check: ECS counts a task once it has run for 40 s',
      },
    ],
    end: SUCCESS,
  },
  'a deployment that waits for an earlier one': {
    play: async (world) => {
      await world.somebodyElse.send(new CreateClusterCommand({ clusterName: 'production' }));
      await create(world, 'app');
      await update(world, 'app', await register(world, 'app', '2'));
      await world.sandbox.clock.advance(20_000);
      return watchStory(world, await update(world, 'app', await register(world, 'app', '3')));
    },
    shown: [
      { waitingFor: 'Queued: waits for the earlier deployment to stop', tone: 'progress', offers: RUNNING },
    ],
    end: { ...SUCCESS, title: expect.stringContaining('Deployed revision 3') as string },
  },
  'a desired count of 0': {
    play: own('2', { service: { desiredCount: 0 } }),
    shown: [{ headline: 'ECS is confirming the deployment', tone: 'progress' }],
    end: { ...SUCCESS, detail: 'No task runs: the desired count is 0.' },
  },
  'targets that answer wrongly': {
    seed: 'demo',
    play: async (world) => {
      const body = await world.connection.ecs.describeTaskDefinition('shop-web', live());
      const [container] = body.body['containerDefinitions'] as readonly Record<string, unknown>[];
      const definition = {
        ...body.body,
        containerDefinitions: [{ ...container, image: 'registry.example/app:2-http404' }],
      };
      for (const key of ['taskDefinitionArn', 'revision', 'status', 'requiresAttributes', 'compatibilities'])
        Reflect.deleteProperty(definition, key);
      for (const key of ['registeredAt', 'registeredBy']) Reflect.deleteProperty(definition, key);
      const { arn } = await world.connection.ecs.registerTaskDefinition(definition, live());
      // While the grace period lasts, nothing is done about a target that answers wrongly.
      const patient = { cluster: 'production', service: 'shop-web', healthCheckGracePeriodSeconds: 60 };
      await world.somebodyElse.send(new UpdateServiceCommand(patient));
      return watchStory(world, await update(world, 'shop-web', arn));
    },
    shown: [
      {
        waitingFor: 'Target unhealthy: Health checks failed with these codes: [404]',
        offers: RUNNING,
      },
      { headline: 'New tasks fail: 2 so far', tone: 'warning' },
    ],
    end: { ...FAILURE, kind: 'rolledBack' },
  },
  'failures within what the breaker allows, and then its rollback': {
    play: own('2-broken', { service: BREAKER }),
    shown: [
      {
        headline: 'New tasks fail: 2 so far',
        tone: 'warning',
        breaker: '2 of 3 allowed failures, rolls back on its own',
        offers: RUNNING,
      },
      { waitingFor: 'ECS is about to start the next attempt: 2 tasks failed' },
      {
        headline: 'Rolling back to revision 1',
        tone: 'warning',
        waitingFor: 'ECS is rolling back to revision 1',
        breaker: '3 of 3 failures: rolls back',
        offers: ['stopWatching', 'logs'],
      },
    ],
    end: {
      ...FAILURE,
      kind: 'rolledBack',
      title: 'Failed: the service runs revision 1 again',
      detail: 'Revision 2 is kept, but nothing runs it.',
    },
  },
  'a breaker that does not roll back': {
    play: own('2-broken', { service: NO_WAY_BACK }),
    shown: [{ breaker: '2 of 3 allowed failures, does not roll back', tone: 'warning', offers: RUNNING }],
    end: {
      ...STANDSTILL,
      kind: 'failed',
      title: 'Failed: ECS gave up and does not roll back',
      detail: '1 task of revision 1 still runs.',
    },
  },
  'tasks that keep failing without a breaker: no end but that of the watching': {
    play: async (world) => {
      await world.somebodyElse.send(new CreateClusterCommand({ clusterName: 'production' }));
      await create(world, 'app');
      const reference = await update(world, 'app', await register(world, 'app', '2-broken'));
      const aborter = new AbortController();
      const stopLater = (): void => {
        if (world.clock.now() - reference.startedAt > 1_200_000) aborter.abort();
      };
      return watchStory(world, reference, stopLater, aborter.signal);
    },
    shown: [
      {
        waitingFor: 'Not progressing: 6 tasks failed, and without a circuit breaker ECS retries for ever',
        breaker: 'off: ECS retries for ever',
        tone: 'warning',
        offers: RUNNING,
      },
    ],
    end: { kind: 'watchEnded', tone: 'neutral', offers: ['watch', 'deployAgain', 'logs'] },
  },
  'a newer deployment that takes over': {
    play: own('2', { after: 20, act: supersede }),
    end: {
      kind: 'superseded',
      tone: 'neutral',
      title: 'Superseded by a newer deployment of revision 3',
      detail: expect.stringMatching(/^Revision 3 was registered by /) as string,
      offers: ['follow', 'deployAgain', 'logs'],
    },
  },
  'a success that is replaced before anybody looks': {
    play: async (world) => {
      await world.somebodyElse.send(new CreateClusterCommand({ clusterName: 'production' }));
      await create(world, 'app');
      const reference = await update(world, 'app', await register(world, 'app', '2'));
      await world.sandbox.clock.advance(180_000);
      await update(world, 'app', await register(world, 'app', '3'));
      return watchStory(world, reference);
    },
    end: {
      kind: 'superseded',
      tone: 'neutral',
      title: 'Deployed revision 2, then replaced by revision 3',
      offers: ['follow', 'deployAgain', 'logs'],
    },
  },
  'a stop that brings the old revision back': {
    play: own('2', { after: 20, act: rollBack }),
    shown: [{ headline: 'Rolling back to revision 1', tone: 'warning', offers: ['stopWatching', 'logs'] }],
    end: { ...FAILURE, kind: 'rolledBack', title: 'Failed: the service runs revision 1 again' },
  },
  'a stop with nothing to go back to': {
    play: async (world) => {
      await world.somebodyElse.send(new CreateClusterCommand({ clusterName: 'production' }));
      await create(world, 'app', {}, '1-broken');
      const forced = new UpdateServiceCommand({
        cluster: 'production',
        service: 'app',
        forceNewDeployment: true,
      });
      await world.somebodyElse.send(forced);
      const reference = await update(world, 'app', await register(world, 'app', '2-broken'));
      return play(world, reference, 20, rollBack);
    },
    end: {
      ...STANDSTILL,
      kind: 'rollbackFailed',
      title: 'Failed, and the rollback failed too: the service is degraded',
    },
  },
  'a service that is deleted': {
    play: own('2', { after: 20, act: remove }),
    end: { ...FAILURE, kind: 'deleted', title: 'The service was deleted' },
  },
  'blue/green, paused by a hook and continued': {
    seed: 'strategies',
    play: paused('CONTINUE'),
    shown: [
      { stage: 'SCALE_UP', traffic: 0, headline: '0 of 2 new tasks healthy', offers: RUNNING },
      { stage: 'TEST_TRAFFIC_SHIFT', headline: 'Revision 2 gets the test traffic', tone: 'progress' },
      {
        stage: 'POST_TEST_TRAFFIC_SHIFT',
        headline: 'Paused: continue or roll back?',
        waitingFor: 'Paused at POST_TEST_TRAFFIC_SHIFT: ECS waits for somebody to continue or roll back',
        tone: 'warning',
        offers: ['continueDeployment', 'rollBackPause', 'stopWatching', 'logs'],
      },
      {
        stage: 'PRODUCTION_TRAFFIC_SHIFT',
        traffic: 100,
        headline: '100 % of the traffic goes to revision 2',
      },
      {
        stage: 'BAKE_TIME',
        headline: 'Revision 2 takes the traffic, on probation',
        tone: 'progress',
        offers: RUNNING,
      },
      { stage: 'CLEAN_UP', headline: 'ECS removes the old tasks', tone: 'progress' },
    ],
    end: SUCCESS,
  },
  'blue/green, paused by a hook and rolled back': {
    seed: 'strategies',
    play: paused('ROLLBACK'),
    shown: [{ headline: 'Rolling back to revision 1', tone: 'warning', offers: ['stopWatching', 'logs'] }],
    end: { ...FAILURE, kind: 'rolledBack', title: 'Failed: the service runs revision 1 again' },
  },
  'canary, whose alarm goes off while it bakes': {
    seed: 'strategies',
    play: seeded('shop-canary', 'shop-canary:2', 'strategies', 110, ring),
    shown: [
      {
        stage: 'PRODUCTION_TRAFFIC_SHIFT',
        traffic: 10,
        headline: '10 % of the traffic goes to revision 2',
        waitingFor: '10 % of the traffic goes first; the rest follows after 1 min',
        alarms: '1 watched, quiet: shop-errors',
      },
      { stage: 'BAKE_TIME', traffic: 100, tone: 'progress' },
      { headline: 'Rolling back to revision 1', alarms: 'shop-errors went off', tone: 'warning' },
    ],
    end: { ...FAILURE, kind: 'rolledBack' },
  },
  'linear, step by step': {
    seed: 'strategies',
    play: seeded('shop-linear', 'shop-linear:2', 'strategies'),
    shown: [25, 50, 75, 100].map((traffic) => ({
      traffic,
      headline: `${traffic} % of the traffic goes to revision 2`,
      tone: 'progress' as const,
    })),
    end: SUCCESS,
  },
};

test.each(Object.entries(ROWS))('%s', async (_name, { seed, play: run, shown = [], end }) => {
  await using world = await TestWorld.start({ seed: seed ?? 'empty' });
  const story = await run(world);
  for (const moment of shown) expect(story.moments).toContainEqual(expect.objectContaining(moment));
  expect(story.end).toMatchObject(end);
  // Nothing looks like an end before the end.
  const early = story.moments.slice(0, -1).filter(({ tone }) => tone === 'success' || tone === 'failure');
  expect(early).toEqual([]);
});
