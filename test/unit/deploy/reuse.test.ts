import { CreateServiceCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { CloudWatchLogsClient, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EcsApi } from '../../../src/core/aws/api';
import type { Connection } from '../../../src/core/aws/connection';
import { planDeploy, runDeploy } from '../../../src/core/deploy/engine';
import type { DeployEvent } from '../../../src/core/deploy/event';
import type { PreparedDeploy } from '../../../src/core/deploy/planning';
import type { DeployDeps } from '../../../src/core/deploy/deps';
import { copyWithImages } from '../../../src/core/deploy/taskDefinition';
import { QuaysideError } from '../../../src/core/lib/errors';
import { formatMessage } from '../../../src/core/lib/message';
import { sdkOptions } from '../../support/sandboxServer';
import { deploy, live, play, TestWorld } from './setup';

let world: TestWorld;

beforeEach(async () => {
  world = await TestWorld.start();
});
afterEach(() => world[Symbol.asyncDispose]());

const webTarget = () =>
  ({
    cluster: 'production',
    service: 'shop-web',
    source: { kind: 'image', image: world.image('shop-web:1.8.1') },
  }) as const;

const ofType = <T extends DeployEvent['type']>(events: readonly DeployEvent[], type: T) =>
  events.filter((event): event is DeployEvent & { type: T } => event.type === type);

async function run(prepared: PreparedDeploy, deps: DeployDeps = world.deps()) {
  await world.sandbox.control('calls', {});
  const events: DeployEvent[] = [];
  const played = await play(runDeploy(prepared, deps, live()), deps, (event) => void events.push(event));
  return { ...played, calls: await world.sandbox.control('calls') };
}

/** What somebody else registered: the running revision with this image, and with what else they changed. */
async function registerElsewhere(image: string, more: object = {}): Promise<string> {
  const { ecs, ecr } = world.connection;
  const base = await ecs.describeTaskDefinition('shop-web', live());
  const found = await ecr.describeImage({ repository: 'shop-web', reference: image }, live());
  const images = new Map([['app', `${world.image('shop-web')}@${found?.digest ?? ''}`]]);
  const { arn } = await ecs.registerTaskDefinition({ ...copyWithImages(base, { images }), ...more }, live());
  return arn;
}

describe('a revision that is there already', () => {
  test('is used when it is what would be registered: nothing is, and the service gets it', async () => {
    const arn = await registerElsewhere('1.8.1');
    const prepared = await planDeploy(webTarget(), world.deps(), live());
    expect(prepared.plan.reuses?.arn).toBe(arn);
    const { verdict, events, state, calls } = await run(prepared);
    expect(verdict?.kind).toBe('succeeded');
    expect(ofType(events, 'registered')).toMatchObject([
      { reused: true, provenChanges: 1, revision: { arn } },
    ]);
    expect(calls['ecs:RegisterTaskDefinition']).toBeUndefined();
    const { note } = state.stages.find(({ id }) => id === 'register') ?? {};
    expect(note === undefined ? '' : formatMessage(note)).toBe('revision 4 is identical: reused');
  });

  test('is left alone when it differs in anything else', async () => {
    await registerElsewhere('1.8.1', { tags: [{ key: 'somebody', value: 'else' }] });
    const { verdict, events } = await run(await planDeploy(webTarget(), world.deps(), live()));
    expect(verdict?.kind).toBe('succeeded');
    expect(ofType(events, 'registered')).toMatchObject([{ revision: { revision: 5 } }]);
  });

  test('and that runs leaves nothing to do, unless its tasks are to start anew', async () => {
    await deploy(webTarget(), world.deps());
    const prepared = await planDeploy(webTarget(), world.deps(), live());
    expect(prepared.plan.checks.find(({ id }) => id === 'sameImage')).toMatchObject({
      level: 'error',
      fix: { id: 'forceNewDeployment' },
    });
    expect((await run(prepared)).state.failure).toMatchObject({ stage: 'plan' });

    const forced = await run(prepared.accept('forceNewDeployment', true));
    expect(forced.verdict?.kind).toBe('succeeded');
    expect(forced.calls['ecs:RegisterTaskDefinition']).toBeUndefined();
    expect(forced.state.newRevision?.revision).toBe(4);
  });
});

describe('several containers', () => {
  const target = () =>
    ({
      cluster: 'production',
      service: 'shop-api',
      container: 'api',
      source: { kind: 'image', image: world.image('shop-api:3.2.0') },
      more: [{ container: 'envoy', source: { kind: 'image', image: world.image('shop-web:1.9.0') } }],
    }) as const;

  test('get their images in one revision, once the registry has confirmed all of them', async () => {
    const prepared = await planDeploy(target(), world.deps(), live());
    expect(prepared.plan.changes).toHaveLength(2);
    const { verdict, events, state } = await run(prepared);
    expect(verdict?.kind).toBe('succeeded');
    const order = events.map(({ type }) => type);
    expect(order.lastIndexOf('imageConfirmed')).toBeLessThan(order.indexOf('registered'));
    expect(state.provenChanges).toBe(2);
    expect(state.image?.reference).toBe(world.image('shop-api:3.2.0'));
    expect(state.moreImages).toMatchObject([
      { container: 'envoy', reference: world.image('shop-web:1.9.0') },
    ]);
    const arn = state.newRevision?.arn ?? '';
    const { body } = await world.connection.ecs.describeTaskDefinition(arn, live());
    expect(JSON.stringify(body['containerDefinitions'])).toContain(
      `"image":"${world.image('shop-web')}@${state.moreImages?.[0]?.digest ?? ''}"`,
    );
  });

  test('are none of them changed when the registry lacks one of the images', async () => {
    const prepared = await planDeploy(
      {
        ...target(),
        more: [{ container: 'envoy', source: { kind: 'image', image: world.image('shop-web:none') } }],
      },
      world.deps(),
      live(),
    );
    const check = prepared.plan.checks.find(({ id }) => id === 'image:envoy');
    expect(check).toMatchObject({ level: 'error', container: 'envoy' });
    const { events } = await run(prepared);
    expect(events.map(({ type }) => type)).toEqual(['planned', 'failed']);
  });
});

describe('what the plan offers', () => {
  test('the breaker is turned on with the update, and nothing else of the configuration changes', async () => {
    await world.somebodyElse.send(
      new CreateServiceCommand({
        cluster: 'production',
        serviceName: 'plain',
        taskDefinition: 'shop-web:2',
        desiredCount: 1,
        launchType: 'FARGATE',
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
        deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 200 },
      }),
    );
    const target = {
      ...webTarget(),
      service: 'plain',
      source: { kind: 'image', image: world.image('shop-web:1.9.0') },
    } as const;
    const prepared = await planDeploy(target, world.deps(), live());
    expect(prepared.plan.checks.find(({ id }) => id === 'breaker')?.fix?.id).toBe('enableBreaker');
    await run(prepared.accept('enableBreaker', true));
    const { services } = await world.connection.ecs.describeServices('production', ['plain'], live());
    expect(services[0]).toMatchObject({
      circuitBreaker: { enabled: true, rollback: true },
      minimumHealthyPercent: 50,
      maximumPercent: 200,
    });
  });

  test('a log group that is missing is created before the new revision is registered', async () => {
    const logs = new CloudWatchLogsClient(sdkOptions(world.sandbox));
    await logs.send(new DeleteLogGroupCommand({ logGroupName: '/ecs/shop-web' }));
    const prepared = await planDeploy(webTarget(), world.deps(), live());
    expect(prepared.plan.checks.find(({ id }) => id === 'logGroup')?.fix?.id).toBe('createLogGroup');
    const { verdict } = await run(prepared.accept('createLogGroup', true));
    expect(verdict?.kind).toBe('succeeded');
    expect(await world.connection.logs().hasGroup('/ecs/shop-web', live())).toBe(true);
  });
});

