import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../../src/core/lib/json';
import { CLUSTER, NETWORK, rawCall, setStage, type Stage } from '../ecs/builders';
import { RECORDED_MEMBERS } from './members';
import { differences, readMembers } from './memberTree';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => stage.dispose());

type Operation = keyof typeof RECORDED_MEMBERS;

/** A call whose answer has the members that were recorded, no more and no fewer. */
async function call(operation: Operation, input: unknown): Promise<Record<string, unknown>> {
  const { status, body } = await rawCall(stage.sandbox, operation, input);
  expect([status, body]).toMatchObject([200, {}]);
  const members = readMembers(RECORDED_MEMBERS[operation]);
  expect([...new Set(differences(operation, body as JsonValue, members))]).toEqual([]);
  return body;
}

const DEFINITION = {
  family: 'job',
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  cpu: '256',
  memory: '512',
  executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
  runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
  containerDefinitions: [
    {
      name: 'app',
      image: 'example/app:1',
      memory: 128,
      command: ['run'],
      portMappings: [{ containerPort: 80 }],
      environment: [{ name: 'A', value: 'b' }],
      dependsOn: [{ containerName: 'side', condition: 'START' }],
    },
    { name: 'side', image: 'example/app:1', memoryReservation: 64, stopTimeout: 10 },
  ],
};

describe('answers have the members that were recorded:', () => {
  test('clusters', async () => {
    const include = ['ATTACHMENTS', 'CONFIGURATIONS', 'SETTINGS', 'STATISTICS', 'TAGS'];
    await call('CreateCluster', { clusterName: 'plain' });
    await call('CreateCluster', {
      clusterName: 'full',
      tags: [{ key: 'a', value: 'b' }],
      settings: [{ name: 'containerInsights', value: 'enabled' }],
      capacityProviders: ['FARGATE'],
      defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }],
      configuration: { executeCommandConfiguration: { logging: 'DEFAULT' } },
    });
    await stage.create('web', { desiredCount: 0 });
    await call('DescribeClusters', { clusters: ['plain', 'full', CLUSTER, 'unknown'] });
    await call('DescribeClusters', { clusters: ['plain', 'full', CLUSTER], include });
    const settings = [{ name: 'containerInsights', value: 'enhanced' }];
    await call('UpdateClusterSettings', { cluster: 'plain', settings });
    await call('DeleteCluster', { cluster: 'plain' });
    await call('DeleteCluster', { cluster: 'full' });
    await call('DescribeClusters', { clusters: ['full'], include });
    await call('ListClusters', {});
  });

  test('task definitions', async () => {
    await rawCall(stage.sandbox, 'RegisterTaskDefinition', {
      ...DEFINITION,
      tags: [{ key: 'a', value: 'b' }],
    });
    await rawCall(stage.sandbox, 'RegisterTaskDefinition', {
      family: 'plain',
      containerDefinitions: [{ name: 'a', image: 'a', memory: 4 }],
    });
    for (const taskDefinition of ['job', 'plain']) {
      await call('DescribeTaskDefinition', { taskDefinition });
      await call('DescribeTaskDefinition', { taskDefinition, include: ['TAGS'] });
      await rawCall(stage.sandbox, 'DeregisterTaskDefinition', { taskDefinition: `${taskDefinition}:1` });
      await call('DescribeTaskDefinition', { taskDefinition: `${taskDefinition}:1` });
    }
    await call('ListTaskDefinitionFamilies', {});
    await call('DeleteTaskDefinitions', { taskDefinitions: ['job:1', 'plain:1', 'unknown:1'] });
    await call('DescribeTaskDefinition', { taskDefinition: 'job:1' });
  });

  test('services and their revisions', async () => {
    const service = { cluster: CLUSTER, service: 'web' };
    // The recorded revisions were of services in no network of their own.
    const { currentServiceRevisions } = await stage.create('web', {
      desiredCount: 0,
      launchType: 'EC2',
      networkConfiguration: undefined,
      taskDefinition: await stage.register('web', { networkMode: 'bridge' }),
    });
    const revisions = async (arns: unknown[]): Promise<unknown> =>
      (await call('DescribeServiceRevisions', { serviceRevisionArns: arns }))['serviceRevisions'];
    const first = currentServiceRevisions?.[0]?.arn ?? '';
    expect(await revisions([first, `${first}0`])).not.toMatchObject([{ loadBalancers: [] }]);
    await stage.sandbox.clock.advance(11_000);
    expect(await revisions([first])).toMatchObject([
      { containerImages: [{ containerName: 'app', image: 'example/app:1' }] },
    ]);
    const metrics = { metricConfigurations: [{ metricNames: ['CPUUtilization'], resolutionSeconds: 20 }] };
    await rawCall(stage.sandbox, 'UpdateService', { ...service, monitoring: metrics });
    const updated = (await stage.service('web')).currentServiceRevisions?.[0]?.arn;
    expect(await revisions([updated])).toMatchObject([
      { loadBalancers: [], serviceRegistries: [], monitoring: metrics },
    ]);
    await call('ListServices', { cluster: CLUSTER });
  });

  test('tasks, from their start to their end', async () => {
    await rawCall(stage.sandbox, 'RegisterTaskDefinition', DEFINITION);
    const run = {
      cluster: CLUSTER,
      taskDefinition: 'job',
      launchType: 'FARGATE',
      networkConfiguration: NETWORK,
      startedBy: 'somebody',
      clientToken: 'once',
      tags: [{ key: 'a', value: 'b' }],
      overrides: { containerOverrides: [{ name: 'app', environment: [{ name: 'A', value: 'c' }] }] },
    };
    const start = async (clientToken: string): Promise<string | undefined> => {
      const { tasks } = (await call('RunTask', { ...run, clientToken })) as { tasks: { taskArn: string }[] };
      return tasks[0]?.taskArn;
    };
    const stop = async (task: string | undefined): Promise<void> => {
      await call('StopTask', { cluster: CLUSTER, task });
      await stage.sandbox.clock.advance(60_000);
      await call('StopTask', { cluster: CLUSTER, task });
    };
    await stop(await start('early'));
    // The same task, also now that it was stopped before it ran.
    await start('early');
    const task = await start('late');
    await stage.sandbox.clock.advance(60_000);
    await call('ListTasks', { cluster: CLUSTER });
    await stop(task);
  });
});
