// How soon, and for how many calls, hundreds and thousands of services are on screen: ours beside the fewest calls that a
// bare SDK client could make under the same budget, and beside the call patterns of other tools.
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { setMaxListeners } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { buildBundles } from '../support/build.mjs';
import { WORK } from '../support/paths.mjs';
import { startSandbox } from '../support/sandboxProcess.mjs';
import { applyRefresh } from './inventory/apply.mjs';
import { connect, loadCore, quickClock } from './inventory/core.mjs';
import { e1s, fewestCalls, toolkit } from './inventory/patterns.mjs';

const LATENCY_MS = 80;
/** Until AWS's buckets of 100 are full again at 20 a second. */
const REFILL_MS = 6_000;
const RUNS = 3;
const MOST_VISIBLE = 60;

const WORLDS = [
  { name: 'w200', seed: 'medium', clusters: 10, services: 200, tasks: 2_000 },
  { name: 'w1000', seed: 'large', clusters: 50, services: 1_000, tasks: 10_000 },
  { name: 'w5000', seed: 'huge', clusters: 1, services: 5_000, tasks: 50_000 },
];

export const about = `Three accounts with ${LATENCY_MS} ms of latency and AWS's documented throttling; median of ${RUNS} runs.`;

export async function run({ say }) {
  await buildBundles('production');
  const core = await loadCore();
  const figures = {};
  for (const world of WORLDS) {
    const log = path.join(WORK, 'logs', `bench-inventory-${world.name}.log`);
    const sandbox = await startSandbox({ args: ['--no-docker', '--seed', world.seed], log });
    try {
      Object.assign(figures, await measure(core, world, sandbox.ready, say));
    } finally {
      await sandbox.dispose();
    }
  }
  return { ...figures, ...(await applyRefresh(core)) };
}

async function measure(core, world, place, say) {
  const { name } = world;
  /** Of one large cluster the names come first, and descriptions by demand. */
  const namesOnly = world.services / world.clusters > 1_000;
  const client = new ECSClient({
    endpoint: place.endpoint,
    region: place.region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    // Between two runs the sandbox closes idle connections; a request that meets this is sent once more.
    maxAttempts: 2,
  });
  const minimum = minimumOf(world);
  const heapMB = await heap(core, world, place);
  await control(place, 'faults', { latencyMs: LATENCY_MS, throttle: true });
  const rtt = await roundTrip(client);
  const floors = [];
  const runs = [];
  for (let round = 0; round < RUNS; round += 1) {
    await sleep(REFILL_MS);
    floors.push(await timed(() => fewestCalls(budgeted(core, client), { describe: !namesOnly })));
    await sleep(REFILL_MS);
    runs.push(await ours(core, place, world, namesOnly));
  }
  const floor = median(floors);
  const full = median(runs.map((one) => one.fullMs));
  const first = median(runs.map((one) => one.firstMs));
  say(
    `${name}: round trip ${rtt.toFixed(0)} ms, first rows ${first.toFixed(0)} ms, all ${full.toFixed(0)} ms, floor ${floor.toFixed(0)} ms`,
  );
  const figures = {
    [`${name}.firstRowsOverRtt`]: round(first / rtt),
    [`${name}.fullOverFloor`]: round(full / floor),
    [`${name}.callsOverMinimum`]: round(Math.max(...runs.map((one) => one.calls)) / minimum),
    [`${name}.throttled`]: Math.max(...runs.map((one) => one.throttled)),
    [`${name}.refreshCallsOverMinimum`]: round(
      Math.max(...runs.map((one) => one.refreshCalls)) / refreshMinimumOf(world),
    ),
    [`${name}.heapMB`]: round(heapMB),
  };
  for (const [tool, pattern, retries] of [
    ['toolkit', toolkit, 5],
    ['e1s', e1s, 3],
  ]) {
    await sleep(REFILL_MS);
    const other = await replay(place, pattern, retries);
    say(
      `${name}: ${tool} ${other.ms.toFixed(0)} ms, ${other.calls} calls, throttled ${other.throttled}${other.failed ? ', failed' : ''}`,
    );
    figures[`${tool}.${name}.fullOverFloor`] = other.failed ? 'failed' : round(other.ms / floor);
    figures[`${tool}.${name}.callsOverMinimum`] = round(other.calls / minimum);
    figures[`${tool}.${name}.throttled`] = other.throttled;
  }
  client.destroy();
  return figures;
}

/** As aws-facts 1.7 counts them; of a large cluster for what is shown: the names, and a screen's worth of descriptions. */
function minimumOf({ clusters, services }) {
  const each = services / clusters;
  return 2 + clusters * (Math.ceil(each / 100) + Math.ceil(Math.min(each, MOST_VISIBLE) / 10));
}

