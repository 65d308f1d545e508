import type { Scenario } from '../../../scenarios/scenario';
import { addDemoInstances } from './demoInstances';
import {
  scenarioDefinition,
  scenarioService,
  SCENARIO_CLUSTER as CLUSTER,
  SCENARIO_NAME as NAME,
} from './scenarioStage';
import type { Seed, Stage } from './stage';

const HOURS = 3 * 3_600_000;
const GROUP = '/ecs/app';

/**
 * The world of a failure: the first revision of a service has run for hours. `begun`: what a person would do to see it
 * has been done just now; `ready`: nothing has.
 */
export function scenarioSeed(scenario: Scenario, state: 'begun' | 'ready' = 'begun'): Seed {
  const { refused } = scenario;
  return {
    title: scenario.title,
    pace: 'brisk',
    pastMs: HOURS,
    failures: [],
    ...(refused === undefined ? {} : { faults: { ...refused } }),
    async play(stage) {
      await past(stage, scenario);
      await prepare(stage, scenario);
      if (state === 'begun') await begin(stage, scenario);
    },
  };
}

async function past(stage: Stage, scenario: Scenario): Promise<void> {
  const { ecs, region, world, repositories, logs, now, pass } = stage;
  const { service = {} } = scenario;
  repositories.seedRepository({ accountId: region.accountId, region: region.name }, NAME, {
    createdAt: now(),
  });
  logs.createGroup(region.accountId, region.name, GROUP);
  await ecs('CreateCluster', { clusterName: CLUSTER });
  if (service.instances !== undefined) addDemoInstances(region, world.random, CLUSTER, now());
  if (service.alarm === true) addAlarm(stage);
  await ecs('RegisterTaskDefinition', scenarioDefinition(stage, scenario, { tag: push(stage, '1.0.0') }));
  const { first, then } = scenarioService(stage, scenario);
  await ecs('CreateService', first);
  await pass(HOURS - 1000);
  // A hook would have kept back the first deployment, too.
  if (then !== undefined) await ecs('UpdateService', then);
  await pass(1000);
}

/** What has changed without anybody deploying: mishaps from now on, instances that are gone. */
async function prepare(stage: Stage, scenario: Scenario): Promise<void> {
  const { ecs, region } = stage;
  const { service = {}, mishap, play, revision } = scenario;
  if (mishap !== undefined)
    region.mishaps = [
      {
        mishap,
        clusterName: CLUSTER,
        serviceName: NAME,
        ...(play.do === 'deploy' && { tag: play.tag }),
        ...(mishap.kind === 'alarm' && { alarmName: ALARM }),
      },
    ];
  if (service.protectedTasks === true) {
    const { taskArns } = await ecs('ListTasks', { cluster: CLUSTER, serviceName: NAME });
    await ecs('UpdateTaskProtection', { cluster: CLUSTER, tasks: taskArns ?? [], protectionEnabled: true });
  }
  if (service.instances === 'gone') region.containerInstances.clear();
  if (service.instances === 'disconnected') {
    for (const [arn, instance] of region.containerInstances)
      region.containerInstances.set(arn, { ...instance, agentConnected: false });
  }
  if (play.do === 'deploy') push(stage, play.tag);
  if (play.do === 'redeploy') {
    const tag = revision?.neverPushed === true ? '2.0.0' : push(stage, '2.0.0');
    if (revision?.migration !== undefined) push(stage, revision.migration);
    await ecs('RegisterTaskDefinition', scenarioDefinition(stage, scenario, { tag, ...revision }));
  }
}

async function begin(stage: Stage, scenario: Scenario): Promise<void> {
  const { ecs } = stage;
  const { service = {}, play, refused } = scenario;
  const place = { cluster: CLUSTER, service: NAME };
  if (service.scalesIn === true) await ecs('UpdateService', { ...place, desiredCount: 1 });
  // What is refused is for a person to try.
  if (refused !== undefined) return;
  if (play.do === 'force') await ecs('UpdateService', { ...place, forceNewDeployment: true });
  if (play.do === 'deploy')
    await ecs('RegisterTaskDefinition', scenarioDefinition(stage, scenario, { tag: play.tag }));
  if (play.do === 'deploy' || play.do === 'redeploy')
    await ecs('UpdateService', { ...place, taskDefinition: NAME });
}

const ALARM = 'app-errors';

function addAlarm({ region, now }: Stage): void {
  region.alarms.set(ALARM, {
    name: ALARM,
    arn: region.arn('cloudwatch', `alarm:${ALARM}`),
    given: { MetricName: 'HTTPCode_Target_5XX_Count', Namespace: 'AWS/ApplicationELB' },
    configuredAt: now(),
    state: 'OK',
    reason: 'Threshold Crossed: no datapoints were received.',
    stateUpdatedAt: now(),
  });
}

function push({ repositories, region, now }: Stage, tag: string): string {
  const owner = { accountId: region.accountId, region: region.name };
  repositories.seedImage(owner, NAME, { tags: [tag], pushedAt: now(), sizeInBytes: 6_200_000 });
  return tag;
}
