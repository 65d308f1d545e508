import {
  DeleteServiceCommand,
  type DeleteServiceCommandOutput,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  ListServicesCommand,
  paginateListServices,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLUSTER, rawCall, setStage, type Stage } from './builders';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => stage.dispose());

describe('a fresh service', () => {
  test('has one deployment in progress, no events, and revisions with the same digits', async () => {
    const service = await stage.create('web');
    const [deployment] = service.deployments ?? [];
    const digits = deployment?.id?.replace('ecs-svc/', '') ?? '';
    expect(digits).toMatch(/^\d{19}$/);
    expect(service).toMatchObject({
      events: [],
      status: 'ACTIVE',
      runningCount: 0,
      availabilityZoneRebalancing: 'ENABLED',
    });
    expect(deployment).toMatchObject({
      status: 'PRIMARY',
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: `ECS deployment ecs-svc/${digits} in progress.`,
    });
    expect(deployment?.updatedAt).toEqual(deployment?.createdAt);
    expect(service.currentServiceRevisions?.map(({ arn }) => arn)).toEqual([
      `arn:aws:ecs:us-east-1:123456789012:service-revision/${CLUSTER}/web/${digits}`,
    ]);
    expect(service).not.toHaveProperty('currentServiceDeployment');
    expect(service).not.toHaveProperty('tags');
  });

  test('with nothing to run is not complete at once, but after a while', async () => {
    await stage.create('idle', { desiredCount: 0 });
    await stage.sandbox.clock.advance(12_000);
    expect((await stage.service('idle')).deployments?.[0]?.rolloutState).toBe('IN_PROGRESS');
    await stage.sandbox.clock.advance(9_000);
    expect((await stage.service('idle')).deployments?.[0]?.rolloutState).toBe('COMPLETED');
    expect(await stage.events('idle')).toEqual([
      '(service idle) has reached a steady state.',
      expect.stringMatching(/^\(service idle\) \(deployment ecs-svc\/\d{19}\) deployment completed\.$/),
    ]);
  });

  test('names its service deployment from the third second on, and no longer when it is complete', async () => {
    await stage.create('web');
    await stage.sandbox.clock.advance(1_500);
    expect(await stage.service('web')).not.toHaveProperty('currentServiceDeployment');
    await stage.sandbox.clock.advance(2_500);
    expect((await stage.service('web')).currentServiceDeployment).toMatch(
      /:service-deployment\/test\/web\/[A-Za-z0-9_-]{21}$/,
    );
    await stage.completed('web');
    expect(await stage.service('web')).not.toHaveProperty('currentServiceDeployment');
  });

  test.each([
    [
      { networkConfiguration: undefined },
      'InvalidParameterException',
      'Network Configuration must be provided',
    ],
    [{ taskDefinition: 'nothing' }, 'ClientException', 'TaskDefinition not found.'],
    [{ launchType: 'BOGUS' as 'EC2' }, 'InvalidParameterException', 'launch type should be one of'],
    [{ clientToken: 'x'.repeat(37) }, 'InvalidParameterException', 'idempotency token longer than 36.'],
  ])('is refused as AWS refuses it: %j', async (extra, name, text) => {
    await expect(stage.create('web', extra as object)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(text) as string,
    });
  });

  test('cannot be made twice', async () => {
    await stage.create('web');
    await expect(stage.create('web')).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Creation of service was not idempotent.',
    });
  });

  test('keeps members that the sandbox does not know', async () => {
    await stage.register('odd');
    await rawCall(stage.sandbox, 'CreateService', {
      cluster: CLUSTER,
      serviceName: 'odd',
      taskDefinition: 'odd',
      desiredCount: 0,
      networkConfiguration: { awsvpcConfiguration: { subnets: [] } },
      futureMember: { a: [1] },
    });
    const { body } = await rawCall(stage.sandbox, 'DescribeServices', {
      cluster: CLUSTER,
      services: ['odd'],
    });
    expect(body['services']).toMatchObject([{ futureMember: { a: [1] } }]);
  });
});

