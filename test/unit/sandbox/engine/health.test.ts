import { StopTaskCommand, UpdateServiceCommand, type HealthCheck } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLUSTER, setStage, type Stage } from '../ecs/builders';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => stage.dispose());

/** A definition whose container is acted out by the scenario in its image's tag. */
function register(family: string, tag: string, healthCheck?: HealthCheck): Promise<string> {
  const container = {
    name: 'app',
    image: `example/app:${tag}`,
    memory: 64,
    ...(healthCheck && { healthCheck }),
  };
  return stage.register(family, { containerDefinitions: [container] });
}

const CHECK = { command: ['CMD', 'true'], interval: 5, retries: 2, timeout: 2 };

describe('a task without any check', () => {
  test('counts as healthy 40 s after it is RUNNING, and the rollout waits for that', async () => {
    await stage.create('web', { desiredCount: 1 });
    await stage.sandbox.clock.advanceUntil(async () => (await stage.service('web')).runningCount === 1);
    await stage.sandbox.clock.advance(39_000);
    expect((await stage.service('web')).deployments?.[0]?.rolloutState).toBe('IN_PROGRESS');
    await stage.sandbox.clock.advance(20_000);
    expect((await stage.service('web')).deployments?.[0]?.rolloutState).toBe('COMPLETED');
  });
});

describe('a service whose container check fails', () => {
  const replaced = async (): Promise<string[]> =>
    (await stage.events('web')).filter((event) =>
      event.includes('replaced 1 tasks due to an unhealthy status'),
    );

  test('replaces the task, and says so in the words of AWS', async () => {
    const taskDefinition = await register('web', 'unhealthy', CHECK);
    await stage.create('web', { desiredCount: 1, taskDefinition });
    await stage.sandbox.clock.advanceUntil(async () => (await replaced()).length > 0);
    const events = (await stage.events('web')).reverse();
    expect(events.slice(0, 4)).toEqual([
      expect.stringMatching(/^\(service web\) has started 1 tasks: \(task \w+\)\.$/),
      expect.stringMatching(/^\(service web\) \(task \w+\) failed container health checks\.$/),
      expect.stringMatching(/^\(service web\) has stopped 1 running tasks: \(task \w+\)\.$/),
      expect.stringMatching(
        /^\(service web\) has started 1 tasks: \(task \w+\)\. Amazon ECS replaced 1 tasks due to an unhealthy status\.$/,
      ),
    ]);
    const [stopped] = await stage.tasks({ desiredStatus: 'STOPPED' });
    expect(stopped).toMatchObject({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Task failed container health checks',
      healthStatus: 'UNHEALTHY',
    });
  });

  test('rolls back, and its events come in the order of AWS', async () => {
    await stage.create('web', {
      desiredCount: 1,
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    });
    await stage.completed('web');
    const former = await stage.service('web');
    const taskDefinition = await register('web', 'unhealthy', CHECK);
    await stage.ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'web', taskDefinition }));
    await stage.sandbox.clock.advance(600_000);
    expect((await stage.serviceDeployments('web'))[0]).toBe('ROLLBACK_SUCCESSFUL');
    const events = (await stage.events('web')).slice(0, -(former.events?.length ?? 0)).reverse();
    const kinds = [
      'started',
      'failed container',
      'stopped',
      'deployment failed',
      'rolling back',
      'completed',
      'steady',
    ];
    expect(events.slice(-6).map((event) => kinds.find((kind) => event.includes(kind)))).toEqual([
      'failed container',
      'stopped',
      'deployment failed',
      'rolling back',
      'completed',
      'steady',
    ]);
    expect(events).toContain(`(service web) rolling back to deployment ${former.deployments?.[0]?.id}.`);
  });

  test('is patient during the grace period', async () => {
    const taskDefinition = await register('web', 'unhealthy', CHECK);
    await stage.create('web', { desiredCount: 1, taskDefinition, healthCheckGracePeriodSeconds: 300 });
    await stage.sandbox.clock.advance(200_000);
    expect(await replaced()).toEqual([]);
    await stage.sandbox.clock.advance(200_000);
    expect(await replaced()).toHaveLength(1);
  });
});

describe('a service whose tasks die', () => {
  test('starts new ones, the later the more have failed in a row', async () => {
    await stage.create('web', { desiredCount: 1, taskDefinition: await register('web', 'broken') });
    await stage.sandbox.clock.advance(600_000);
    const events = await stage.events('web');
    const started = events.filter((event) => event.includes('has started 1 tasks')).length;
    expect(started).toBeGreaterThan(4);
    expect(started).toBeLessThan(10);
    expect(events.filter((event) => event.includes('is unable to consistently start tasks'))).toHaveLength(1);
    const [deployment] = (await stage.service('web')).deployments ?? [];
    expect(deployment?.rolloutState).toBe('IN_PROGRESS');
    // The newest may not have died yet.
    expect([started - 1, started]).toContain(deployment?.failedTasks);
  });

  test('and that never completed a deployment stands still when the breaker opens', async () => {
    await stage.create('web', {
      desiredCount: 1,
      taskDefinition: await register('web', 'broken'),
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    });
    await stage.sandbox.clock.advance(600_000);
    const { deployments = [], runningCount } = await stage.service('web');
    expect(runningCount).toBe(0);
    expect(deployments).toMatchObject([
      {
        status: 'PRIMARY',
        rolloutState: 'FAILED',
        rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
        failedTasks: 3,
      },
    ]);
    expect(await stage.serviceDeployments('web')).toEqual(['STOPPED']);
  });

  test('recovers with a good revision', async () => {
    await stage.create('web', { desiredCount: 1, taskDefinition: await register('web', 'broken') });
    await stage.sandbox.clock.advance(120_000);
    const taskDefinition = await register('web', 'good');
    await stage.ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'web', taskDefinition }));
    await stage.completed('web');
    expect((await stage.service('web')).taskDefinition).toBe(taskDefinition);
  });

  test('replaces one that died long after it was healthy, without a new deployment', async () => {
    await stage.create('web', { desiredCount: 1 });
    await stage.completed('web');
    const before = await stage.service('web');
    const [task] = await stage.tasks();
    await stage.ecs.send(new StopTaskCommand({ cluster: CLUSTER, task: task?.taskArn }));
    await stage.sandbox.clock.advanceUntil(async () => {
      const [other] = await stage.tasks();
      return other?.lastStatus === 'RUNNING' && other.taskArn !== task?.taskArn;
    });
    const after = await stage.service('web');
    expect(after.deployments?.[0]).toMatchObject({
      id: before.deployments?.[0]?.id,
      rolloutState: 'COMPLETED',
      failedTasks: 0,
    });
  });
});
