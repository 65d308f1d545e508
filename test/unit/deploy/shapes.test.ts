import { CreateServiceCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { planDeploy } from '../../../src/core/deploy/engine';
import { QuaysideError } from '../../../src/core/lib/errors';
import { deploy, live, TestWorld } from './setup';

/*
 * Every shape that a service can have (deploy-anchors b.6), each of them made in the sandbox: the right door is taken, or
 * it is said before anything is built or changed why there is none.
 */

const NETWORK = { awsvpcConfiguration: { subnets: ['subnet-1'] } };
const FARGATE = { launchType: 'FARGATE', networkConfiguration: NETWORK, desiredCount: 1 };

const target = (world: TestWorld, service: string, cluster = 'production') =>
  ({ cluster, service, source: { kind: 'image', image: world.image('shop-web:1.8.1') } }) as const;

/** CreateService as it goes over the wire, also with members that are not for customers to set. */
async function make(world: TestWorld, input: object): Promise<void> {
  const response = await fetch(world.sandbox.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerServiceV20141113.CreateService',
      authorization:
        'AWS4-HMAC-SHA256 Credential=any/20260901/us-east-1/ecs/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({ cluster: 'production', serviceName: 'app', taskDefinition: 'shop-web', ...input }),
  });
  expect([response.status, await response.text()]).toEqual([200, expect.any(String)]);
  await world.sandbox.clock.advance(60_000);
}

test.each([
  ['CODE_DEPLOY', { ...FARGATE, deploymentController: { type: 'CODE_DEPLOY' } }],
  ['EXTERNAL', { ...FARGATE, taskDefinition: undefined, deploymentController: { type: 'EXTERNAL' } }],
  ['EXPRESS', { ...FARGATE, resourceManagementType: 'ECS' }],
])('%s: refused with its reason before anything is changed', async (shape, input) => {
  await using world = await TestWorld.start();
  await make(world, input);
  await world.sandbox.control('calls', {});
  const refused = await planDeploy(target(world, 'app'), world.deps(), live()).catch(
    (error: unknown) => error,
  );
  expect(QuaysideError.is(refused, 'unsupportedService') && refused.details['shape']).toBe(shape);
  const calls = Object.keys(await world.sandbox.control('calls'));
  expect(calls.filter((call) => /Register|Update|Create|Put/.test(call))).toEqual([]);
});

test('a service that code describes is deployed, and its next run is warned of', async () => {
  await using world = await TestWorld.start();
  await make(world, { ...FARGATE, tags: [{ key: 'copilot-service', value: 'app' }] });
  const { plan } = await planDeploy(target(world, 'app'), world.deps(), live());
  expect(plan.checks.find(({ id }) => id === 'owner')).toMatchObject({ level: 'warning' });
  expect((await deploy(target(world, 'app'), world.deps())).verdict).toMatchObject({ kind: 'succeeded' });
});

test('a daemon, whose desired count is that of its instances, is deployed', async () => {
  await using world = await TestWorld.start();
  const { somebodyElse } = world;
  await somebodyElse.send(
    new RegisterTaskDefinitionCommand({
      family: 'agent',
      networkMode: 'bridge',
      containerDefinitions: [{ name: 'agent', image: world.image('shop-web:1.9.0'), memory: 64 }],
    }),
  );
  await somebodyElse.send(
    new CreateServiceCommand({
      cluster: 'staging',
      serviceName: 'agent',
      taskDefinition: 'agent',
      launchType: 'EC2',
      schedulingStrategy: 'DAEMON',
    }),
  );
  await world.sandbox.clock.advance(120_000);
  const { plan } = await planDeploy(target(world, 'agent', 'staging'), world.deps(), live());
  expect(plan.checks.filter(({ level }) => level === 'error')).toEqual([]);
  const { verdict, state } = await deploy(target(world, 'agent', 'staging'), world.deps());
  expect(verdict).toMatchObject({ kind: 'succeeded', tone: 'success' });
  expect(state.rollout?.next).toMatchObject({ healthy: plan.rollout.desired, desired: plan.rollout.desired });
});

test('a service that wants no task is told to start none, before and after', async () => {
  await using world = await TestWorld.start();
  await make(world, { ...FARGATE, desiredCount: 0 });
  const { plan } = await planDeploy(target(world, 'app'), world.deps(), live());
  expect(plan.checks.find(({ id }) => id === 'desiredZero')).toMatchObject({ level: 'warning' });
  const { verdict } = await deploy(target(world, 'app'), world.deps());
  expect(verdict).toMatchObject({ kind: 'succeeded', detail: { id: 'verdict.nothingStarted' } });
});

test.each(['shop-blue-green', 'shop-canary', 'shop-linear'])(
  '%s goes through the same door as a rolling one',
  async (service) => {
    await using world = await TestWorld.start({ seed: 'strategies' });
    const image = world.image(`${service}:2.0.0`);
    const asked = { cluster: 'strategies', service, source: { kind: 'image', image } } as const;
    const { plan } = await planDeploy(asked, world.deps(), live());
    expect(plan.checks.filter(({ level }) => level === 'error')).toEqual([]);
    expect(plan.changes.map(({ path }) => path)).toEqual(['containerDefinitions[app].image']);
  },
);
