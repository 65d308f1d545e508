import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/lib/json';
import { AwsError } from '../../../../src/sandbox/wire/service';
import { SeededRandom } from '../../../../src/sandbox/world/random';
import {
  addListener,
  addLoadBalancer,
  addTargetGroup,
} from '../../../../src/sandbox/world/seeds/demoBalancer';
import { addDemoInstances } from '../../../../src/sandbox/world/seeds/demoInstances';
import { setUpEngine, type SandboxEngine } from '../../../support/sandboxEngine';
import { SOAKING } from '../../../support/soaking';
import { look, problems, type Look } from '../../../support/serviceInvariants';

const cluster = 'test';
const SEEDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
/** 10,000 in all under `npm run soak`. */
const STEPS = SOAKING ? 1_250 : 750;
const NETWORK = { awsvpcConfiguration: { subnets: ['subnet-1'] } };
const SERVICES = ['rolling', 'shifting', 'daemon', 'packed', 'sets'] as const;
const FAMILIES = ['good', 'broken', 'unhealthy'] as const;
const STRATEGIES = ['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'] as const;

// Without a wire, so that 10,000 steps take seconds: under load the clients used to take all of the time.
test.each(SEEDS)(
  'whatever is asked of services, their tasks stay within their bounds and every stop has a reason (seed %s)',
  async (seed) => {
    const engine = setUpEngine(seed);
    await setUp(engine);
    const random = new SeededRandom(`steps ${seed}`);
    let before = looks(engine);
    for (let step = 0; step < STEPS; step += 1) {
      const [operation, input] = pick(engine, random);
      const where = `seed ${seed}, step ${step}, ${operation} ${JSON.stringify(input)}`;
      await call(engine, operation, input, where);
      await engine.clock.advance(random.between(200, 15_000));
      const after = looks(engine);
      for (const service of engine.region.services(cluster).values()) {
        const former = before.get(service.name);
        const now = after.get(service.name);
        // A service made anew under the name of a deleted one has no past.
        if (former === undefined || now === undefined || former.createdAt !== service.createdAt) continue;
        const found = problems(service, former.look, now.look).join(', ');
        expect(found, `${where}: ${service.name}`).toBe('');
      }
      before = after;
    }
    expect(engine.errors, `seed ${seed}`).toEqual([]);
    const all = [...engine.region.allServices()].flatMap(({ serviceDeployments }) => serviceDeployments);
    expect(all.length).toBeGreaterThan(20);
  },
);

/** Nothing but AWS's own errors may come of an operation. */
async function call(engine: SandboxEngine, name: string, input: JsonObject, where: string): Promise<void> {
  try {
    if (name === 'SetAlarmState')
      await engine.setAlarm('errors', input['state'] === 'ALARM' ? 'ALARM' : 'OK');
    else await engine.ecs(name, input);
  } catch (error) {
    if (!(error instanceof AwsError)) throw new Error(where, { cause: error });
  }
}

function looks(
  engine: SandboxEngine,
): ReadonlyMap<string, { readonly createdAt: number; readonly look: Look }> {
  const { region, clock } = engine;
  return new Map(
    [...region.services(cluster).values()].map((service) => [
      service.name,
      { createdAt: service.createdAt, look: look(region, service, clock.now()) },
    ]),
  );
}

async function setUp(engine: SandboxEngine): Promise<void> {
  const { ecs, region, world, clock } = engine;
  await ecs('CreateCluster', { clusterName: cluster });
  await ecs('PutClusterCapacityProviders', {
    cluster,
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    defaultCapacityProviderStrategy: [],
  });
  addDemoInstances(region, world.random, cluster, clock.now());
  region.alarms.set('errors', {
    name: 'errors',
    arn: region.arn('cloudwatch', 'alarm:errors'),
    given: {},
    configuredAt: clock.now(),
    state: 'OK',
    reason: '',
    stateUpdatedAt: clock.now(),
  });
  for (const family of FAMILIES) {
    for (const networkMode of ['awsvpc', 'bridge']) {
      await ecs('RegisterTaskDefinition', {
        family: networkMode === 'bridge' ? `${family}-ec2` : family,
        networkMode,
        containerDefinitions: [
          {
            name: 'app',
            image: `example/app:${family}`,
            memory: networkMode === 'bridge' ? 1_000 : 64,
            portMappings: [{ containerPort: 80 }],
            healthCheck: { command: ['CMD', 'true'], interval: 5, retries: 2 },
          },
        ],
      });
    }
  }
  for (const name of SERVICES) await ecs('CreateService', serviceOf(engine, name));
}

function serviceOf(engine: SandboxEngine, serviceName: (typeof SERVICES)[number]): JsonObject {
  const fargate = { taskDefinition: 'good', launchType: 'FARGATE', networkConfiguration: NETWORK };
  const breaker = { enable: true, rollback: true };
  const common = { cluster, serviceName, desiredCount: 3 };
  const ec2 = { taskDefinition: 'good-ec2', launchType: 'EC2' };
  const percents = { maximumPercent: 150, minimumHealthyPercent: 50, deploymentCircuitBreaker: breaker };
  switch (serviceName) {
    case 'rolling':
      return { ...common, ...fargate, deploymentConfiguration: percents };
    case 'shifting':
      return { ...common, ...fargate, ...shifting(engine) };
    case 'daemon':
      return { cluster, serviceName, ...ec2, schedulingStrategy: 'DAEMON' };
    case 'packed':
      return { ...common, ...ec2, deploymentConfiguration: percents };
    case 'sets':
      return { ...common, ...fargate, deploymentController: { type: 'EXTERNAL' } };
  }
}