/** A connection of somebody who may register but not tag. */
function withoutTagging(connection: Connection): Connection {
  const { ecs } = connection;
  const registerTaskDefinition: EcsApi['registerTaskDefinition'] = (body, signal) =>
    body['tags'] === undefined
      ? ecs.registerTaskDefinition(body, signal)
      : Promise.reject(
          new QuaysideError('accessDenied', 'not authorized to perform: ecs:TagResource', {
            details: { operation: 'RegisterTaskDefinition', action: 'ecs:TagResource' },
          }),
        );
  return Object.create(connection, { ecs: { value: { ...ecs, registerTaskDefinition } } }) as Connection;
}

test('who may not tag deploys without tags, and is told', async () => {
  const tagged = await registerElsewhere('1.9.0', { tags: [{ key: 'team', value: 'storefront' }] });
  const change = { cluster: 'production', service: 'shop-web', taskDefinition: tagged };
  await world.connection.ecs.updateService(change, live());
  const deps = { ...world.deps(), connection: withoutTagging(world.connection) };
  const { verdict, state } = await run(await planDeploy(webTarget(), deps, live()), deps);
  expect(verdict?.kind).toBe('succeeded');
  const { note } = state.stages.find(({ id }) => id === 'register') ?? {};
  expect(note?.id).toBe('stage.noTags');
  const arn = state.newRevision?.arn ?? '';
  expect((await world.connection.ecs.describeTaskDefinition(arn, live())).tags).toEqual([]);
});

test('somebody else who deploys a service on instances sees whether one more task fits', async () => {
  const { taskDefinition } = await world.somebodyElse.send(
    new RegisterTaskDefinitionCommand({
      family: 'on-instances',
      networkMode: 'bridge',
      containerDefinitions: [
        {
          name: 'app',
          image: world.image('shop-web:1.9.0'),
          memory: 128,
          portMappings: [{ containerPort: 80, hostPort: 8080 }],
        },
      ],
    }),
  );
  await world.somebodyElse.send(
    new CreateServiceCommand({
      cluster: 'staging',
      serviceName: 'on-instances',
      taskDefinition: taskDefinition?.taskDefinitionArn,
      desiredCount: 2,
      launchType: 'EC2',
    }),
  );
  await world.sandbox.clock.advance(60_000);
  const target = {
    cluster: 'staging',
    service: 'on-instances',
    source: { kind: 'image', image: world.image('shop-web:1.8.1') },
  } as const;
  const { plan } = await planDeploy(target, world.deps(), live());
  const check = plan.checks.find(({ id }) => id === 'instances');
  expect(check?.level).toBe('warning');
  expect(formatMessage(check?.text ?? { template: '', args: [] })).toContain('port 8080/tcp');
});
