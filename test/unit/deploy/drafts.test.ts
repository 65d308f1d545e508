import { expect, test } from 'vitest';
import type { EcrApi, EcsApi } from '../../../src/core/aws/api';
import type { Connection } from '../../../src/core/aws/connection';
import { planDeploy, runDeploy } from '../../../src/core/deploy/engine';
import { planPending } from '../../../src/core/deploy/plan';
import type { PreparedDeploy } from '../../../src/core/deploy/planning';
import { QuaysideError } from '../../../src/core/lib/errors';
import { live, TestWorld } from './setup';

const webTarget = (world: TestWorld) =>
  ({
    cluster: 'production',
    service: 'shop-web',
    source: { kind: 'image', image: world.image('shop-web:1.8.1') },
  }) as const;

const pendingIn = ({ plan }: PreparedDeploy): readonly string[] =>
  plan.checks.flatMap(({ id, level }) => (level === 'pending' ? [id] : []));

/** The world's connection, whose registry answers only when it is told to. */
function held(world: TestWorld): { readonly connection: Connection; answer: () => void } {
  let answer: () => void = () => undefined;
  const told = new Promise<void>((resolve) => (answer = resolve));
  const { ecr } = world.connection;
  const describeImage: EcrApi['describeImage'] = async (query, signal) => {
    await told;
    return ecr.describeImage(query, signal);
  };
  const connection = Object.create(world.connection, {
    ecr: { value: { ...ecr, describeImage } },
  }) as Connection;
  return { connection, answer: () => answer() };
}

test('a plan is there as soon as the service and its revision are known, and fills in with each answer', async () => {
  await using world = await TestWorld.start();
  const { connection, answer } = held(world);
  const drafts: PreparedDeploy[] = [];
  let onlyImages: () => void = () => undefined;
  const allElse = new Promise<void>((resolve) => (onlyImages = resolve));
  const deps = { ...world.deps(), connection };
  const planning = planDeploy(webTarget(world), deps, live(), (draft) => {
    drafts.push(draft);
    if (pendingIn(draft).length === 1) onlyImages();
  });
  await allElse;
  const [first] = drafts;
  expect(first && pendingIn(first)).toEqual([
    'pending:images',
    'pending:newest',
    'pending:drain',
    'pending:logGroups',
  ]);
  // What the service itself tells is there from the beginning.
  expect(first?.plan).toMatchObject({ serviceName: 'shop-web', base: { family: 'shop-web' } });
  expect(first?.plan.checks.map(({ id }) => id)).toContain('breaker');
  expect(drafts.map((draft) => pendingIn(draft).length)).toEqual([4, 3, 2, 1]);
  expect(drafts.at(-1) && pendingIn(drafts.at(-1) as PreparedDeploy)).toEqual(['pending:images']);
  answer();
  const { plan } = await planning;
  expect(planPending(plan)).toBe(false);
  expect(plan.checks.map(({ id }) => id)).toContain('image');
  expect(drafts).toHaveLength(4);
});

test('a draft cannot be run: nothing is registered or changed', async () => {
  await using world = await TestWorld.start();
  const drafts: PreparedDeploy[] = [];
  await planDeploy(webTarget(world), world.deps(), live(), (draft) => drafts.push(draft));
  await world.sandbox.control('calls', {});
  const events = [];
  for await (const event of runDeploy(drafts[0] as PreparedDeploy, world.deps(), live())) events.push(event);
  expect(events.map(({ type }) => type)).toEqual(['planned', 'failed']);
  expect(await world.sandbox.control('calls')).toEqual({});
});

test('no draft comes after the plan has failed', async () => {
  await using world = await TestWorld.start();
  const { ecs } = world.connection;
  let late: () => void = () => undefined;
  const told = new Promise<void>((resolve) => (late = resolve));
  const describeTaskDefinition: EcsApi['describeTaskDefinition'] = async (name, signal) => {
    // The newest of the family comes in late.
    if (!name.includes(':')) await told;
    return ecs.describeTaskDefinition(name, signal);
  };
  const connection = Object.create(world.connection, {
    ecs: { value: { ...ecs, describeTaskDefinition } },
  }) as Connection;
  const source = { kind: 'build', dockerfile: '/nowhere/Dockerfile', context: '/nowhere' } as const;
  // Such a template gives no tag, which is found out once git has answered.
  const deps = { ...world.deps({ tag: '{nothing}' }), connection };
  let drafts = 0;
  const planning = planDeploy({ ...webTarget(world), source }, deps, live(), () => void (drafts += 1));
  await expect(planning).rejects.toSatisfy((error) => QuaysideError.is(error, 'settings'));
  const before = drafts;
  late();
  await new Promise((resolve) => setImmediate(resolve));
  await ecs.describeTaskDefinition('shop-web', live());
  expect(drafts).toBe(before);
});