function shifting({ region, world, clock }: SandboxEngine): JsonObject {
  const balancer = addLoadBalancer(region, world.random, 'shop', clock.now());
  const group = { port: 80, path: '/', balancers: [balancer.arn] };
  const blue = addTargetGroup(region, world.random, { ...group, name: 'blue' });
  const green = addTargetGroup(region, world.random, { ...group, name: 'green' });
  const rule = addListener(region, world.random, balancer, blue, [['/*', blue]]).rules[0]?.arn ?? '';
  return {
    loadBalancers: [
      {
        targetGroupArn: blue.arn,
        containerName: 'app',
        containerPort: 80,
        advancedConfiguration: { alternateTargetGroupArn: green.arn, productionListenerRule: rule },
      },
    ],
    deploymentConfiguration: {
      strategy: 'BLUE_GREEN',
      bakeTimeInMinutes: 1,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: { enable: true, rollback: true, alarmNames: ['errors'] },
      lifecycleHooks: [
        {
          targetType: 'PAUSE',
          lifecycleStages: ['PRE_SCALE_UP', 'POST_PRODUCTION_TRAFFIC_SHIFT'],
          timeoutConfiguration: { timeoutInMinutes: 2, action: 'CONTINUE' },
        },
      ],
    },
  };
}

/** The next operation: mostly sensible, now and then nonsense; nearly every second time none. */
function pick(engine: SandboxEngine, random: SeededRandom): readonly [string, JsonObject] {
  const { region } = engine;
  const one = <T>(items: readonly T[]): T | undefined => items[random.between(0, items.length - 1)];
  const name = one(SERVICES) ?? 'rolling';
  const service = region.services(cluster).get(name);
  const target = { cluster, service: name };
  const family = one(['good', 'good', ...FAMILIES]) ?? 'good';
  const ec2 = name === 'daemon' || name === 'packed';
  const taskDefinition = ec2 ? `${family}-ec2` : family;
  const tasks = service === undefined ? [] : [...region.tasksOf(service)];
  const deployment = service?.serviceDeployments[0];
  const instance = one([...region.containerInstances.keys()]) ?? '';
  const taskSet = one(service?.taskSets ?? [])?.arn ?? 'none';
  switch (random.between(0, 34)) {
    case 0:
    case 1:
    case 2:
      return ['UpdateService', { ...target, taskDefinition }];
    case 3:
      return ['UpdateService', { ...target, forceNewDeployment: true }];
    case 4:
    case 5:
      return ['UpdateService', { ...target, desiredCount: random.between(0, 5) }];
    case 6: {
      const strategy = one(STRATEGIES) ?? 'ROLLING';
      const configuration = {
        strategy,
        bakeTimeInMinutes: random.between(0, 2),
        ...(strategy === 'LINEAR' && { linearConfiguration: { stepPercent: 40, stepBakeTimeInMinutes: 0 } }),
        ...(strategy === 'CANARY' && {
          canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 1 },
        }),
      };
      return ['UpdateService', { cluster, service: 'shifting', deploymentConfiguration: configuration }];
    }
    case 7:
      return ['StopTask', { cluster, task: one(tasks)?.id ?? 'none' }];
    case 8:
    case 9:
      return [
        'StopServiceDeployment',
        {
          serviceDeploymentArn: deployment?.arn ?? '',
          stopType: one(['ROLLBACK', 'ROLLBACK', 'ABORT']) ?? '',
        },
      ];
    case 10:
    case 11: {
      const shifted = region.services(cluster).get('shifting')?.serviceDeployments[0];
      return [
        'ContinueServiceDeployment',
        {
          serviceDeploymentArn: shifted?.arn ?? '',
          hookId: one(shifted?.shift?.hooks ?? [])?.id ?? 'none',
          action: one(['CONTINUE', 'CONTINUE', 'ROLLBACK']) ?? '',
        },
      ];
    }
    case 12:
      return ['SetAlarmState', { state: one(['OK', 'OK', 'ALARM']) ?? 'OK' }];
    case 13:
      return [
        'UpdateContainerInstancesState',
        { cluster, containerInstances: [instance], status: one(['ACTIVE', 'DRAINING']) ?? '' },
      ];
    case 14:
      return [
        'UpdateTaskProtection',
        {
          cluster,
          tasks: tasks.slice(0, 3).map(({ id }) => id),
          protectionEnabled: random.between(0, 1) === 0,
          expiresInMinutes: random.between(0, 5),
        },
      ];
    case 15:
      return [
        'RunTask',
        { cluster, taskDefinition, networkConfiguration: NETWORK, launchType: ec2 ? 'EC2' : 'FARGATE' },
      ];
    case 16:
      return [
        'CreateTaskSet',
        { ...target, taskDefinition, networkConfiguration: NETWORK, launchType: 'FARGATE' },
      ];
    case 17:
      return [
        'UpdateTaskSet',
        { ...target, taskSet, scale: { unit: 'PERCENT', value: random.between(0, 100) } },
      ];
    case 18:
      return ['DeleteTaskSet', { ...target, taskSet, force: random.between(0, 1) === 0 }];
    case 19:
      return random.between(0, 5) === 0
        ? ['DeleteService', { ...target, force: random.between(0, 1) === 0 }]
        : ['CreateService', serviceOf(engine, name)];
    case 20:
      return [
        'UpdateService',
        { ...target, capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }] },
      ];
    case 21:
      return ['DescribeServices', { cluster, services: [...SERVICES] }];
    case 22:
      return ['DescribeServiceDeployments', { serviceDeploymentArns: [deployment?.arn ?? ''] }];
    case 23:
      return ['DescribeClusters', { clusters: [cluster], include: ['STATISTICS', 'ATTACHMENTS'] }];
    default:
      return ['ListClusters', {}];
  }
}
