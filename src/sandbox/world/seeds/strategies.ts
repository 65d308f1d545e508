import type { JsonObject } from '../../../core/lib/json';
import { without } from '../../wire/input';
import { addListener, addLoadBalancer, addTargetGroup, SECURITY_GROUP, SUBNETS } from './demoBalancer';
import { webDefinition } from './demoDefinitions';
import type { Seed, Stage } from './stage';

const CLUSTER = 'strategies';
const MINUTE = 60_000;
const NETWORK = { awsvpcConfiguration: { subnets: SUBNETS, securityGroups: [SECURITY_GROUP] } };
const ALARM = 'shop-errors';

/** Quick enough to be watched, long enough to be looked at. */
const SERVICES: Readonly<Record<string, JsonObject>> = {
  'shop-blue-green': {
    strategy: 'BLUE_GREEN',
    bakeTimeInMinutes: 1,
    lifecycleHooks: [
      {
        targetType: 'PAUSE',
        lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
        timeoutConfiguration: { timeoutInMinutes: 30, action: 'ROLLBACK' },
      },
    ],
  },
  'shop-canary': {
    strategy: 'CANARY',
    bakeTimeInMinutes: 1,
    canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 1 },
    alarms: { alarmNames: [ALARM], enable: true, rollback: true },
  },
  'shop-linear': {
    strategy: 'LINEAR',
    bakeTimeInMinutes: 1,
    linearConfiguration: { stepPercent: 25, stepBakeTimeInMinutes: 1 },
  },
};

/** One service for each strategy that shifts traffic, all steady: what happens to them is up to who deploys. */
export const strategiesSeed: Seed = {
  title: 'A service each with blue/green (paused by a hook), canary (watched by an alarm) and linear',
  pace: 'brisk',
  pastMs: 30 * MINUTE,
  failures: [],
  async play(stage) {
    const { ecs, region, pass, now } = stage;
    await ecs('CreateCluster', { clusterName: CLUSTER });
    region.alarms.set(ALARM, {
      name: ALARM,
      arn: region.arn('cloudwatch', `alarm:${ALARM}`),
      given: { MetricName: 'HTTPCode_Target_5XX_Count', Namespace: 'AWS/ApplicationELB' },
      configuredAt: now(),
      state: 'OK',
      reason: 'Threshold Crossed: no datapoints were received.',
      stateUpdatedAt: now(),
    });
    for (const [name, configuration] of Object.entries(SERVICES)) {
      await create(stage, name, without(configuration, 'lifecycleHooks'));
    }
    await pass(20 * MINUTE);
    for (const [service, deploymentConfiguration] of Object.entries(SERVICES)) {
      // The hook comes last: it would have paused the first deployment, too.
      await ecs('UpdateService', { cluster: CLUSTER, service, deploymentConfiguration });
      await ecs('RegisterTaskDefinition', definition(stage, service, '2.0.0'));
    }
  },
};

/** The revision `2` of each family waits to be deployed. */
function definition({ region, repositories, now }: Stage, family: string, tag: string): JsonObject {
  const owner = { accountId: region.accountId, region: region.name };
  repositories.seedImage(owner, family, { tags: [tag], pushedAt: now(), sizeInBytes: 8_400_000 });
  const image = `${repositories.uri(owner, family)}:${tag}`;
  return webDefinition(region, { family, image, group: `/ecs/${family}`, stage: 'production' });
}

async function create(stage: Stage, name: string, configuration: JsonObject): Promise<void> {
  const { ecs, region, world, repositories, logs, now } = stage;
  const owner = { accountId: region.accountId, region: region.name };
  repositories.seedRepository(owner, name, { createdAt: now() });
  logs.createGroup(region.accountId, region.name, `/ecs/${name}`);
  const balancer = addLoadBalancer(region, world.random, name, now());
  const group = { port: 8080, path: '/', balancers: [balancer.arn] };
  const blue = addTargetGroup(region, world.random, { ...group, name: `${name}-1` });
  const green = addTargetGroup(region, world.random, { ...group, name: `${name}-2` });
  const production = addListener(region, world.random, balancer, blue, [['/*', blue]]);
  const test = addListener(region, world.random, balancer, blue, [['/*', blue]], 8080);
  await ecs('RegisterTaskDefinition', definition(stage, name, '1.0.0'));
  await ecs('CreateService', {
    cluster: CLUSTER,
    serviceName: name,
    taskDefinition: name,
    desiredCount: 2,
    launchType: 'FARGATE',
    networkConfiguration: NETWORK,
    loadBalancers: [
      {
        targetGroupArn: blue.arn,
        containerName: 'app',
        containerPort: 8080,
        advancedConfiguration: {
          alternateTargetGroupArn: green.arn,
          productionListenerRule: production.rules[0]?.arn ?? '',
          testListenerRule: test.rules[0]?.arn ?? '',
          roleArn: `arn:aws:iam::${region.accountId}:role/ecsInfrastructureRole`,
        },
      },
    ],
    deploymentConfiguration: configuration,
  });
}