describe('services', () => {
  test('are listed page by page', async () => {
    await stage.register('many');
    for (let index = 0; index < 12; index += 1) {
      await stage.create(`s${index}`, { taskDefinition: 'many', desiredCount: 0 });
    }
    const first = await stage.ecs.send(new ListServicesCommand({ cluster: CLUSTER }));
    expect(first.serviceArns).toHaveLength(10);
    expect(first.nextToken).toMatch(/^[A-Za-z0-9+/=]{48}$/);
    const tokens = new Set<string | undefined>();
    const all: string[] = [];
    for await (const page of paginateListServices({ client: stage.ecs, pageSize: 5 }, { cluster: CLUSTER })) {
      all.push(...(page.serviceArns ?? []));
      tokens.add(page.nextToken);
    }
    expect(new Set(all).size).toBe(12);
    expect(tokens.size).toBe(3);
    const call = (input: object): Promise<unknown> =>
      stage.ecs.send(new ListServicesCommand({ cluster: CLUSTER, ...input }));
    await expect(call({ maxResults: 101 })).rejects.toMatchObject({
      message: 'Max results can not be greater than 100',
    });
    await expect(call({ nextToken: 'bogus' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('are described in the order asked for, unknown ones as failures, ten at most', async () => {
    await stage.create('a', { desiredCount: 0 });
    await stage.create('b', { desiredCount: 0 });
    const { services, failures } = await stage.ecs.send(
      new DescribeServicesCommand({ cluster: CLUSTER, services: ['b', 'nothing', 'a'] }),
    );
    expect(services?.map(({ serviceName }) => serviceName)).toEqual(['b', 'a']);
    expect(failures).toEqual([
      { arn: `arn:aws:ecs:us-east-1:123456789012:service/${CLUSTER}/nothing`, reason: 'MISSING' },
    ]);
    await expect(
      stage.ecs.send(
        new DescribeServicesCommand({
          cluster: CLUSTER,
          services: Array.from({ length: 11 }, (_, i) => `s${i}`),
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(
      stage.ecs.send(new DescribeServicesCommand({ cluster: 'nowhere', services: ['a'] })),
    ).rejects.toMatchObject({ name: 'ClusterNotFoundException' });
  });
});

describe('an update', () => {
  const update = (input: object): Promise<unknown> =>
    stage.ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'web', ...input }));

  test('of the desired count makes no new deployment, and only a steady state follows', async () => {
    await stage.create('web');
    await stage.completed('web');
    const before = await stage.service('web');
    await update({ desiredCount: 3 });
    const during = await stage.service('web');
    expect(during.deployments?.map(({ id, rolloutState }) => [id, rolloutState])).toEqual([
      [before.deployments?.[0]?.id, 'COMPLETED'],
    ]);
    await stage.sandbox.clock.advance(120_000);
    const fresh = (await stage.events('web')).slice(0, -(before.events?.length ?? 0));
    expect(fresh).toEqual([
      '(service web) has reached a steady state.',
      expect.stringMatching(/^\(service web\) has started 1 tasks: \(task [0-9a-f]{32}\)\.$/),
    ]);
  });

  test('to zero stops all tasks at once', async () => {
    await stage.create('web');
    await stage.completed('web');
    await update({ desiredCount: 0 });
    await stage.sandbox.clock.advance(1_500);
    expect(await stage.tasks()).toEqual([]);
    const stopped = await stage.tasks({ desiredStatus: 'STOPPED' });
    expect(stopped.map(({ lastStatus, stopCode }) => [lastStatus, stopCode])).toEqual([
      ['RUNNING', 'ServiceSchedulerInitiated'],
      ['RUNNING', 'ServiceSchedulerInitiated'],
    ]);
    expect(stopped[0]?.stoppedReason).toMatch(/^Scaling activity initiated by \(deployment ecs-svc\/\d+\)$/);
  });

  test('with the same task definition does nothing unless it is forced', async () => {
    const { taskDefinition = '' } = await stage.create('web', { desiredCount: 0 });
    await update({ taskDefinition });
    expect((await stage.service('web')).deployments).toHaveLength(1);
    await update({ taskDefinition, forceNewDeployment: true });
    expect((await stage.service('web')).deployments?.map(({ status }) => status)).toEqual([
      'PRIMARY',
      'ACTIVE',
    ]);
  });

  test('of the breaker keeps what is left out, and knows no rollback without the breaker', async () => {
    await stage.create('web', {
      desiredCount: 0,
      deploymentConfiguration: {
        deploymentCircuitBreaker: { enable: true, rollback: true, resetOnHealthyTask: false },
      },
    });
    const breaker = async (): Promise<unknown> =>
      (await stage.service('web')).deploymentConfiguration?.deploymentCircuitBreaker;
    await update({
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
    });
    expect(await breaker()).toEqual({
      enable: true,
      rollback: false,
      resetOnHealthyTask: false,
      thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
    });
    await update({
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: true } },
    });
    expect(await breaker()).toMatchObject({ enable: false, rollback: false });
  });

  test('to a maximum of 100 percent is refused while zones are balanced', async () => {
    await stage.create('web', { desiredCount: 0 });
    await expect(update({ deploymentConfiguration: { maximumPercent: 100 } })).rejects.toMatchObject({
      message: expect.stringContaining(
        'Availability Zone Rebalancing does not support maximumPercent <= 100 %',
      ) as string,
    });
    await update({
      availabilityZoneRebalancing: 'DISABLED',
      deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0 },
    });
  });

  test('that could neither stop nor start a task says so once', async () => {
    await stage.create('web', {
      desiredCount: 1,
      availabilityZoneRebalancing: 'DISABLED',
      deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 100 },
    });
    await stage.completed('web');
    await update({ forceNewDeployment: true });
    await stage.sandbox.clock.advance(300_000);
    const events = await stage.events('web');
    expect(events.filter((event) => event.includes('was unable to stop or start tasks'))).toHaveLength(1);
    expect((await stage.service('web')).runningCount).toBe(1);
  });
});

test('a revision names its images after ten seconds', async () => {
  const { currentServiceRevisions } = await stage.create('web', { desiredCount: 0 });
  const describeRevision = async (): Promise<unknown> => {
    const arn = currentServiceRevisions?.[0]?.arn ?? '';
    const { serviceRevisions } = await stage.ecs.send(
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: [arn] }),
    );
    return serviceRevisions?.[0];
  };
  expect(await describeRevision()).not.toHaveProperty('containerImages');
  await stage.sandbox.clock.advance(11_000);
  expect(await describeRevision()).toMatchObject({
    containerImages: [{ containerName: 'app', image: 'example/app:1' }],
  });
});

