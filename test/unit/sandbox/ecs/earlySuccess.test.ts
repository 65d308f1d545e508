import {
  DescribeServicesCommand,
  UpdateServiceCommand,
  type DeploymentEarlySuccessCriteria,
  type Service,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLUSTER, setStage, type Stage } from './builders';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => stage.dispose());

const COMPLETED = /\(deployment ecs-svc\/\d+\) deployment completed\.$/;

async function create(desiredCount: number): Promise<void> {
  await stage.create('web', {
    desiredCount,
    availabilityZoneRebalancing: 'DISABLED',
    deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 50 },
  });
}

async function deploy(earlySuccessCriteria: DeploymentEarlySuccessCriteria): Promise<string> {
  await stage.ecs.send(
    new UpdateServiceCommand({
      cluster: CLUSTER,
      service: 'web',
      forceNewDeployment: true,
      deploymentConfiguration: { earlySuccessCriteria },
    }),
  );
  return (await stage.service('web')).deployments?.[0]?.id ?? '';
}

/** The statuses of `deployments` in the moment at which the newest of them completed. */
async function atCompletion(id: string): Promise<(string | undefined)[]> {
  let statuses: (string | undefined)[] = [];
  await stage.sandbox.clock.advanceUntil(async () => {
    const { deployments = [] } = await stage.service('web');
    statuses = deployments.map(({ status }) => status);
    return deployments[0]?.id === id && deployments[0].rolloutState === 'COMPLETED';
  });
  return statuses;
}

describe('a rolling deployment with early success criteria', () => {
  beforeEach(async () => {
    await create(4);
    await stage.completed('web');
  });

  test('of deferred cleanup completes with its share of healthy tasks; the rest follows, and then it is steady', async () => {
    const id = await deploy({ enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: 'DEFERRED' });
    expect(await atCompletion(id)).toHaveLength(2);
    expect((await stage.serviceDeployments('web'))[0]).toBe('SUCCESSFUL');
    expect(await stage.events('web')).toEqual([
      expect.stringMatching(COMPLETED),
      ...(await stage.events('web')).slice(1),
    ]);
    await stage.sandbox.clock.advanceUntil(
      async () => (await stage.events('web'))[0] === '(service web) has reached a steady state.',
    );
    const { deployments = [], runningCount } = await stage.service('web');
    expect([deployments.length, runningCount]).toEqual([1, 4]);
    const completions = (await stage.events('web')).filter((event) => event.includes(id));
    expect(completions).toHaveLength(1);
  });
});

test.each([
  [{ enable: true }, 'healthyPercent cannot be empty.'],
  [{ enable: true, healthyPercent: 60 }, 'sourceServiceRevisionCleanup should be one of [BLOCKING,DEFERRED]'],
  [
    { enable: true, healthyPercent: 40, sourceServiceRevisionCleanup: 'DEFERRED' as const },
    'healthyPercent must be between 50 and 100.',
  ],
])('early success criteria that make no sense are refused: %j', async (criteria, message) => {
  await create(0);
  await expect(deploy(criteria)).rejects.toMatchObject({ name: 'InvalidParameterException', message });
});

test('of blocking cleanup it completes when the old tasks are gone, without all of its own', async () => {
  const demo = await setStage({ seed: 'demo' });
  // Two instances of 2048 CPU units each: of the new revision two tasks fit, of the old one four.
  const cluster = 'staging';
  const taskDefinition = (cpu: number): Promise<string> =>
    demo.register('wide', {
      networkMode: 'bridge',
      containerDefinitions: [{ name: 'app', image: 'example/app:1', memory: 64, cpu }],
    });
  const read = async (): Promise<Service> => {
    const { services } = await demo.ecs.send(new DescribeServicesCommand({ cluster, services: ['wide'] }));
    return services?.[0] ?? {};
  };
  const completed = (): Promise<void> =>
    demo.sandbox.clock.advanceUntil(async () => {
      const { deployments = [] } = await read();
      return deployments.length === 1 && deployments[0]?.rolloutState === 'COMPLETED';
    });
  await demo.create('wide', {
    cluster,
    launchType: 'EC2',
    networkConfiguration: undefined,
    taskDefinition: await taskDefinition(1024),
    desiredCount: 4,
    availabilityZoneRebalancing: 'DISABLED',
    deploymentConfiguration: {
      maximumPercent: 100,
      minimumHealthyPercent: 0,
      earlySuccessCriteria: { enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: 'BLOCKING' },
    },
  });
  await completed();
  const wider = await taskDefinition(2048);
  await demo.ecs.send(new UpdateServiceCommand({ cluster, service: 'wide', taskDefinition: wider }));
  await completed();
  const { runningCount, desiredCount, taskDefinition: running, events = [] } = await read();
  expect([runningCount, desiredCount, running]).toEqual([2, 4, wider]);
  expect(events[0]?.message).toMatch(COMPLETED);
  expect(events.some(({ message = '' }) => message.includes('was unable to place a task'))).toBe(true);
  await demo.dispose();
});
