// How soon, and how truly, the end of a deployment is told: ours beside the SDK's waiter and the AWS CLI's, all three on
// the same deployments of one sandbox, in real time.
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  ListServiceDeploymentsCommand,
  RegisterTaskDefinitionCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
  waitUntilServicesStable,
} from '@aws-sdk/client-ecs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsCli } from '../support/awsCli.mjs';
import { buildBundles } from '../support/build.mjs';
import { WORK } from '../support/paths.mjs';
import { startSandbox } from '../support/sandboxProcess.mjs';
import { setUp } from '../support/setup.mjs';
import { loadCore, openConnection, silent } from './deployCore.mjs';

const CLUSTER = 'bench';
/** As long as the AWS CLI waits by itself. */
const LONGEST_S = 600;

/**
 * What happens to each deployment, and how it ends in truth. `after` is when somebody interferes, in seconds.
 * @type {readonly { name: string, desired: number, tag: string, kind: string, after?: number, act?: Function }[]}
 */
const CASES = [
  { name: 'success', desired: 1, tag: '2', kind: 'succeeded' },
  { name: 'success-of-four', desired: 4, tag: '2', kind: 'succeeded' },
  { name: 'nothing-to-start', desired: 0, tag: '2', kind: 'succeeded' },
  { name: 'breaker', desired: 1, tag: '2-broken', kind: 'rolledBack' },
  { name: 'breaker-of-two', desired: 2, tag: '2-oom', kind: 'rolledBack' },
  { name: 'superseded', desired: 1, tag: '2', kind: 'superseded', after: 25, act: supersede },
  { name: 'superseded-broken', desired: 2, tag: '2-broken', kind: 'superseded', after: 35, act: supersede },
  { name: 'stopped', desired: 1, tag: '2', kind: 'rolledBack', after: 30, act: stop },
  { name: 'deleted', desired: 1, tag: '2', kind: 'deleted', after: 30, act: remove },
];

export const about = `${CASES.length} deployments in real time, each watched by us, by waitUntilServicesStable and by "aws ecs wait services-stable".`;

export async function run({ say }) {
  await setUp({ programs: ['aws'], say });
  await buildBundles('production');
  const core = await loadCore();
  const log = path.join(WORK, 'logs', 'bench-deploy-verdict.log');
  const { ready, dispose } = await startSandbox({ args: ['--no-docker', '--seed', 'empty'], log });
  try {
    const world = await openWorld(ready, core);
    const results = await Promise.all(CASES.map((one) => play(one, world, say)));
    world.connection.dispose();
    return figures(results);
  } finally {
    await dispose();
  }
}

async function openWorld(ready, core) {
  const { endpoint, region } = ready;
  const { connection, ecs } = await openConnection(ready, core);
  await ecs.send(new CreateClusterCommand({ clusterName: CLUSTER }));
  const cli = awsCli({ endpoint, region, timeoutMs: (LONGEST_S + 120) * 1000 });
  const before = Date.now();
  const { now } = await (await fetch(`${endpoint}/_sandbox/clock`)).json();
  /** The sandbox's clock, less ours. */
  const ahead = now - (before + Date.now()) / 2;
  return { core, connection, ecs, cli, ahead };
}

