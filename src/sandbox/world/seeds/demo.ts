import type { JsonObject } from '../../../core/lib/json';
import { addListener, addLoadBalancer, addTargetGroup, SECURITY_GROUP, SUBNETS } from './demoBalancer';
import { apiDefinition, mailDefinition, webDefinition, workerDefinition } from './demoDefinitions';
import { addDemoInstances } from './demoInstances';
import type { Seed, Stage } from './stage';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const REPOSITORIES = ['shop-web', 'shop-worker', 'shop-mail', 'shop-api', 'envoy'] as const;
const LOG_GROUPS = [
  '/ecs/shop-web',
  '/ecs/shop-worker',
  '/ecs/shop-mail',
  '/ecs/shop-api',
  '/ecs/staging/shop-web',
] as const;

const NETWORK = {
  awsvpcConfiguration: { subnets: SUBNETS, securityGroups: [SECURITY_GROUP], assignPublicIp: 'DISABLED' },
};

const FARGATE = { launchType: 'FARGATE', networkConfiguration: NETWORK } as const;
const BREAKER = { deploymentCircuitBreaker: { enable: true, rollback: true } } as const;

/** The image of a repository under a tag, pushed now. */
function push({ repositories, region, now }: Stage, name: string, tag: string): string {
  const owner = { accountId: region.accountId, region: region.name };
  repositories.seedImage(owner, name, { tags: [tag], pushedAt: now(), sizeInBytes: 8_400_000 });
  return `${repositories.uri(owner, name)}:${tag}`;
}

/** Registers a revision and points the service at it. */
async function deploy(
  { ecs }: Stage,
  service: { readonly cluster: string; readonly service: string },
  definition: JsonObject,
): Promise<void> {
  await ecs('RegisterTaskDefinition', definition);
  await ecs('UpdateService', { ...service, taskDefinition: definition['family'] });
}

