// Whether many deployments can be watched at once without taking AWS's rates from everybody else in the account.
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ListClustersCommand,
  ListServicesCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildBundles } from '../support/build.mjs';
import { WORK } from '../support/paths.mjs';
import { startSandbox } from '../support/sandboxProcess.mjs';
import { loadCore, openConnection, silent } from './deployCore.mjs';

const CLUSTERS = 5;
const SERVICES = 10;
const SAMPLE_MS = 1000;
/** The busiest span of so many seconds counts, too, so that a quiet minute hides no rush. */
const SPAN = 10;

export const about = `${CLUSTERS * SERVICES} deployments in ${CLUSTERS} clusters of the world "large", watched at once in real time, with AWS's rate limits on.`;

export async function run({ say }) {
  await buildBundles('production');
  const core = await loadCore();
  const log = path.join(WORK, 'logs', 'bench-deploy-fleet.log');
  const { ready, dispose } = await startSandbox({ args: ['--no-docker', '--seed', 'large'], log });
  try {
    // Deployed through one connection and watched through another, whose calls are the ones that count.
    const { connection: deploying, ecs } = await openConnection(ready, core);
    const references = await deployFleet(deploying, ecs, core);
    say(`${references.length} services were updated`);
    const faults = JSON.stringify({ throttle: true });
    await fetch(`${ready.endpoint}/_sandbox/faults`, { method: 'POST', body: faults });
    const ledger = new core.CallLedger();
    const { connection } = await openConnection(ready, core, ledger);
    const spending = sampleCalls(ledger, core);
    const desk = new core.WatchDesk(connection, core.systemClock, Math.random());
    const ends = await Promise.all(references.map((reference) => watch(reference, connection, desk, core)));
    const samples = await spending.stop();
    connection.dispose();
    deploying.dispose();
    return figures({ ends, samples, ledger, say }, core);
  } finally {
    await dispose();
  }
}

/** A new revision for each service, one after the other: what a release of everything looks like. */
async function deployFleet(connection, ecs, core) {
  const { signal } = new AbortController();
  const { clusterArns } = await ecs.send(new ListClustersCommand({ maxResults: CLUSTERS }));
  const references = [];
  for (const cluster of clusterArns) {
    const listed = await ecs.send(new ListServicesCommand({ cluster, maxResults: SERVICES }));
    const input = { cluster, services: listed.serviceArns };
    const { services } = await ecs.send(new DescribeServicesCommand(input));
    for (const { serviceArn, taskDefinition } of services) {
      const revision = await nextRevision(taskDefinition, ecs);
      const place = { clusterArn: cluster, serviceArn };
      const base = await core.redeployBase(place, connection, signal);
      references.push(await core.redeploy(base, revision, connection, signal));
    }
  }
  return references;
}

/** The same once more: to ECS another revision is another deployment. */
async function nextRevision(arn, ecs) {
  const { taskDefinition: known } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: arn }),
  );
  const { family, containerDefinitions, networkMode, requiresCompatibilities, cpu, memory } = known;
  const input = { family, containerDefinitions, networkMode, requiresCompatibilities, cpu, memory };
  const { taskDefinition } = await ecs.send(new RegisterTaskDefinitionCommand(input));
  return { arn: taskDefinition.taskDefinitionArn, family, revision: taskDefinition.revision };
}

/** The kind of its end, and how many tasks were seen on the way. */
async function watch(reference, connection, desk, core) {
  const deps = { connection, clock: core.systemClock, logger: silent, desk };
  let tasks = 0;
  for await (const event of core.watchRollout(reference, deps, new AbortController().signal)) {
    if (event.type === 'observed') tasks = Math.max(tasks, event.observation.tasks?.length ?? 0);
    if (event.type === 'verdict') return { kind: event.verdict.kind, tasks };
  }
  throw new Error('The watching ended without a verdict');
}

/** What each bucket has paid for, second by second. */
function sampleCalls(ledger, { BUCKET_OF }) {
  const samples = [new Map()];
  const stop = new AbortController();
  const reading = (async () => {
    while (!stop.signal.aborted) {
      await sleep(SAMPLE_MS);
      const spent = new Map();
      for (const { operation, foreground, background } of ledger.counts) {
        const bucket = BUCKET_OF[operation];
        spent.set(bucket, (spent.get(bucket) ?? 0) + foreground + background);
      }
      samples.push(spent);
    }
  })();
  return {
    async stop() {
      stop.abort();
      await reading;
      return samples;
    },
  };
}

function figures({ ends, samples, ledger, say }, { BUCKETS }) {
  const last = samples.at(-1);
  const seconds = ((samples.length - 1) * SAMPLE_MS) / 1000;
  const buckets = [...last].map(([bucket, calls]) => {
    const spans = samples.slice(SPAN).map((sample, from) => {
      const before = samples[from].get(bucket) ?? 0;
      return (((sample.get(bucket) ?? 0) - before) * 1000) / (SPAN * SAMPLE_MS);
    });
    const { perSecond } = BUCKETS[bucket];
    return { bucket, perSecond: calls / seconds, rush: Math.max(0, ...spans), refill: perSecond };
  });
  for (const { bucket, perSecond, rush, refill } of buckets) {
    say(`${bucket}: ${round(perSecond)} calls a second, at most ${round(rush)} over ${SPAN} s, of ${refill}`);
  }
  const busiest = buckets.sort((a, b) => b.perSecond / b.refill - a.perSecond / a.refill)[0];
  return {
    callsPerSecond: round(busiest.perSecond),
    shareOfRefill: round(busiest.perSecond / busiest.refill),
    shareInARush: round(Math.max(...buckets.map(({ rush, refill }) => rush / refill))),
    throttled: ledger.counts.reduce((sum, { throttled }) => sum + throttled, 0),
    watched: ends.length,
    succeeded: ends.filter(({ kind }) => kind === 'succeeded').length,
    withoutTasks: ends.filter(({ tasks }) => tasks === 0).length,
    seconds,
  };
}

const round = (value) => Math.round(value * 100) / 100;