async function play(one, world, say) {
  const { core, connection, ecs, cli } = world;
  await create(one, ecs);
  const revision = await register(one.name, one.tag, ecs);
  const signal = new AbortController().signal;
  const service = await describe(one.name, ecs);
  const place = { clusterArn: service.clusterArn, serviceArn: service.serviceArn };
  const base = await core.redeployBase(place, connection, signal);
  const reference = await core.redeploy(base, revision, connection, signal);
  const begun = Date.now();
  const acted =
    one.act === undefined ? undefined : sleep(one.after * 1000).then(() => one.act(one.name, ecs));
  const [ours, sdk, aws] = await Promise.all([
    watchOurs(reference, world),
    waitUntilServicesStable(
      { client: ecs, maxWaitTime: LONGEST_S },
      { cluster: CLUSTER, services: [one.name] },
    ).then(
      () => 'success',
      () => 'failure',
    ),
    cli
      .attempt('ecs', 'wait', 'services-stable', '--cluster', CLUSTER, '--services', one.name)
      .then(({ code }) => (code === 0 ? 'success' : 'failure')),
  ]);
  const ended = (await acted) ?? (await endOf(ours.serviceDeploymentArn, world));
  const truth = one.kind === 'succeeded' ? 'success' : 'failure';
  const result = {
    lagS: (ours.at - ended) / 1000,
    ours: ours.kind !== one.kind,
    sdk: sdk !== truth,
    cli: aws !== truth,
  };
  const rollout = ((ended - begun) / 1000).toFixed(0);
  say(
    `${one.name}: ended after ${rollout} s; ours ${ours.kind} ${result.lagS.toFixed(2)} s later, SDK ${sdk}, CLI ${aws}`,
  );
  return result;
}

async function watchOurs(reference, { core, connection }) {
  const deps = { connection, clock: core.systemClock, logger: silent };
  let { serviceDeploymentArn } = reference;
  for await (const event of core.watchRollout(reference, deps, new AbortController().signal)) {
    if (event.type === 'updated') ({ serviceDeploymentArn } = event.reference);
    if (event.type === 'verdict') return { kind: event.verdict.kind, at: Date.now(), serviceDeploymentArn };
  }
  throw new Error('The watching ended without a verdict');
}

/** When the sandbox itself says that the deployment ended, on our clock. */
async function endOf(arn, { ecs, ahead }) {
  const asked = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] });
  const { serviceDeployments = [] } = await ecs.send(asked);
  const finished = serviceDeployments[0]?.finishedAt;
  if (finished === undefined) throw new Error(`The sandbox does not say when ${arn} ended`);
  return finished.getTime() - ahead;
}

async function create({ name, desired }, ecs) {
  const { arn } = await register(name, '1', ecs);
  await ecs.send(
    new CreateServiceCommand({
      cluster: CLUSTER,
      serviceName: name,
      taskDefinition: arn,
      desiredCount: desired,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    }),
  );
  for (;;) {
    const { deployments = [] } = await describe(name, ecs);
    if (deployments[0]?.rolloutState === 'COMPLETED') return;
    await sleep(2000);
  }
}

async function register(family, tag, ecs) {
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'app', image: `registry.example/app:${tag}` }],
    }),
  );
  return { arn: taskDefinition.taskDefinitionArn, family, revision: taskDefinition.revision };
}

async function describe(name, ecs) {
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster: CLUSTER, services: [name] }),
  );
  return services[0];
}

/** Each resolves to when it was done: from then on our deployment has ended, or undefined where it goes on to its end. */
async function supersede(name, ecs) {
  const { arn } = await register(name, '3', ecs);
  await ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: name, taskDefinition: arn }));
  return Date.now();
}

async function remove(name, ecs) {
  await ecs.send(new DeleteServiceCommand({ cluster: CLUSTER, service: name, force: true }));
  return Date.now();
}

async function stop(name, ecs) {
  const { serviceDeployments = [] } = await ecs.send(
    new ListServiceDeploymentsCommand({ cluster: CLUSTER, service: name, status: ['IN_PROGRESS'] }),
  );
  const [{ serviceDeploymentArn }] = serviceDeployments;
  await ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' }));
}

function figures(results) {
  const lags = results.map(({ lagS }) => lagS).sort((a, b) => a - b);
  const wrong = (tool) => results.filter((result) => result[tool]).length;
  return {
    'ours.medianLagS': round(lags[lags.length >> 1]),
    'ours.maxLagS': round(lags.at(-1)),
    'ours.wrong': wrong('ours'),
    'sdk.wrong': wrong('sdk'),
    'cli.wrong': wrong('cli'),
    cases: results.length,
  };
}

const round = (value) => Math.round(value * 100) / 100;
