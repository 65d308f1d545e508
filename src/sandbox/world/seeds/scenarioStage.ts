import type { JsonObject } from '../../../core/lib/json';
import type { Scenario } from '../../../scenarios/scenario';
import { addListener, addLoadBalancer, addTargetGroup, SECURITY_GROUP, SUBNETS } from './demoBalancer';
import type { Stage } from './stage';

/** The one service of the world of a failure, and what it runs. */
export const SCENARIO_CLUSTER = 'scenario';
export const SCENARIO_NAME = 'app';

const NAME = SCENARIO_NAME;
const NETWORK = { awsvpcConfiguration: { subnets: SUBNETS, securityGroups: [SECURITY_GROUP] } };

/** A revision of its task definition. */
export function scenarioDefinition(
  { repositories, region }: Stage,
  { service = {} }: Scenario,
  revision: { readonly tag: string } & NonNullable<Scenario['revision']>,
): JsonObject {
  const owner = { accountId: region.accountId, region: region.name };
  const image = (tag: string): string => `${repositories.uri(owner, NAME)}:${tag}`;
  const onInstance = service.instances !== undefined;
  const { migration } = revision;
  const logConfiguration = {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': revision.logGroup ?? '/ecs/app',
      'awslogs-region': region.name,
      'awslogs-stream-prefix': 'ecs',
    },
  };
  const [secretService = '', ...secret] = (revision.secret ?? '').split(':');
  return {
    family: NAME,
    networkMode: onInstance ? 'bridge' : 'awsvpc',
    requiresCompatibilities: [onInstance ? 'EC2' : 'FARGATE'],
    cpu: service.cpu ?? '256',
    memory: service.memory ?? '512',
    executionRoleArn: `arn:aws:iam::${region.accountId}:role/ecsTaskExecutionRole`,
    containerDefinitions: [
      {
        name: NAME,
        image: image(revision.tag),
        essential: true,
        portMappings: [
          {
            containerPort: 8080,
            protocol: 'tcp',
            ...(service.hostPort !== undefined && { hostPort: service.hostPort }),
          },
        ],
        environment: [{ name: 'STAGE', value: 'production' }],
        ...(secretService !== '' && {
          secrets: [{ name: 'KEY', valueFrom: region.arn(secretService, secret.join(':')) }],
        }),
        ...(service.containerHealthCheck === true && {
          healthCheck: { command: ['CMD-SHELL', 'wget -q -O - localhost:8080/'], interval: 5, retries: 2 },
        }),
        ...(migration !== undefined && { dependsOn: [{ containerName: 'migrate', condition: 'SUCCESS' }] }),
        logConfiguration,
      },
      ...(migration === undefined
        ? []
        : [{ name: 'migrate', image: image(migration), essential: false, logConfiguration }]),
    ],
  };
}

/** How the service is made, and what it is told once it runs. */
export function scenarioService(
  stage: Stage,
  { service = {} }: Scenario,
): { readonly first: JsonObject; readonly then?: JsonObject } {
  const { region } = stage;
  const {
    desiredCount = 2,
    minimumHealthyPercent,
    maximumPercent,
    circuitBreaker,
    alarm,
    failingHook,
  } = service;
  const configuration: JsonObject = {
    ...(minimumHealthyPercent !== undefined && { minimumHealthyPercent }),
    ...(maximumPercent !== undefined && { maximumPercent }),
    ...(circuitBreaker !== 'none' && {
      deploymentCircuitBreaker: { enable: true, rollback: circuitBreaker !== 'stop' },
    }),
    ...(alarm === true && { alarms: { alarmNames: ['app-errors'], enable: true, rollback: true } }),
    ...(failingHook === true && { strategy: 'BLUE_GREEN' }),
  };
  const first: JsonObject = {
    cluster: SCENARIO_CLUSTER,
    serviceName: NAME,
    taskDefinition: NAME,
    desiredCount,
    ...(service.instances === undefined
      ? { launchType: 'FARGATE', networkConfiguration: NETWORK }
      : { launchType: 'EC2' }),
    deploymentConfiguration: configuration,
    ...(service.behindLoadBalancer === true && balanced(stage, service)),
  };
  if (failingHook !== true) return { first };
  const lifecycleHooks = [
    {
      targetType: 'AWS_LAMBDA',
      hookTargetArn: region.arn('lambda', 'function:check-that-fails'),
      roleArn: `arn:aws:iam::${region.accountId}:role/ecsHookRole`,
      lifecycleStages: ['PRE_SCALE_UP'],
    },
  ];
  const then = {
    cluster: SCENARIO_CLUSTER,
    service: NAME,
    deploymentConfiguration: { ...configuration, lifecycleHooks },
  };
  return { first, then };
}

function balanced({ region, world, now }: Stage, service: NonNullable<Scenario['service']>): JsonObject {
  const { random } = world;
  const balancer = addLoadBalancer(region, random, NAME, now());
  const options = { port: 8080, path: '/health', balancers: [balancer.arn] };
  const plain = addTargetGroup(region, random, { ...options, name: NAME });
  const delay = { 'deregistration_delay.timeout_seconds': String(service.drain ?? 5) };
  const group = { ...plain, attributes: { ...plain.attributes, ...delay } };
  region.targetGroups.set(group.arn, group);
  const behind = { targetGroupArn: group.arn, containerName: NAME, containerPort: 8080 };
  const grace = { healthCheckGracePeriodSeconds: service.gracePeriod ?? 5 };
  if (service.failingHook !== true) {
    addListener(region, random, balancer, group, []);
    return { loadBalancers: [behind], ...grace };
  }
  const green = addTargetGroup(region, random, { ...options, name: `${NAME}-2` });
  const production = addListener(region, random, balancer, group, [['/*', group]]);
  const advancedConfiguration = {
    alternateTargetGroupArn: green.arn,
    productionListenerRule: production.rules[0]?.arn ?? '',
    roleArn: `arn:aws:iam::${region.accountId}:role/ecsInfrastructureRole`,
  };
  return { loadBalancers: [{ ...behind, advancedConfiguration }], ...grace };
}