test('revisions are known as long as one of the newest hundred deployments names them', async () => {
  const { currentServiceRevisions } = await stage.create('web', { desiredCount: 0 });
  const serviceRevisionArns = [currentServiceRevisions?.[0]?.arn ?? ''];
  const deploy = async (times: number): Promise<void> => {
    const input = { cluster: CLUSTER, service: 'web', forceNewDeployment: true };
    for (let time = 0; time < times; time += 1) await rawCall(stage.sandbox, 'UpdateService', input);
    // They supersede each other, and none of them completes.
    await stage.sandbox.clock.advance(60_000);
  };
  const known = async (): Promise<unknown> =>
    (await rawCall(stage.sandbox, 'DescribeServiceRevisions', { serviceRevisionArns })).body['failures'];
  await deploy(99);
  await deploy(1);
  expect(await known()).toEqual([]);
  await deploy(2);
  expect(await known()).toEqual([{ arn: serviceRevisionArns[0], reason: 'MISSING' }]);
});

describe('a deleted service', () => {
  const remove = (force = true): Promise<DeleteServiceCommandOutput> =>
    stage.ecs.send(new DeleteServiceCommand({ cluster: CLUSTER, service: 'web', force }));

  test('drains, ends INACTIVE without events, and gives its name free', async () => {
    const created = await stage.create('web');
    await stage.completed('web');
    const { service } = await remove();
    expect(service).toMatchObject({ status: 'DRAINING', desiredCount: 0, runningCount: 2 });
    expect(service).not.toHaveProperty('currentServiceRevisions');
    await expect(stage.create('web')).rejects.toMatchObject({
      message: 'Unable to Start a service that is still Draining.',
    });
    await expect(remove()).resolves.toBeDefined();

    await stage.sandbox.clock.advance(120_000);
    expect(await stage.service('web')).toMatchObject({ status: 'INACTIVE', events: [], runningCount: 0 });
    const { serviceArns } = await stage.ecs.send(new ListServicesCommand({ cluster: CLUSTER }));
    expect(serviceArns).toEqual([]);
    const again = await stage.create('web');
    expect(again.serviceArn).toBe(created.serviceArn);
    expect(again.deployments?.[0]?.id).not.toBe(created.deployments?.[0]?.id);
  });

  test('must be at zero or forced, and cannot be updated afterwards', async () => {
    await stage.create('web');
    await expect(remove(false)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await remove();
    await expect(
      stage.ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'web', desiredCount: 1 })),
    ).rejects.toMatchObject({ name: 'ServiceNotActiveException' });
  });
});