/** A shop: a web page and an API behind a load balancer, a worker, and a mailer whose newest revision failed. */
export const demoSeed: Seed = {
  title: 'A shop: two clusters, five services, a deployment that was rolled back',
  pace: 'brisk',
  keys: { AKIAQUAYSIDESECOND00: '210987654321' },
  pastMs: 30 * HOUR,
  failures: [
    {
      family: 'shop-mail',
      revision: 4,
      container: 'mailer',
      exitCode: 1,
      afterMs: 1_500,
      lines: [
        'mailer 2.5.0 starting',
        'Error: connect ECONNREFUSED smtp.internal:2525',
        '    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)',
        'fatal: no mail transport, giving up',
      ],
    },
  ],

  async play(stage) {
    const { ecs, region, world, pass, repositories, logs, now } = stage;
    const owner = { accountId: region.accountId, region: region.name };
    for (const name of REPOSITORIES) repositories.seedRepository(owner, name, { createdAt: now() });
    for (const group of LOG_GROUPS) logs.createGroup(region.accountId, region.name, group);
    await ecs('CreateCluster', {
      clusterName: 'production',
      settings: [{ name: 'containerInsights', value: 'enabled' }],
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      tags: [{ key: 'stage', value: 'production' }],
    });
    await ecs('CreateCluster', { clusterName: 'staging', tags: [{ key: 'stage', value: 'staging' }] });
    addDemoInstances(region, world.random, 'staging', now());

    const balancer = addLoadBalancer(region, world.random, 'shop', now());
    const behind = { balancers: [balancer.arn] };
    const web = addTargetGroup(region, world.random, { name: 'shop-web', port: 8080, path: '/', ...behind });
    const api = addTargetGroup(region, world.random, {
      name: 'shop-api',
      port: 3000,
      path: '/healthz',
      ...behind,
    });
    const staging = addTargetGroup(region, world.random, {
      name: 'staging-shop-web',
      port: 8080,
      path: '/',
      ...behind,
    });
    addListener(region, world.random, balancer, web, [
      ['/api/*', api],
      ['/staging/*', staging],
    ]);

    const webOf = (tag: string): JsonObject =>
      webDefinition(region, {
        family: 'shop-web',
        image: push(stage, 'shop-web', tag),
        group: '/ecs/shop-web',
        stage: 'production',
      });
    await ecs('RegisterTaskDefinition', webOf('1.8.0'));
    await ecs('CreateService', {
      cluster: 'production',
      serviceName: 'shop-web',
      taskDefinition: 'shop-web',
      desiredCount: 2,
      ...FARGATE,
      loadBalancers: [{ targetGroupArn: web.arn, containerName: 'app', containerPort: 8080 }],
      healthCheckGracePeriodSeconds: 10,
      deploymentConfiguration: { ...BREAKER, maximumPercent: 200, minimumHealthyPercent: 100 },
      enableECSManagedTags: true,
      propagateTags: 'SERVICE',
      tags: [{ key: 'team', value: 'storefront' }],
    });

    await ecs('RegisterTaskDefinition', workerDefinition(region, push(stage, 'shop-worker', '4.1.0')));
    await ecs('CreateService', {
      cluster: 'production',
      serviceName: 'shop-worker',
      taskDefinition: 'shop-worker',
      desiredCount: 2,
      ...FARGATE,
      deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 50 },
    });

    const apiOf = (tag: string): JsonObject =>
      apiDefinition(region, { api: push(stage, 'shop-api', tag), proxy: push(stage, 'envoy', 'v1.33') });
    await ecs('RegisterTaskDefinition', apiOf('3.2.0'));
    await ecs('CreateService', {
      cluster: 'production',
      serviceName: 'shop-api',
      taskDefinition: 'shop-api',
      desiredCount: 2,
      ...FARGATE,
      loadBalancers: [{ targetGroupArn: api.arn, containerName: 'api', containerPort: 3000 }],
      deploymentConfiguration: BREAKER,
    });

    const mailOf = (tag: string): JsonObject => mailDefinition(region, push(stage, 'shop-mail', tag));
    await ecs('RegisterTaskDefinition', mailOf('2.3.0'));
    await ecs('CreateService', {
      cluster: 'production',
      serviceName: 'shop-mail',
      taskDefinition: 'shop-mail',
      desiredCount: 1,
      ...FARGATE,
      deploymentConfiguration: BREAKER,
    });

    await ecs('RegisterTaskDefinition', {
      ...webDefinition(region, {
        family: 'staging-shop-web',
        image: push(stage, 'shop-web', '1.9.0'),
        group: '/ecs/staging/shop-web',
        stage: 'staging',
      }),
    });
    await ecs('CreateService', {
      cluster: 'staging',
      serviceName: 'shop-web',
      taskDefinition: 'staging-shop-web',
      desiredCount: 1,
      ...FARGATE,
      loadBalancers: [{ targetGroupArn: staging.arn, containerName: 'app', containerPort: 8080 }],
      deploymentConfiguration: BREAKER,
    });
    await pass(4 * HOUR);

    await deploy(stage, { cluster: 'production', service: 'shop-web' }, webOf('1.8.1'));
    await deploy(stage, { cluster: 'production', service: 'shop-mail' }, mailOf('2.4.0'));
    await pass(18 * HOUR);
    await deploy(stage, { cluster: 'production', service: 'shop-api' }, apiOf('3.3.0'));
    await deploy(stage, { cluster: 'production', service: 'shop-mail' }, mailOf('2.4.1'));
    await pass(5 * HOUR);
    await deploy(stage, { cluster: 'production', service: 'shop-web' }, webOf('1.9.0'));

    const scaled = region.services('production').get('shop-api');
    if (scaled !== undefined) scaled.scaling = { min: 2, max: 4, periodMs: 5 * MINUTE, changes: [] };
    for (const desiredCount of [3, 4, 3]) {
      scaled?.scaling?.changes.push({ at: now(), from: scaled.desiredCount, to: desiredCount });
      await ecs('UpdateService', { cluster: 'production', service: 'shop-api', desiredCount });
      await pass(50 * MINUTE);
    }
    // The newest revision of the mailer cannot reach its server: the breaker opens and rolls back.
    await deploy(stage, { cluster: 'production', service: 'shop-mail' }, mailOf('2.5.0-broken'));
    await pass(30 * MINUTE);
  },
};
