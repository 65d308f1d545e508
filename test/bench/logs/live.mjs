// Lines as they come, in real time: how long after it was written a line is out, and what a flood does to the memory.
import { setTimeout as sleep } from 'node:timers/promises';
import { heapMB } from './heap.mjs';
import { connect } from './world.mjs';

const TICK_MS = 100;
const STEADY = { perTick: 45, ticks: 300 };
const FLOOD = { perTick: 500, ticks: 150 };
/** Until a live tail delivers, and what it delivers is out. */
const SETTLE_MS = 4000;

export async function measureLive(world, say) {
  const steady = await follow(world, STEADY);
  say(
    `${STEADY.perTick * 10} lines/s: ${steady.lags.length} came, the slowest after ${steady.lags.at(-1)} ms`,
  );
  const flood = await follow(world, FLOOD);
  say(`${FLOOD.perTick * 10} lines/s: ${flood.lags.length} came, sampling marked ${flood.sampled} times`);
  if (flood.sampled === 0) throw new Error('The sampling was not marked');
  return {
    'live500.p50S': seconds(steady.lags, 0.5),
    'live500.p99S': seconds(steady.lags, 0.99),
    'live500.lost': STEADY.perTick * STEADY.ticks - steady.lags.length,
    'live5000.heapMB': Math.round(flood.heapMB * 10) / 10,
    'live5000.sampled': flood.sampled,
  };
}

async function follow(world, { perTick, ticks }) {
  const { core, subject } = world;
  const clock = await world.clock();
  const { connection, dispose } = connect(world, clock, world.endpoint);
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const [task] = await world.runningTasks();
  const stop = new AbortController();
  const mark = `run${Math.random().toString(36).slice(2)}`;
  const formatter = new core.LineFormatter();
  const lags = [];
  let sampled = 0;
  const before = heapMB();
  const reading = (async () => {
    const deps = { connection, clock, logger, since: clock.now() };
    for await (const items of core.tail(subject, deps, stop.signal)) {
      for (const item of items) {
        formatter.format(item);
        if (item.kind === 'note' && item.text.id === 'tail.sampled') sampled += 1;
        const [, written] = item.kind === 'line' ? (item.text.match(/^(?:\w+) at (\d+) /) ?? []) : [];
        if (written !== undefined && item.text.startsWith(mark)) lags.push(Date.now() - Number(written));
      }
    }
  })();
  await sleep(SETTLE_MS);
  const began = Date.now();
  for (let tick = 0; tick < ticks; tick += 1) {
    const now = Date.now();
    const timestamp = Math.floor(clock.now());
    await world.put(
      task,
      Array.from({ length: perTick }, (_, index) => ({
        timestamp,
        message: `${mark} at ${now} line ${tick * perTick + index} of what an application says of its work`,
      })),
    );
    await sleep(Math.max(0, began + (tick + 1) * TICK_MS - Date.now()));
  }
  const after = heapMB();
  await sleep(SETTLE_MS);
  stop.abort();
  await reading;
  dispose();
  return { lags: lags.sort((a, b) => a - b), sampled, heapMB: after - before };
}

const seconds = (sorted, part) => Math.round(sorted[Math.floor(sorted.length * part)]) / 1000;