function refreshMinimumOf({ clusters, services }) {
  return 1 + clusters * Math.ceil(Math.min(services / clusters, MOST_VISIBLE) / 10);
}

/** Everything opened as soon as there is a row to open, by somebody who looks. */
async function ours(core, place, { services }, namesOnly) {
  const { connection, ledger, dispose } = await connect(core, place);
  await control(place, 'calls', {});
  const inventory = new core.Inventory({ connection, clock: core.systemClock });
  try {
    const begun = performance.now();
    let namedMs = 0;
    inventory.onDidChange(() => {
      const named = inventory.services.listed.reduce(
        (sum, arn) => sum + (inventory.services.slot(arn).data?.length ?? 0),
        0,
      );
      if (named === services && namedMs === 0) namedMs = performance.now() - begun;
    });
    await inventory.clusters.first();
    const firstMs = performance.now() - begun;
    const clusters = inventory.clusters.slot.data;
    await Promise.all(clusters.map((arn) => inventory.services.load(arn)));
    const fullMs = namesOnly ? namedMs : performance.now() - begun;
    if (!namesOnly && inventory.services.described.length !== services)
      throw new Error(`${inventory.services.described.length} of ${services} services are described`);
    // The description of the clusters goes beside; a long wait would let other things in.
    await inventory.clusters.load();
    const calls = (await counted(place)) - 2;
    await sleep(REFILL_MS);
    await control(place, 'calls', {});
    await inventory.refresh({ clusters, services: [], targetGroups: [] });
    const refreshCalls = await counted(place);
    return { firstMs, fullMs, calls, refreshCalls, throttled: throttledIn(ledger) };
  } finally {
    inventory.dispose();
    dispose();
  }
}

/** Growth of the heap with every service and every task known. */
async function heap(core, { services, tasks }, place) {
  const { connection, dispose } = await connect(core, place, quickClock());
  // What the client itself builds at the first call of each kind is not ours.
  await describeOnce(core, connection);
  const before = collected();
  const inventory = new core.Inventory({ connection, clock: core.systemClock });
  await inventory.clusters.load();
  for (const arn of inventory.clusters.slot.data) {
    await inventory.services.load(arn);
    inventory.services.describeAll(arn);
    await inventory.tasks.loadOutside(arn);
  }
  while (inventory.services.described.length < services) await sleep(50);
  if (inventory.tasks.size !== tasks) throw new Error(`${inventory.tasks.size} of ${tasks} tasks are known`);
  const grown = (collected() - before) / 2 ** 20;
  inventory.dispose();
  dispose();
  return grown;
}

async function describeOnce(core, connection) {
  const inventory = new core.Inventory({ connection, clock: core.systemClock });
  await inventory.clusters.load();
  const [cluster] = inventory.clusters.slot.data;
  await inventory.services.load(cluster);
  const [service] = inventory.services.slot(cluster).data;
  await inventory.tasks.load(cluster, service);
  inventory.dispose();
}

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc');

function collected() {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

async function timed(work) {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function roundTrip(client) {
  const waits = [];
  for (let index = 0; index < 7; index += 1)
    waits.push(await timed(() => client.send(new ListClustersCommand({}))));
  return median(waits.slice(1));
}

/** Calls that wait for their turn under a budget like ours. */
function budgeted(core, client) {
  const budget = new core.RequestBudget(core.systemClock);
  const never = new AbortController().signal;
  // Many calls wait under it at once.
  setMaxListeners(0, never);
  return async (command) => {
    const clusters = /Clusters/.test(command.constructor.name);
    await budget.acquire(clusters ? 'ecsClusterRead' : 'ecsServiceRead', never);
    return client.send(command);
  };
}

async function replay(place, pattern, maxAttempts) {
  const client = new ECSClient({
    endpoint: place.endpoint,
    region: place.region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts,
  });
  let throttled = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      if (result.response?.statusCode === 400) throttled += 1;
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  await control(place, 'calls', {});
  let failed = false;
  const ms = await timed(async () => {
    try {
      await pattern((command) => client.send(command));
    } catch {
      failed = true;
    }
  });
  const calls = await counted(place);
  client.destroy();
  return { ms, calls, throttled, failed };
}

async function counted(place) {
  const calls = await (await fetch(`${place.endpoint}/_sandbox/calls`)).json();
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

async function control({ endpoint }, name, document) {
  const answer = await fetch(`${endpoint}/_sandbox/${name}`, {
    method: 'POST',
    body: JSON.stringify(document),
  });
  if (!answer.ok) throw new Error(`/_sandbox/${name}: ${await answer.text()}`);
}

function throttledIn(ledger) {
  return ledger.counts.reduce((sum, { throttled }) => sum + throttled, 0);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const round = (value) => Math.round(value * 100) / 100;
