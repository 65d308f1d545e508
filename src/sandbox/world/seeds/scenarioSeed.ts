import type { JsonObject } from '../../../core/lib/json';
import type { Scenario } from '../../../scenarios/scenarios';
import { addListener, addLoadBalancer, addTargetGroup, SECURITY_GROUP, SUBNETS } from './demoBalancer';
import { addDemoInstances } from './demoInstances';
import type { Seed, Stage } from './stage';

const CLUSTER = 'scenario';
const NAME = 'app';
const GROUP = '/ecs/app';
const NETWORK = { awsvpcConfiguration: { subnets: SUBNETS, securityGroups: [SECURITY_GROUP] } };

/** The world of a failure: its first revision has run for hours, the second one was deployed just now. */
export function scenarioSeed(scenario: Scenario): Seed {
  return {
    title: scenario.title,
    pace: 'brisk',
    pastMs: 3 * 3_600_000,
    failures: [],
    async play(stage) {
      const { ecs, region, world, repositories, logs, now, pass } = stage;
      const owner = { accountId: region.accountId, region: region.name };
      const { service, revision } = scenario;
      repositories.seedRepository(owner, NAME, { createdAt: now() });
      logs.createGroup(region.accountId, region.name, GROUP);
      await ecs('CreateCluster', { clusterName: CLUSTER });
      if (service.onInstance === true) addDemoInstances(region, world.random, CLUSTER, now());
      await ecs('RegisterTaskDefinition', definition(stage, scenario, { tag: push(stage, '1.0.0') }));
      await ecs('CreateService', serviceInput(stage, scenario));
      await pass(3 * 3_600_000);
      if (service.onInstance === true) region.containerInstances.clear();
      const tag = revision.neverPushed === true ? revision.tag : push(stage, revision.tag);
      await ecs('RegisterTaskDefinition', definition(stage, scenario, { ...revision, tag }));
      await ecs('UpdateService', { cluster: CLUSTER, service: NAME, taskDefinition: NAME });
    },
  };
}

function push({ repositories, region, now }: Stage, tag: string): string {
  const owner = { accountId: region.accountId, region: region.name };
  repositories.seedImage(owner, NAME, { tags: [tag], pushedAt: now(), sizeInBytes: 6_200_000 });
  return tag;
}

function definition(
  { repositories, region }: Stage,
  { service }: Scenario,
  revision: Scenario['revision'],
): JsonObject {
  const owner = { accountId: region.accountId, region: region.name };
  const onInstance = service.onInstance === true;
  return {
    family: NAME,
    networkMode: onInstance ? 'bridge' : 'awsvpc',
    requiresCompatibilities: [onInstance ? 'EC2' : 'FARGATE'],
    cpu: '256',
    memory: '512',
    executionRoleArn: `arn:aws:iam::${region.accountId}:role/ecsTaskExecutionRole`,
    containerDefinitions: [
      {
        name: NAME,
        image: `${repositories.uri(owner, NAME)}:${revision.tag}`,
        essential: true,
        portMappings: [{ containerPort: 8080, protocol: 'tcp' }],
        environment: [{ name: 'STAGE', value: 'production' }],
        ...(revision.secret !== undefined && {
          secrets: [{ name: 'KEY', valueFrom: region.arn('secretsmanager', `secret:${revision.secret}`) }],
        }),
        ...(revision.containerHealthCheck === true && {
          healthCheck: { command: ['CMD-SHELL', 'wget -q -O - localhost:8080/'], interval: 5, retries: 2 },
        }),
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': revision.logGroup ?? GROUP,
            'awslogs-region': region.name,
            'awslogs-stream-prefix': 'ecs',
          },
        },
      },
    ],
  };
}

function serviceInput({ region, world, now }: Stage, { service }: Scenario): JsonObject {
  const { desiredCount, minimumHealthyPercent, maximumPercent, circuitBreaker } = service;
  const input: JsonObject = {
    cluster: CLUSTER,
    serviceName: NAME,
    taskDefinition: NAME,
    desiredCount,
    ...(service.onInstance === true
      ? { launchType: 'EC2' }
      : { launchType: 'FARGATE', networkConfiguration: NETWORK }),
    deploymentConfiguration: {
      ...(minimumHealthyPercent !== undefined && { minimumHealthyPercent }),
      ...(maximumPercent !== undefined && { maximumPercent }),
      ...(circuitBreaker !== undefined && {
        deploymentCircuitBreaker: { enable: true, rollback: circuitBreaker === 'rollback' },
      }),
    },
  };
  if (service.behindLoadBalancer !== true) return input;
  const balancer = addLoadBalancer(region, world.random, NAME, now());
  const group = addTargetGroup(region, world.random, {
    name: NAME,
    port: 8080,
    path: '/health',
    balancers: [balancer.arn],
  });
  addListener(region, world.random, balancer, group, []);
  const behind = { targetGroupArn: group.arn, containerName: NAME, containerPort: 8080 };
  return { ...input, loadBalancers: [behind], healthCheckGracePeriodSeconds: 5 };
}
