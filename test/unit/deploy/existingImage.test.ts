import {
  DeleteServiceCommand,
  DescribeTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planDeploy } from '../../../src/core/deploy/engine';
import type { DeployEvent, Observation } from '../../../src/core/deploy/event';
import { formatMessage } from '../../../src/core/lib/message';
import { scriptedRunner } from '../docker/scriptedRunner';
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
  expect(verdict?.detail).toMatchObject({ id: 'verdict.supersededBy', args: [2, expect.any(String)] });
});

/** Does something between the plan and the registration: while it builds, or waits to be confirmed. */
const meanwhile = (action: () => Promise<unknown>) =>
  once('imageConfirmed', async () => {
    await action();
    // What was read a moment ago is taken to hold.
    await world.sandbox.clock.advance(10_000);
  });

test('a service that somebody else updated since the plan keeps their revision, and nothing is registered', async () => {
  const played = await deploy(
    targetOf('shop-web', 'shop-web:1.8.1'),
    world.deps(),
    meanwhile(() =>
      world.somebodyElse.send(
        new UpdateServiceCommand({
          cluster: 'production',
          service: 'shop-web',
          taskDefinition: 'shop-web:2',
        }),
      ),
    ),
  );
  expect(types(played)).not.toContain('registered');
  expect(played.state.failure).toMatchObject({
    stage: 'register',
    code: 'conflict',
    title: { id: 'failed.changed', args: [2] },
    advice: { id: 'advice.changed' },
    left: { id: 'left.nothing' },
  });
});

test('a service that was deleted since the plan ends the deployment before anything is registered', async () => {
  const played = await deploy(
    targetOf('shop-web', 'shop-web:1.8.1'),
    world.deps(),
    meanwhile(() =>
      world.somebodyElse.send(
        new DeleteServiceCommand({ cluster: 'production', service: 'shop-web', force: true }),
      ),
    ),
  );
  expect(types(played)).not.toContain('registered');
  expect(played.state.failure).toMatchObject({
    code: 'notFound',
    title: { id: 'failed.serviceGone' },
    left: { id: 'left.nothing' },
  });
});

test('credentials that expired between plan and confirmation are told with the step that helps', async () => {
  const deps = world.deps();
  const target = targetOf('shop-web', 'shop-web:1.8.1');
  const { state } = await deploy(target, deps, async (event) => {
    if (event.type !== 'confirmed') return;
    const expired = { operation: '*', code: 'ExpiredTokenException', message: 'The token has expired' };
    await world.sandbox.control('faults', { errors: [expired] });
  });
  expect(state.failure).toMatchObject({
    code: 'expiredCredentials',
    advice: { id: 'advice.signIn' },
    left: { id: 'left.nothing' },
  });
  await world.sandbox.control('faults', { errors: [] });
  expect((await deploy(target, deps)).verdict?.kind).toBe('succeeded');
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

test('who begins to watch in the middle sees tasks wait for their health from the first look on', async () => {
  const aborter = new AbortController();
  const isWaiting = ({ tasks }: Observation) =>
    tasks?.some(
      ({ lastStatus, taskDefinitionArn }) => lastStatus === 'RUNNING' && taskDefinitionArn.endsWith(':4'),
    );
  const first = await deploy(
    targetOf('shop-web', 'shop-web:1.8.1'),
    world.deps(),
    (event) => {
      if (event.type === 'observed' && isWaiting(event.observation) === true) aborter.abort();
    },
    aborter.signal,
  );
  const { reference, rollout } = first.state;
  if (reference === undefined) throw new Error('There is no reference');
  const waiting = rollout?.tasks.filter(({ note }) => note.id === 'task.health').map(({ id }) => id);
  expect(waiting?.length).toBeGreaterThan(0);

  const second = new AbortController();
  const begun = await watch(
    reference,
    world.deps(),
    once('observed', () => second.abort()),
    second.signal,
  );
  const seen = begun.state.rollout?.tasks.filter(({ note }) => note.id === 'task.health').map(({ id }) => id);
  expect(seen).toEqual(waiting);
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

const HUB_DIGEST = `sha256:${'c'.repeat(64)}`;

/** Docker as it answers for an image of Docker Hub; it may change its mind between two questions. */
function hub(...answers: readonly { readonly stdout?: string; readonly stderr?: string }[]) {
  let asked = 0;
  return scriptedRunner(() => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? {};
    asked += 1;
    return { ...answer, exitCode: answer.stdout === undefined ? 1 : 0 };
  });
}

const known = { stdout: JSON.stringify({ Descriptor: { digest: HUB_DIGEST } }) };
const fromHub = { cluster: 'production', service: 'shop-web', container: 'app' } as const;
const hubTarget = { ...fromHub, source: { kind: 'image', image: 'nginx:1.29' } } as const;

test('an image of a registry that is none of the connection is confirmed through docker, and pinned', async () => {
  const { runner, commands } = hub(known);
  const { state, events } = await deploy(hubTarget, world.deps({}, runner));
  expect(events.find(({ type }) => type === 'imageConfirmed')).toMatchObject({ digest: HUB_DIGEST });
  const { body } = await world.connection.ecs.describeTaskDefinition(state.newRevision?.arn ?? '', live());
  expect(JSON.stringify(body)).toContain(`"nginx@${HUB_DIGEST}"`);
  expect(commands.map(({ args }) => args.at(-1))).toEqual(['nginx:1.29', `nginx@${HUB_DIGEST}`]);
});

test.each([
  ['does not have it', { stderr: 'no such manifest: docker.io/library/nginx:1.29' }, 'check.imageMissing'],
  ['does not tell', { stderr: 'toomanyrequests: rate limit' }, 'check.imageNotAsked'],
])('where that registry %s, the plan does not start', async (_name, answer, id) => {
  const { plan } = await planDeploy(hubTarget, world.deps({}, hub(answer).runner), live());
  expect(plan.checks.find((check) => check.id === 'image')).toMatchObject({ level: 'error', text: { id } });
});

test('where that registry loses it after the plan, nothing is registered', async () => {
  const { runner } = hub(known, { stderr: 'no such manifest: nginx' });
  const played = await deploy(hubTarget, world.deps({}, runner));
  expect(played.state.failure).toMatchObject({ stage: 'push', code: 'imageNotConfirmed' });
  expect(types(played)).not.toContain('registered');
});
