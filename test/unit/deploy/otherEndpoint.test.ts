import { expect, test } from 'vitest';
import { DEFAULT_DEPLOY_OPTIONS, type DeployDeps } from '../../../src/core/deploy/deps';
import { createProgramRunner } from '../../../src/core/docker/runner';
import { testConnections } from '../aws/setup';
import { deploy, live } from './setup';
import { DIGEST, StubEndpoint, type Ending, type Refusal } from './stubEndpoint';

const target = {
  cluster: 'c',
  service: 'web',
  source: { kind: 'image', image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/web:2' },
} as const;

async function deployTo(ending: Ending, refusal?: Refusal) {
  await using stub = await StubEndpoint.start(ending, refusal);
  const { connections, clock, logger } = testConnections();
  const connection = await connections.open({ kind: 'sandbox', endpoint: stub.url, region: 'us-east-1' });
  const options = DEFAULT_DEPLOY_OPTIONS;
  const deps: DeployDeps = {
    connection,
    clock,
    logger,
    options,
    runner: createProgramRunner(),
    random: () => 0.5,
  };
  const played = await deploy(target, deps);
  const registered = await connection.ecs.describeTaskDefinition(played.state.newRevision?.arn ?? '', live());
  connection.dispose();
  return { ...played, registered, calls: stub.calls };
}

test('an endpoint that knows no service-deployment actions gets its image deployed, and the success is told', async () => {
  const { verdict, registered } = await deployTo('completes');
  expect(verdict?.kind).toBe('succeeded');
  expect(registered.body).toMatchObject({
    somethingOfTheirs: { kept: true },
    containerDefinitions: [{ name: 'app', image: expect.stringContaining(`/web@${DIGEST}`) as string }],
  });
});

test('there too a rollback is a failure', async () => {
  const { verdict } = await deployTo('rollsBack');
  expect(verdict).toMatchObject({ kind: 'rolledBack', tone: 'failure' });
});

test('the newer actions are asked for once, and then left alone', async () => {
  const { calls, events } = await deployTo('completes');
  expect(calls.filter((call) => call === 'ListServiceDeployments')).toHaveLength(1);
  expect(calls).not.toContain('DescribeServiceDeployments');
  const told = events.flatMap((event) => (event.type === 'hindrance' ? [event.text?.id] : []));
  expect(told).toEqual(['hindrance.basicUnknown']);
});

test('an endpoint that answers every newer action with a page is asked a few times, and then watched in basic mode', async () => {
  const { verdict, events } = await deployTo('completes', 'page');
  expect(verdict?.kind).toBe('succeeded');
  const told = events.flatMap((event) => (event.type === 'hindrance' ? [event.text?.id] : []));
  expect(told).toEqual(['hindrance.other', 'hindrance.basicUnknown']);
});
