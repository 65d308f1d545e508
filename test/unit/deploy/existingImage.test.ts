import {
  DeleteServiceCommand,
  DescribeTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planDeploy } from '../../../src/core/deploy/engine';
import type { DeployEvent } from '../../../src/core/deploy/event';
import { formatMessage } from '../../../src/core/lib/message';
import { deploy, live, once, TestWorld, watch, type Played } from './setup';

let world: TestWorld;

beforeEach(async () => {
  world = await TestWorld.start();
});

afterEach(() => world[Symbol.asyncDispose]());

const targetOf = (service: string, image: string) =>
  ({ cluster: 'production', service, source: { kind: 'image', image: world.image(image) } }) as const;

const types = ({ events }: Played): readonly DeployEvent['type'][] => events.map(({ type }) => type);

test('an existing image is deployed to a success that rests on our own deployment', async () => {
  const played = await deploy(targetOf('shop-web', 'shop-web:1.8.1'), world.deps());

  expect(played.verdict?.kind).toBe('succeeded');
  expect(formatMessage(played.state.headline)).toMatch(/^Deployed revision 4 in \d+ s$/);
  const { services } = await world.connection.ecs.describeServices('production', ['shop-web'], live());
  expect(services[0]?.taskDefinitionArn).toBe(played.state.newRevision?.arn);
  expect(played.state.stages.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'plan done',
    'build skipped',
    'push done',
    'register done',
    'update done',
    'rollout done',
  ]);
  const rollout = played.state.rollout;
  expect(rollout?.next).toMatchObject({ revision: 4, desired: 2, running: 2, healthy: 2, failed: 0 });
  expect(rollout?.old).toMatchObject({ revision: 3, running: 0 });
  expect(rollout?.history.at(0)).toMatchObject({ old: 2, next: 0 });
  expect(rollout?.history.at(-1)).toMatchObject({ old: 0, next: 2 });
});

test('the registry confirms the digest before anything is registered, and the revision is pinned to it', async () => {
  const played = await deploy(targetOf('shop-web', 'shop-web:1.8.1'), world.deps());
  const order = types(played);
  expect(order.indexOf('imageConfirmed')).toBeLessThan(order.indexOf('registered'));
  const { body } = await world.connection.ecs.describeTaskDefinition(
    played.state.newRevision?.arn ?? '',
    live(),
  );
  expect(JSON.stringify(body)).toContain(`${world.image('shop-web')}@${played.state.image?.digest ?? ''}`);
});

test('with the setting, the revision names the tag instead', async () => {
  const { state } = await deploy(targetOf('shop-web', 'shop-web:1.8.1'), world.deps({ pin: 'tag' }));
  const { body } = await world.connection.ecs.describeTaskDefinition(state.newRevision?.arn ?? '', live());
  expect(JSON.stringify(body)).toContain(`"${world.image('shop-web:1.8.1')}"`);
});

test('members that no SDK knows reach the new revision, and the plan names them', async () => {
  const deps = world.deps();
  const { plan } = await planDeploy(targetOf('shop-web', 'shop-web:1.8.1'), deps, live());
  expect(plan.unknownMembers).toContain('workloadProfile');

  const { state } = await deploy(targetOf('shop-web', 'shop-web:1.8.1'), deps);
  const { ecs } = world.connection;
  const before = await ecs.describeTaskDefinition(plan.base.arn, live());
  const after = await ecs.describeTaskDefinition(state.newRevision?.arn ?? '', live());
  expect(after.body['workloadProfile']).toEqual(before.body['workloadProfile']);
  expect(after.tags).toEqual(before.tags);
  expect(state.provenChanges).toBe(1);
});

test('a rollback by the circuit breaker is a failure that names its reason', async () => {
  const { verdict, state } = await deploy(targetOf('shop-mail', 'shop-mail:2.5.0-broken'), world.deps());
  expect(verdict).toMatchObject({ kind: 'rolledBack', tone: 'failure' });
  expect(verdict?.quote).toContain('circuit breaker');
  expect(state.rollout?.next.failed).toBeGreaterThanOrEqual(3);
  const failed = state.rollout?.tasks.filter(
    ({ side, segments }) => side === 'new' && segments.at(-1)?.phase === 'failed',
  );
  expect(failed?.map(({ note }) => formatMessage(note))).toContain('exit 1');
  expect(state.events.map((event) => event.message).join('\n')).toContain('deployment failed');
  expect(state.stages.at(-1)).toMatchObject({ id: 'rollout', status: 'failed' });
});

test('a newer deployment by somebody else supersedes ours, which is neither success nor failure', async () => {
  const { verdict } = await deploy(
    targetOf('shop-web', 'shop-web:1.8.1'),
    world.deps(),
    once('observed', async () => {
      const other = { cluster: 'production', service: 'shop-web', taskDefinition: 'shop-web:2' };
      await world.somebodyElse.send(new UpdateServiceCommand(other));
    }),
  );
  expect(verdict).toMatchObject({ kind: 'superseded', tone: 'neutral' });
  expect(formatMessage(verdict?.title ?? { template: '', args: [] })).toContain('revision 2');
});

test('somebody who forces our own revision again is followed to the end', async () => {
  const played = await deploy(
    targetOf('shop-web', 'shop-web:1.8.1'),
    world.deps(),
    once('observed', async () => {
      const again = { cluster: 'production', service: 'shop-web', forceNewDeployment: true };
      await world.somebodyElse.send(new UpdateServiceCommand(again));
    }),
  );
  expect(played.verdict?.kind).toBe('succeeded');
  const rollouts = played.events.flatMap((event) =>
    event.type === 'updated' ? [event.reference.rolloutId] : [],
  );
  expect(new Set(rollouts).size).toBe(2);
});

test('a service that is deleted meanwhile ends the watching as deleted', async () => {
  const { verdict } = await deploy(
    targetOf('shop-web', 'shop-web:1.8.1'),
    world.deps(),
    once('observed', async () => {
      await world.somebodyElse.send(
        new DeleteServiceCommand({ cluster: 'production', service: 'shop-web', force: true }),
      );
    }),
  );
  expect(verdict).toMatchObject({ kind: 'deleted', tone: 'failure' });
});

test('a rollout that somebody else started can be watched from its reference alone', async () => {
  const target = targetOf('shop-web', 'shop-web:1.8.1');
  const aborter = new AbortController();
  const first = await deploy(
    target,
    world.deps(),
    once('observed', () => aborter.abort()),
    aborter.signal,
  );
  expect(first.verdict?.kind).toBe('watchEnded');
  const { reference } = first.state;
  if (reference === undefined) throw new Error('There is no reference');

  const second = await watch(reference, world.deps());
  expect(second.events[0]?.type).toBe('resumed');
  expect(second.verdict?.kind).toBe('succeeded');
  expect(second.state.newRevision?.arn).toBe(reference.newRevision.arn);
  expect(second.state.stages.map(({ status }) => status)).not.toContain('active');
});

test('an image that the registry does not have keeps the plan from starting', async () => {
  const target = targetOf('shop-web', 'shop-web:no-such-tag');
  const { plan } = await planDeploy(target, world.deps(), live());
  expect(plan.checks.find(({ id }) => id === 'image')?.level).toBe('error');

  const { events, state } = await deploy(target, world.deps());
  expect(events.at(-1)?.type).toBe('failed');
  expect(state.failure).toMatchObject({ stage: 'plan' });
  const answer = await world.somebodyElse.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: 'shop-web' }),
  );
  expect(answer.taskDefinition?.revision).toBe(3);
});
