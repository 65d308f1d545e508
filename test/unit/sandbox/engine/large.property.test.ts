import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { SeededRandom } from '../../../../src/sandbox/world/random';
import type { ServiceRecord } from '../../../../src/sandbox/world/records';
import { setUpWorld, type SandboxEngine } from '../../../support/sandboxEngine';
import { look, problems, type Look } from '../../../support/serviceInvariants';
import { SOAKING } from '../../../support/soaking';

const MINUTE = 60_000;
const HOURS = SOAKING ? 24 : 1;
/** Service deployments are kept to the newest hundred each: with these, that is reached within the day. */
const BUSY_SERVICES = 20;
/** Those that are deployed at all; in `npm test` too few for a whole world, so that it takes seconds. */
const SERVICES = SOAKING ? 1_000 : 60;
const REVISIONS = ['good', 'good', 'good', 'broken'] as const;

// Stopped tasks are forgotten after an hour, so memory is compared after an hour and a half in which nothing happens.
test(
  `deployments of ${HOURS} hours in a large world break no bound, and leave nothing behind`,
  async () => {
    const engine = await setUpWorld('large');
    const random = new SeededRandom('large');
    const everything = [...engine.region.allServices()];
    const services = everything.slice(0, SERVICES);
    await registerRevisions(engine, services);
    const busy = services.slice(0, BUSY_SERVICES);
    // The seed's tasks are written down only: what the first real ones need is no leak.
    for (const [index, service] of services.entries()) {
      await engine.ecs('UpdateService', { ...targetOf(service), taskDefinition: `${service.name}-good` });
      if (index % 20 === 19) await engine.clock.advance(MINUTE);
    }
    await engine.clock.advance(90 * MINUTE);
    const touched = new Map<ServiceRecord, Look>();
    const heaps: number[] = [usedMB()];
    let deployments = 0;
    for (let minute = 0; minute < HOURS * 60; minute += 1) {
      for (const group of [busy, busy, busy, services]) {
        const service = group[random.between(0, group.length - 1)];
        if (service === undefined) continue;
        await change(engine, service, random);
        touched.set(service, look(engine.region, service, engine.clock.now()));
        deployments += 1;
      }
      for (let quarter = 0; quarter < 4; quarter += 1) {
        await engine.clock.advance(MINUTE / 4);
        for (const [service, before] of touched) {
          const after = look(engine.region, service, engine.clock.now());
          expect(problems(service, before, after).join(', '), `minute ${minute}, ${service.name}`).toBe('');
          if (service.steady) touched.delete(service);
          else touched.set(service, after);
        }
      }
      if (minute % 240 === 239) heaps.push(usedMB());
    }
    await engine.clock.advance(90 * MINUTE);
    const [before = 0] = heaps;
    const after = usedMB();
    const stillThere = [...engine.region.allTasks()].length;
    // Read by whoever runs the soak.
    if (SOAKING) {
      const figures = { hours: HOURS, deployments, heapMB: [...heaps, after], tasks: stillThere };
      process.stdout.write(`${JSON.stringify(figures)}\n`);
    }
    expect(engine.errors).toEqual([]);
    expect(after / before, `the heap grew from ${before} MB to ${after} MB`).toBeLessThan(1.1);
    // What runs is what is asked for: nothing that stopped is kept for longer than its hour.
    expect(everything.filter(({ steady }) => !steady).map(({ name }) => name)).toEqual([]);
    expect(stillThere).toBe(everything.reduce((sum, { desiredCount }) => sum + desiredCount, 0));
    await engine.dispose();
  },
  SOAKING ? 3_600_000 : 120_000,
);

/** After a full collection. */
function usedMB(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return Math.round(process.memoryUsage().heapUsed / 1e5) / 10;
}

/** The same few revisions again and again: AWS keeps every revision for ever, and so does the sandbox. */
async function registerRevisions(
  { ecs, region }: SandboxEngine,
  services: readonly ServiceRecord[],
): Promise<void> {
  for (const service of services) {
    const body = region.taskDefinition(service.taskDefinition)?.body ?? {};
    const [container] = body['containerDefinitions'] as readonly Record<string, string>[];
    for (const tag of new Set(REVISIONS)) {
      await ecs('RegisterTaskDefinition', {
        family: `${service.name}-${tag}`,
        networkMode: 'awsvpc',
        containerDefinitions: [{ ...container, memory: 128, image: `public.ecr.aws/example/app:${tag}` }],
      });
    }
  }
}

function targetOf(service: ServiceRecord): { readonly cluster: string; readonly service: string } {
  return { cluster: service.clusterName, service: service.name };
}

async function change({ ecs }: SandboxEngine, service: ServiceRecord, random: SeededRandom): Promise<void> {
  const tag = REVISIONS[random.between(0, REVISIONS.length - 1)] ?? 'good';
  const scaled = random.between(0, 9) === 0;
  await ecs('UpdateService', {
    ...targetOf(service),
    ...(scaled ? { desiredCount: random.between(5, 12) } : { taskDefinition: `${service.name}-${tag}` }),
  });
}
