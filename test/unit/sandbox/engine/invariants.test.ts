import {
  DescribeServicesCommand,
  ListServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
  StopTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { SeededRandom } from '../../../../src/sandbox/world/random';
import { CLUSTER, setStage } from '../ecs/builders';

const STEPS = 80;

test.each(['a', 'b', 'c'])(
  'whatever is asked of a service, its tasks stay within the maximum and every stop has a reason (seed %s)',
  async (seed) => {
    const stage = await setStage();
    const { ecs, sandbox } = stage;
    const random = new SeededRandom(seed);
    const good = await stage.register('good');
    const broken = await stage.register('broken', {
      containerDefinitions: [{ name: 'app', image: 'example/app:broken', memory: 64 }],
    });
    await stage.create('web', {
      taskDefinition: good,
      desiredCount: 3,
      deploymentConfiguration: {
        maximumPercent: 150,
        minimumHealthyPercent: 50,
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
    });
    const update = (input: object): Promise<unknown> =>
      ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'web', ...input }));
    const act = async (): Promise<void> => {
      switch (random.between(0, 9)) {
        case 0:
          await update({ taskDefinition: good, forceNewDeployment: true });
          return;
        case 1:
          await update({ taskDefinition: broken });
          return;
        case 2: {
          const [task] = await stage.tasks();
          if (task !== undefined)
            await ecs.send(new StopTaskCommand({ cluster: CLUSTER, task: task.taskArn }));
          return;
        }
        case 3: {
          const { serviceDeployments = [] } = await ecs.send(
            new ListServiceDeploymentsCommand({ cluster: CLUSTER, service: 'web', status: ['IN_PROGRESS'] }),
          );
          const arn = serviceDeployments[0]?.serviceDeploymentArn;
          if (arn === undefined) return;
          await ecs
            .send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn }))
            .catch((error: unknown) => expect(error).toMatchObject({ name: 'ConflictException' }));
          return;
        }
        default:
          return;
      }
    };
    for (let step = 0; step < STEPS; step += 1) {
      await act();
      await sandbox.clock.advance(random.between(200, 15_000));
      const { services } = await ecs.send(
        new DescribeServicesCommand({ cluster: CLUSTER, services: ['web'] }),
      );
      const [service] = services ?? [];
      const { runningCount = 0, pendingCount = 0, deployments = [] } = service ?? {};
      expect(runningCount + pendingCount).toBeLessThanOrEqual(4);
      expect(deployments.filter(({ status }) => status === 'PRIMARY')).toHaveLength(1);
      expect(service?.currentServiceRevisions?.map(({ arn = '' }) => arn.split('/').at(-1))).toEqual(
        deployments.map(({ id = '' }) => id.split('/').at(-1)),
      );
      const { serviceDeployments = [] } = await ecs.send(
        new ListServiceDeploymentsCommand({ cluster: CLUSTER, service: 'web', maxResults: 100 }),
      );
      const open = serviceDeployments.filter(({ finishedAt }) => finishedAt === undefined);
      expect(open.filter(({ status }) => status !== 'STOP_REQUESTED').length).toBeLessThanOrEqual(1);
    }
    const stopped = await stage.tasks({ desiredStatus: 'STOPPED' });
    expect(stopped.length).toBeGreaterThan(5);
    expect(stopped.filter(({ stoppedReason, stopCode }) => !stoppedReason || !stopCode)).toEqual([]);
    expect(sandbox.log.filter((line) => line.includes('failed') || line.includes('Error'))).toEqual([]);
    await stage.dispose();
  },
);
