import {
  CreateTaskSetCommand,
  DeleteTaskSetCommand,
  DescribeServicesCommand,
  DescribeTaskSetsCommand,
  ExecuteCommandCommand,
  GetTaskProtectionCommand,
  ListServicesByNamespaceCommand,
  RunTaskCommand,
  UpdateServiceCommand,
  UpdateServicePrimaryTaskSetCommand,
  UpdateTaskProtectionCommand,
  UpdateTaskSetCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLUSTER, NETWORK, rawCall, setStage, type Stage } from './builders';

let stage: Stage;
const cluster = CLUSTER;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => stage.dispose());

describe('an update', () => {
  const update = (input: Partial<UpdateServiceCommandInput>) =>
    stage.ecs.send(new UpdateServiceCommand({ cluster, service: 'web', ...input }));

  // Documented, member by member, in the API reference of UpdateService.
  test.each<[string, Partial<UpdateServiceCommandInput>, number]>([
    ['desiredCount', { desiredCount: 3 }, 1],
    ['enableExecuteCommand', { enableExecuteCommand: true }, 1],
    ['enableECSManagedTags', { enableECSManagedTags: true }, 1],
    ['propagateTags', { propagateTags: 'SERVICE' }, 1],
    ['healthCheckGracePeriodSeconds', { healthCheckGracePeriodSeconds: 30 }, 1],
    ['deploymentConfiguration', { deploymentConfiguration: { minimumHealthyPercent: 50 } }, 1],
    ['availabilityZoneRebalancing', { availabilityZoneRebalancing: 'DISABLED' }, 1],
    ['placementStrategy', { placementStrategy: [{ type: 'random' }] }, 1],
    ['platformVersion', { platformVersion: '1.4.0' }, 2],
    ['networkConfiguration', { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-2'] } } }, 2],
    ['serviceConnectConfiguration', { serviceConnectConfiguration: { enabled: true, namespace: 'shop' } }, 2],
    ['serviceRegistries', { serviceRegistries: [{ registryArn: 'arn:registry' }] }, 2],
    ['volumeConfigurations', { volumeConfigurations: [{ name: 'data' }] }, 2],
    ['forceNewDeployment', { forceNewDeployment: true }, 2],
  ])('of %s leaves so many deployments', async (_member, input, count) => {
    await stage.create('web');
    const { service } = await update(input);
    expect(service?.deployments).toHaveLength(count);
  });

  test('keeps members that nobody knows, and takes null as left out', async () => {
    await stage.create('web');
    await rawCall(stage.sandbox, 'UpdateService', {
      cluster,
      service: 'web',
      networkConfiguration: null,
      warmPool: { size: 2 },
    });
    const { body } = await rawCall(stage.sandbox, 'DescribeServices', { cluster, services: ['web'] });
    expect(body['services']).toMatchObject([{ warmPool: { size: 2 }, networkConfiguration: NETWORK }]);
  });

  test('shows Service Connect in the deployment, and finds the service by its namespace', async () => {
    await stage.create('web', { serviceConnectConfiguration: { enabled: true, namespace: 'shop' } });
    const { body } = await rawCall(stage.sandbox, 'DescribeServices', { cluster, services: ['web'] });
    const [service] = body['services'] as Record<string, unknown>[];
    expect(service).not.toHaveProperty('serviceConnectConfiguration');
    expect(service).toMatchObject({ deployments: [{ serviceConnectConfiguration: { namespace: 'shop' } }] });
    const { serviceArns } = await stage.ecs.send(new ListServicesByNamespaceCommand({ namespace: 'shop' }));
    expect(serviceArns).toEqual([expect.stringContaining('service/test/web')]);
  });
});

describe('ECS Exec', () => {
  const run = async (enableExecuteCommand: boolean): Promise<string> => {
    await stage.register('job');
    const { tasks } = await stage.ecs.send(
      new RunTaskCommand({
        cluster,
        taskDefinition: 'job',
        launchType: 'FARGATE',
        networkConfiguration: NETWORK,
        enableExecuteCommand,
      }),
    );
    await stage.sandbox.clock.advance(60_000);
    return tasks?.[0]?.taskArn ?? '';
  };
  const exec = (task: string, interactive = true): Promise<unknown> =>
    stage.ecs.send(new ExecuteCommandCommand({ cluster, task, command: '/bin/sh', interactive }));

  test('says when it was not switched on', async () => {
    await expect(exec(await run(false))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('execute command was not enabled when the task was run') as string,
    });
  });

  test('shows its agent, which nobody can reach', async () => {
    const task = await run(true);
    const [described] = await stage.tasks();
    expect(described?.containers?.[0]?.managedAgents).toMatchObject([
      { name: 'ExecuteCommandAgent', lastStatus: 'RUNNING' },
    ]);
    await expect(exec(task)).rejects.toMatchObject({
      name: 'TargetNotConnectedException',
      message: 'The execute command failed due to an internal error. Try again later.',
    });
    await expect(exec(task, false)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('a protected task', () => {
  test('is stopped neither to scale in nor to deploy, until its protection ends', async () => {
    await stage.create('web');
    await stage.completed('web');
    const before = (await stage.tasks({ serviceName: 'web' })).map(({ taskArn = '' }) => taskArn);
    const { protectedTasks } = await stage.ecs.send(
      new UpdateTaskProtectionCommand({
        cluster,
        tasks: before,
        protectionEnabled: true,
        expiresInMinutes: 30,
      }),
    );
    expect(protectedTasks).toMatchObject([{ protectionEnabled: true }, { protectionEnabled: true }]);
    await stage.ecs.send(new UpdateServiceCommand({ cluster, service: 'web', desiredCount: 0 }));
    await stage.sandbox.clock.advance(10 * 60_000);
    expect((await stage.service('web')).runningCount).toBe(2);
    const { id } = (await stage.service('web')).deployments?.[0] ?? {};
    expect(await stage.events('web')).toContain(
      `(service web) was unable to reach steady state because (taskSet ${id}) was unable to scale in due to (reason 2 tasks under protection)`,
    );
    await stage.sandbox.clock.advance(25 * 60_000);
    expect((await stage.service('web')).runningCount).toBe(0);
  });

  test('belongs to a service', async () => {
    await stage.register('job');
    const { tasks } = await stage.ecs.send(
      new RunTaskCommand({
        cluster,
        taskDefinition: 'job',
        launchType: 'FARGATE',
        networkConfiguration: NETWORK,
      }),
    );
    const { failures } = await stage.ecs.send(
      new GetTaskProtectionCommand({ cluster, tasks: [tasks?.[0]?.taskArn ?? '', 'none'] }),
    );
    expect(failures?.map(({ reason }) => reason)).toEqual(['TASK_NOT_VALID', 'MISSING']);
  });
});

describe('a service whose deployments somebody else controls', () => {
  test('has task sets that follow their scale', async () => {
    await stage.create('web', { deploymentController: { type: 'EXTERNAL' }, desiredCount: 4 });
    const service = 'web';
    const { taskSet } = await stage.ecs.send(
      new CreateTaskSetCommand({
        cluster,
        service,
        taskDefinition: 'web',
        launchType: 'FARGATE',
        networkConfiguration: NETWORK,
        scale: { unit: 'PERCENT', value: 50 },
        externalId: 'mine',
      }),
    );
    const name = taskSet?.taskSetArn ?? '';
    await stage.sandbox.clock.advance(120_000);
    const read = async () =>
      (await stage.ecs.send(new DescribeTaskSetsCommand({ cluster, service, taskSets: [name] }))).taskSets;
    expect(await read()).toMatchObject([
      { externalId: 'mine', computedDesiredCount: 2, runningCount: 2, stabilityStatus: 'STEADY_STATE' },
    ]);
    await stage.ecs.send(
      new UpdateTaskSetCommand({ cluster, service, taskSet: name, scale: { unit: 'PERCENT', value: 100 } }),
    );
    await stage.ecs.send(new UpdateServicePrimaryTaskSetCommand({ cluster, service, primaryTaskSet: name }));
    await stage.sandbox.clock.advance(120_000);
    expect(await read()).toMatchObject([{ status: 'PRIMARY', runningCount: 4 }]);
    const { services } = await stage.ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    expect(services).toMatchObject([{ deployments: [], runningCount: 4, taskSets: [{ status: 'PRIMARY' }] }]);
    await expect(
      stage.ecs.send(new DeleteTaskSetCommand({ cluster, service, taskSet: name })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await stage.ecs.send(new DeleteTaskSetCommand({ cluster, service, taskSet: name, force: true }));
    await stage.sandbox.clock.advance(120_000);
    expect((await stage.service(service)).taskSets).toEqual([]);
  });

  test('is told to go to CodeDeploy', async () => {
    await stage.create('web', { deploymentController: { type: 'CODE_DEPLOY' } });
    await stage.sandbox.clock.advance(120_000);
    expect(await stage.service('web')).toMatchObject({
      runningCount: 2,
      deployments: [],
      taskSets: [{ status: 'PRIMARY', runningCount: 2 }],
    });
    await expect(
      stage.ecs.send(new UpdateServiceCommand({ cluster, service: 'web', taskDefinition: 'web' })),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message:
        'Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.',
    });
  });
});
