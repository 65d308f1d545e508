// A sandbox with room for a million lines, one service in it, and the tail of the sources as its reader.
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { build } from 'esbuild';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ROOT, WORK } from '../../support/paths.mjs';
import { startSandbox } from '../../support/sandboxProcess.mjs';

export const GROUP = '/ecs/bench';
const CLUSTER = 'bench';
const SERVICE = 'web';
const PREFIX = 'ecs';
const PUT_EVENTS = 5000;

const SANDBOX = `
import { startSandbox } from './src/sandbox/server';
const [scale = '1', agoMs = '0'] = process.argv.slice(2);
const logLimits = { eventsPerGroup: 3_000_000, bytes: 4e9 };
const log = (line) => console.error(line);
const { endpoint, registry, accountId, region } = await startSandbox({
  docker: false, seed: 'empty', timeScale: Number(scale), start: Date.now() - Number(agoMs), logLimits, log,
});
console.log(JSON.stringify({ endpoint, registry, accountId, region, pid: process.pid }));
for (const end of ['disconnect', 'SIGTERM']) process.on(end, () => process.exit(0));
`;

const CORE = `
export { tail } from './src/core/logs/tail';
export { LineFormatter } from './src/core/logs/format';
export { createEcs } from './src/core/aws/ecs';
export { createLogs } from './src/core/aws/logs';
export { Caller } from './src/core/aws/caller';
export { createRequestHandler } from './src/core/aws/http';
export { throwIfAborted } from './src/core/lib/abort';
`;

/**
 * @param {{ timeScale?: number, agoMs?: number }} [options] `agoMs` is how far in the past the world begins
 */
export async function openWorld({ timeScale = 1, agoMs = 0 } = {}) {
  const program = await bundle('logs-sandbox.mjs', SANDBOX);
  const core = await import(pathToFileURL(await bundle('logs-core.mjs', CORE)).href);
  const log = path.join(WORK, 'logs', 'bench-logs.log');
  const { ready, dispose } = await startSandbox({ program, args: [String(timeScale), String(agoMs)], log });
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const config = { endpoint: ready.endpoint, region: ready.region, credentials };
  const ecs = new ECSClient(config);
  const logs = new CloudWatchLogsClient({ ...config, disableHostPrefix: true });
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await ecs.send(new CreateClusterCommand({ clusterName: CLUSTER }));
  const taskDefinition = await register(ecs, ready.region);
  await ecs.send(
    new CreateServiceCommand({
      cluster: CLUSTER,
      serviceName: SERVICE,
      taskDefinition,
      desiredCount: 1,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    }),
  );
  const arn = (kind, name) => `arn:aws:ecs:${ready.region}:${ready.accountId}:${kind}/${name}`;
  const world = {
    ...ready,
    core,
    ecs,
    logs,
    cluster: CLUSTER,
    service: SERVICE,
    subject: { clusterArn: arn('cluster', CLUSTER), serviceArn: arn('service', `${CLUSTER}/${SERVICE}`) },
    clock: () => clockOf(ready.endpoint, timeScale, core),
    advance: (ms) => advance(ready.endpoint, ms),
    /** Writes events, oldest first, to the stream of a task. */
    put: (task, events) => put(logs, `${PREFIX}/app/${task}`, events),
    runningTasks: () => runningTasks(ecs),
    dispose: async () => {
      ecs.destroy();
      logs.destroy();
      await dispose();
    },
  };
  while ((await world.runningTasks()).length === 0) await sleep(200);
  return world;
}

/** Our adapters over an endpoint, without the budget of an account: nothing is throttled here, for the CLI neither. */
export function connect({ core, region, accountId }, clock, endpoint) {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const requestHandler = core.createRequestHandler(silent);
  const unpaid = { acquire: () => Promise.resolve(), succeeded() {}, throttled() {} };
  const caller = new core.Caller({
    region,
    profile: 'bench',
    logger: silent,
    clock,
    budget: () => unpaid,
    dropCredentials() {},
    signInDetails: {},
    use: { feature: 'logs', urgency: 'foreground' },
    owner: () => 'bench',
  });
  const config = {
    region,
    endpoint,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    requestHandler,
    maxAttempts: 1,
  };
  const logs = core.createLogs(new CloudWatchLogsClient({ ...config, disableHostPrefix: true }), caller);
  const connection = {
    info: { id: 'bench', kind: 'profile', profile: 'bench', region, accountId },
    ecs: core.createEcs(new ECSClient(config), caller),
    logs: () => logs,
  };
  return { connection, dispose: () => requestHandler.destroy() };
}

/** The world's time, and sleeps that are as much shorter as it runs faster. */
async function clockOf(endpoint, timeScale, { throwIfAborted }) {
  const before = Date.now();
  const { now } = await (await fetch(`${endpoint}/_sandbox/clock`)).json();
  const start = (before + Date.now()) / 2;
  return {
    now: () => now + (Date.now() - start) * timeScale,
    async sleep(ms, signal) {
      try {
        await sleep(ms / timeScale, undefined, { signal });
      } catch {
        throwIfAborted(signal);
      }
    },
  };
}

async function advance(endpoint, advanceMs) {
  await fetch(`${endpoint}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advanceMs }) });
}

async function bundle(name, contents) {
  const outfile = path.join(WORK, 'bench', name);
  await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // What the SDK has in CommonJS asks for Node's own modules.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    outfile,
  });
  return outfile;
}

async function register(ecs, region) {
  const options = { 'awslogs-group': GROUP, 'awslogs-region': region, 'awslogs-stream-prefix': PREFIX };
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: SERVICE,
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      containerDefinitions: [
        {
          name: 'app',
          image: 'registry.example/app:1',
          logConfiguration: { logDriver: 'awslogs', options },
        },
      ],
    }),
  );
  return taskDefinition.taskDefinitionArn;
}

async function put(logs, logStreamName, events) {
  try {
    await logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName }));
  } catch (error) {
    if (error.name !== 'ResourceAlreadyExistsException') throw error;
  }
  for (let start = 0; start < events.length; start += PUT_EVENTS) {
    const logEvents = events.slice(start, start + PUT_EVENTS);
    await logs.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName, logEvents }));
  }
}

/** Ids of the tasks whose stream is there: they have written their first line. */
async function runningTasks(ecs) {
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster: CLUSTER, serviceName: SERVICE }));
  if (taskArns.length === 0) return [];
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster: CLUSTER, tasks: taskArns }));
  return tasks
    .filter(({ lastStatus }) => lastStatus === 'RUNNING')
    .map(({ taskArn }) => taskArn.split('/').at(-1));
}
