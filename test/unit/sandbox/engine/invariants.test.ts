import { expect, test } from 'vitest';
import { limitsOf } from '../../../../src/sandbox/engine/bounds';
import { isEnded } from '../../../../src/sandbox/engine/rollout';
import { AwsError } from '../../../../src/sandbox/wire/service';
import { SeededRandom } from '../../../../src/sandbox/world/random';
import type { ServiceRecord, TaskRecord } from '../../../../src/sandbox/world/records';
import { setUpEngine, type SandboxEngine } from '../../../support/sandboxEngine';

const STEPS = 1_250;
const WEB = { cluster: 'test', service: 'web' };

// Without a wire, so that 10,000 steps take seconds: under load the clients used to take all of the time.
test.each(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])(
  'whatever is asked of a service, its tasks stay within its bounds and every stop has a reason (seed %s)',
  async (seed) => {
    const engine = setUpEngine(seed);
    const service = await createService(engine);
    const random = new SeededRandom(`steps ${seed}`);
    let before = look(engine, service);
    for (let step = 0; step < STEPS; step += 1) {
      await act(engine, service, random);
      await engine.clock.advance(random.between(200, 15_000));
      const after = look(engine, service);
      expect(problems(service, before, after), `seed ${seed}, step ${step}`).toEqual([]);
      before = after;
    }
    expect(engine.errors).toEqual([]);
    expect(service.serviceDeployments.length).toBeGreaterThan(20);
  },
);

async function createService({ ecs, region }: SandboxEngine): Promise<ServiceRecord> {
  await ecs('CreateCluster', { clusterName: 'test' });
  for (const family of ['good', 'broken', 'unhealthy']) {
    await ecs('RegisterTaskDefinition', {
      family,
      networkMode: 'awsvpc',
      containerDefinitions: [
        {
          name: 'app',
          image: `example/app:${family}`,
          memory: 64,
          healthCheck: { command: ['CMD', 'true'], interval: 5, retries: 2 },
        },
      ],
    });
  }
  await ecs('CreateService', {
    cluster: 'test',
    serviceName: 'web',
    taskDefinition: 'good',
    desiredCount: 3,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    deploymentConfiguration: {
      maximumPercent: 150,
      minimumHealthyPercent: 50,
      deploymentCircuitBreaker: { enable: true, rollback: true },
    },
  });
  const service = region.services('test').get('web');
  if (service === undefined) throw new Error('no service');
  return service;
}

async function act(
  { ecs, region }: SandboxEngine,
  service: ServiceRecord,
  random: SeededRandom,
): Promise<void> {
  switch (random.between(0, 19)) {
    case 0:
      await ecs('UpdateService', { ...WEB, taskDefinition: 'good', forceNewDeployment: true });
      return;
    case 1:
      await ecs('UpdateService', { ...WEB, taskDefinition: 'broken' });
      return;
    case 2:
      await ecs('UpdateService', { ...WEB, taskDefinition: 'unhealthy' });
      return;
    case 3:
      await ecs('UpdateService', { ...WEB, desiredCount: random.between(0, 5) });
      return;
    case 4: {
      const [task] = region.tasksOf(service);
      if (task !== undefined) await ecs('StopTask', { cluster: 'test', task: task.id });
      return;
    }
    case 5: {
      const [newest] = service.serviceDeployments;
      if (newest === undefined) return;
      await ecs('StopServiceDeployment', { serviceDeploymentArn: newest.arn }).catch((error: unknown) => {
        if (!(error instanceof AwsError) || error.code !== 'ConflictException') throw error;
      });
      return;
    }
    default:
      return;
  }
}

interface Look {
  readonly at: number;
  readonly desiredCount: number;
  readonly upper: number;
  readonly lower: number;
  readonly underWay: number;
  readonly healthy: number;
  readonly tasks: readonly TaskRecord[];
}

function look({ region, clock }: SandboxEngine, service: ServiceRecord): Look {
  const tasks = [...region.tasksOf(service)];
  return {
    at: clock.now(),
    desiredCount: service.desiredCount,
    ...limitsOf(service),
    underWay: tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED').length,
    healthy: tasks.filter(({ healthy }) => healthy).length,
    tasks,
  };
}

/** What should never be seen, in words. */
function problems(service: ServiceRecord, before: Look, after: Look): readonly string[] {
  const found: string[] = [];
  const scaled = before.desiredCount !== after.desiredCount;
  // After a step down the surplus is still there for a while; it never grows.
  if (after.underWay > Math.max(after.upper, before.underWay)) {
    found.push(`${after.underWay} tasks are there, ${after.upper} at most may be`);
  }
  const failed = after.tasks.some(
    ({ stoppingAt = 0, stoppedReason = '' }) =>
      stoppingAt >= before.at && !stoppedReason.startsWith('Scaling activity'),
  );
  if (before.healthy >= before.lower && after.healthy < after.lower && !failed && !scaled) {
    found.push(`${after.healthy} healthy tasks are left of ${after.lower}, and none failed`);
  }
  const primaries = service.deployments.filter(({ status }) => status === 'PRIMARY').length;
  if (primaries !== 1) found.push(`${primaries} deployments are PRIMARY`);
  const open = service.serviceDeployments.filter((one) => !isEnded(one) && one.status !== 'STOP_REQUESTED');
  if (open.length > 1) found.push(`${open.length} service deployments are under way`);
  for (const { id, desiredStatus, stopCode, stoppedReason } of after.tasks) {
    if (desiredStatus === 'STOPPED' && (stopCode === undefined || !stoppedReason)) {
      found.push(`task ${id} stopped without a reason`);
    }
  }
  return found;
}
