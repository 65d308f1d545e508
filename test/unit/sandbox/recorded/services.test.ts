import { DeleteServiceCommand, UpdateServiceCommand, type Service } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLUSTER, setStage, type Stage } from '../ecs/builders';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => stage.dispose());

const WEB = { cluster: CLUSTER, service: 'web' };
const update = (more: object): Promise<unknown> =>
  stage.ecs.send(new UpdateServiceCommand({ ...WEB, ...more }));

describe('a service is created as recorded:', () => {
  test('its family stands for the newest revision, and tags are told when they were sent', async () => {
    await stage.register('web');
    const newest = await stage.register('web');
    const tags = [{ key: 'a', value: 'b' }];
    const service = await stage.create('web', { taskDefinition: 'web', desiredCount: 0, tags });
    expect(service).toMatchObject({
      taskDefinition: newest,
      tags,
      deployments: [{ taskDefinition: newest }],
    });
  });

  test('zones are not balanced where the maximum is 100 percent', async () => {
    const deploymentConfiguration = { maximumPercent: 100, minimumHealthyPercent: 0 };
    const narrow = await stage.create('narrow', { desiredCount: 0, deploymentConfiguration });
    const wide = await stage.create('wide', { desiredCount: 0 });
    expect([narrow, wide].map((one) => one.availabilityZoneRebalancing)).toEqual(['DISABLED', 'ENABLED']);
  });
});

test('an update leaves the old deployment its state, and dates it to the new one', async () => {
  await stage.create('web', { desiredCount: 0 });
  await stage.completed('web');
  await update({ forceNewDeployment: true });
  const states = (service: Service): unknown =>
    service.deployments?.map(({ status, rolloutState }) => [status, rolloutState]);
  const first = await stage.service('web');
  expect(states(first)).toEqual([
    ['PRIMARY', 'IN_PROGRESS'],
    ['ACTIVE', 'COMPLETED'],
  ]);
  expect(first.deployments?.[1]?.updatedAt).toEqual(first.deployments?.[0]?.createdAt);
  await update({ monitoring: { metricConfigurations: [] } });
  expect(states(await stage.service('web'))).toEqual([
    ['PRIMARY', 'IN_PROGRESS'],
    ['ACTIVE', 'COMPLETED'],
    ['ACTIVE', 'IN_PROGRESS'],
  ]);
});

describe('a service is deleted as recorded:', () => {
  const remove = async (): Promise<Service | undefined> =>
    (await stage.ecs.send(new DeleteServiceCommand({ ...WEB, force: true }))).service;

  test('in a shorter shape, of which the next look shows all again', async () => {
    await stage.create('web', { desiredCount: 1, tags: [{ key: 'a', value: 'b' }] });
    await update({ forceNewDeployment: true });
    for (const service of [await remove(), await remove()]) {
      expect(service).toMatchObject({ status: 'DRAINING', desiredCount: 0 });
      expect(service).not.toHaveProperty('currentServiceRevisions');
      expect(service).not.toHaveProperty('tags');
      expect(service?.deploymentConfiguration).not.toHaveProperty('bakeTimeInMinutes');
      expect(service?.deploymentConfiguration?.deploymentCircuitBreaker).toEqual({
        enable: false,
        rollback: false,
      });
      expect(service?.deployments?.map(({ status }) => status)).toEqual(['PRIMARY', 'DRAINING']);
    }
    const described = await stage.service('web');
    expect(described.deploymentConfiguration).toMatchObject({ bakeTimeInMinutes: 0 });
    expect(described.currentServiceRevisions).toHaveLength(2);
    expect(described).not.toHaveProperty('currentServiceDeployment');
  });

  test('and what is left of it keeps its primary deployment, revision, role and network', async () => {
    const { roleArn, networkConfiguration, deployments } = await stage.create('web', { desiredCount: 1 });
    await remove();
    await stage.sandbox.clock.advance(120_000);
    const gone = await stage.service('web');
    expect(gone).toMatchObject({
      status: 'INACTIVE',
      events: [],
      roleArn,
      networkConfiguration,
      desiredCount: 0,
      runningCount: 0,
      pendingCount: 0,
      deployments: [{ id: deployments?.[0]?.id, status: 'PRIMARY' }],
    });
    expect(gone.currentServiceRevisions).toHaveLength(1);
  });
});
