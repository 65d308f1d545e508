// A million lines of history: ours beside `aws logs tail`, both into a null sink.
import { awsCli } from '../../support/awsCli.mjs';
import { heapMB } from './heap.mjs';
import { connect, GROUP } from './world.mjs';

const EVENTS = 1_000_000;
/** The CLI gets a part of them, or the benchmark would take minutes: what counts is lines a second. */
const CLI_EVENTS = 300_000;
/** As they would have been written, so that what is remembered of them is what it would be. */
export const SPAN_MS = 3_600_000;
const BATCH = 10_000;

export async function measureHistory(world, say) {
  const [task] = await world.runningTasks();
  const start = (await world.clock()).now();
  for (let first = 0; first < EVENTS; first += BATCH) {
    await world.advance((SPAN_MS * BATCH) / EVENTS);
    const end = Math.floor((await world.clock()).now());
    const events = Array.from({ length: BATCH }, (_, index) => {
      const number = first + index;
      return {
        timestamp: end - Math.floor(((BATCH - index) * SPAN_MS) / EVENTS),
        message: `INFO request ${number} GET /orders/${number % 977} 200 in ${number % 83} ms, trace 7f3a${number}`,
      };
    });
    await world.put(task, events);
  }
  say(`${EVENTS} lines are in ${GROUP}`);
  const ours = await readOurs(world, start);
  say(`ours: ${Math.round(ours.perSecond)} lines/s, heap +${ours.heapMB.toFixed(1)} MB at most`);
  const cli = await readCli(world, start + SPAN_MS * (1 - CLI_EVENTS / EVENTS));
  say(`aws logs tail: ${Math.round(cli)} lines/s`);
  return {
    'history.linesPerSecond': Math.round(ours.perSecond),
    'history.cliLinesPerSecond': Math.round(cli),
    'history.ratioToCli': round(ours.perSecond / cli),
    'history.heapMB': round(ours.heapMB),
  };
}

async function readOurs(world, since) {
  const { core, subject } = world;
  const clock = await world.clock();
  const { connection, dispose } = connect(world, clock, world.endpoint);
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const formatter = new core.LineFormatter();
  const stop = new AbortController();
  const before = heapMB();
  let highest = before;
  let lines = 0;
  let bytes = 0;
  let lookedAt = 0;
  const began = performance.now();
  let spentLooking = 0;
  for await (const items of core.tail(
    subject,
    { connection, clock, logger, since: since - 1 },
    stop.signal,
  )) {
    for (const item of items) {
      if (item.kind === 'line') lines += 1;
      for (const text of formatter.format(item)) bytes += text.length;
    }
    if (lines >= EVENTS) break;
    if (lines - lookedAt < 250_000) continue;
    lookedAt = lines;
    const looking = performance.now();
    highest = Math.max(highest, heapMB());
    spentLooking += performance.now() - looking;
  }
  const seconds = (performance.now() - began - spentLooking) / 1000;
  highest = Math.max(highest, heapMB());
  stop.abort();
  dispose();
  if (bytes < EVENTS) throw new Error('Lines were lost on the way to the sink');
  return { perSecond: lines / seconds, heapMB: highest - before };
}

/** Lines a second of the CLI, its start-up taken off by a run that finds nothing. */
async function readCli({ endpoint, region }, since) {
  const cli = awsCli({ endpoint, region, timeoutMs: 600_000 });
  const time = async (from) => {
    const began = performance.now();
    const output = await cli.text('logs', 'tail', GROUP, '--since', new Date(from).toISOString());
    return {
      seconds: (performance.now() - began) / 1000,
      lines: output === '' ? 0 : output.split('\n').length,
    };
  };
  const empty = await time(Date.now() + 3_600_000);
  const full = await time(since);
  if (full.lines < CLI_EVENTS * 0.95) throw new Error(`The CLI printed ${full.lines} lines only`);
  return full.lines / Math.max(0.001, full.seconds - empty.seconds);
}

const round = (value) => Math.round(value * 100) / 100;
