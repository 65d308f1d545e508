// Ten minutes in one: late lines, lines of one millisecond, throttling, cut connections, tasks that come and go.
import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { StopTaskCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findAwsCli } from '../../support/awsCli.mjs';
import { WORK } from '../../support/paths.mjs';
import { start } from '../../support/processes.mjs';
import { connect, GROUP } from './world.mjs';

export const TIME_SCALE = 10;
const RUN_S = 60;
/** Of real time; ten times as much of the world's. */
const TICK_MS = 100;
const LATEST_MS = 20_000;
const SETTLE_S = 12;

export async function measureLosses(world, say) {
  const clock = await world.clock();
  const proxy = await openProxy(world.endpoint);
  const ours = followOurs(world, clock, proxy.endpoint);
  const cli = followCli(world, proxy.endpoint);
  await sleep(3000);
  const written = await write(world, clock, proxy);
  say(`${written} lines were written`);
  await fault(world, {});
  await sleep(SETTLE_S * 1000);
  await ours.stop();
  await cli.stop();
  proxy.close();
  const truth = await everything(world);
  say(`${truth.length} of them are in CloudWatch`);
  return {
    'ours.lost': lost(truth, ours.seen),
    'ours.duplicated': duplicated(ours.seen),
    'cli.lost': lost(truth, cli.seen),
    'cli.duplicated': duplicated(cli.seen),
  };
}

async function write(world, clock, proxy) {
  let number = 0;
  const line = (timestamp) => ({ timestamp: Math.floor(timestamp), message: `line-${(number += 1)}.` });
  for (let tick = 0; tick < (RUN_S * 1000) / TICK_MS; tick += 1) {
    const began = Date.now();
    for (const task of await world.runningTasks()) {
      const now = clock.now();
      const late = now - (tick % 5 === 0 ? (tick * 997) % LATEST_MS : 1);
      // A batch is in order of time; between batches there is none.
      const batch = [line(late), line(now - 400), line(now), line(now)];
      await world.put(
        task,
        batch.sort((a, b) => a.timestamp - b.timestamp),
      );
    }
    if (tick % 50 === 20) proxy.cut();
    if (tick % 80 === 40) await throttle(world);
    if (tick % 100 === 60) await stopOne(world);
    if (tick % 150 === 90) await roll(world);
    await sleep(Math.max(0, began + TICK_MS - Date.now()));
  }
  return number;
}

function followOurs(world, clock, endpoint) {
  const { core, subject } = world;
  const { connection, dispose } = connect(world, clock, endpoint);
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const stop = new AbortController();
  const seen = new Map();
  const reading = (async () => {
    const deps = { connection, clock, logger, since: clock.now() - 5000 };
    for await (const items of core.tail(subject, deps, stop.signal))
      for (const item of items) if (item.kind === 'line') count(seen, item.text);
  })();
  return {
    seen,
    async stop() {
      stop.abort();
      await reading;
      dispose();
    },
  };
}

function followCli({ region }, endpoint) {
  const seen = new Map();
  let rest = '';
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    PYTHONUNBUFFERED: '1',
  };
  const args = ['logs', 'tail', GROUP, '--follow', '--since', '1m', '--format', 'short'];
  const process_ = start(findAwsCli(), [...args, '--endpoint-url', endpoint, '--region', region], {
    env,
    log: path.join(WORK, 'logs', 'bench-logs-cli.log'),
    onOutput(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) count(seen, line);
    },
  });
  return { seen, stop: () => process_.dispose() };
}

function count(seen, text) {
  const [id] = /line-\d+\./.exec(text) ?? [];
  if (id !== undefined) seen.set(id, (seen.get(id) ?? 0) + 1);
}

const lost = (truth, seen) => truth.filter((id) => !seen.has(id)).length;
const duplicated = (seen) => [...seen.values()].reduce((sum, times) => sum + times - 1, 0);

async function everything({ logs }) {
  const ids = [];
  for await (const { events } of paginateFilterLogEvents({ client: logs }, { logGroupName: GROUP }))
    for (const { message } of events ?? []) if (message.startsWith('line-')) ids.push(message);
  return ids;
}

async function fault({ endpoint }, document) {
  await fetch(`${endpoint}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(document) });
}

const throttle = (world) =>
  fault(world, {
    errors: ['FilterLogEvents', 'StartLiveTail'].map((operation) => ({
      operation: `logs:${operation}`,
      code: 'ThrottlingException',
      times: 2,
    })),
  });

async function stopOne({ ecs, cluster, runningTasks }) {
  const [task] = await runningTasks();
  if (task !== undefined) await ecs.send(new StopTaskCommand({ cluster, task }));
}

const roll = ({ ecs, cluster, service }) =>
  ecs.send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true }));

/** Passes bytes on, and can cut every connection there is. */
async function openProxy(endpoint) {
  const { hostname, port } = new URL(endpoint);
  const sockets = new Set();
  const server = net.createServer((near) => {
    const far = net.connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    cut,
    close() {
      server.close();
      cut();
    },
  };
}
