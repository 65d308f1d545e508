import { ExecuteCommandCommand, ListTasksCommand, RunTaskCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { classify } from '../../../src/core/aws/errors';
import { explainService } from '../../../src/core/deploy/cause/explain';
import { explainError, explainRefusals } from '../../../src/core/deploy/cause/explainCall';
import type { DeployEvent, WatchReference } from '../../../src/core/deploy/event';
import { redeploy, redeployBase } from '../../../src/core/deploy/redeploy';
import type { Diagnosis } from '../../../src/core/diagnose/cause';
import type { Scenario } from '../../../src/scenarios/scenario';
import { SCENARIOS } from '../../../src/scenarios/scenarios';
import { deploy, live, TestWorld, watch } from './setup';

const ARN = 'arn:aws:ecs:us-east-1:123456789012';
const PLACE = { clusterArn: `${ARN}:cluster/scenario`, serviceArn: `${ARN}:service/scenario/app` };
const NETWORK = { awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d4e5f60718'] } };

/** Seconds of the world's time after which a watch has seen what there is to see. */
const PATIENCE_MS = 240_000;
/** Where nothing is wrong: old tasks drain by then. */
const LONG_ENOUGH_MS = 120_000;
/** What came first may still be outranked by what a log or the next event tells. */
const SECOND_THOUGHTS_MS = 20_000;

const wanted = ({ cause, normal }: Scenario): string => (normal === true ? `${cause} (normal)` : cause);

function first(diagnosis: Diagnosis | undefined): string {
  if (diagnosis === undefined) return 'nothing';
  const { causes, noise, unrecognised } = diagnosis;
  if (causes[0] !== undefined) return causes[0].id;
  if (unrecognised !== undefined) return 'unrecognised';
  return noise[0] === undefined ? 'nothing' : `${noise[0].id} (normal)`;
}

/** Plays the scenario as a person would, through the real engine and clients; what came first at the end. */
async function play(scenario: Scenario): Promise<string> {
  await using world = await TestWorld.start({ seed: `scenario:${scenario.id}${begunIf(scenario)}` });
  const { play: how } = scenario;
  switch (how.do) {
    case 'deploy': {
      const source = { kind: 'image', image: world.image(`app:${how.tag}`) } as const;
      return await followed(world, scenario, (during, signal) =>
        deploy({ cluster: 'scenario', service: 'app', source }, world.deps({ pin: 'tag' }), during, signal),
      );
    }
    case 'force':
    case 'redeploy': {
      const reference = await update(world, how.do === 'force');
      return await followed(world, scenario, (during, signal) =>
        watch(reference, world.deps(), during, signal),
      );
    }
    case 'nothing':
      return await explained(world);
    case 'run':
      return await ranAlone(world);
    case 'exec':
      return await shell(world);
  }
}

/** What happens by itself begins by itself. */
function begunIf({ play: { do: what } }: Scenario): string {
  return what === 'nothing' ? '' : ':ready';
}

async function update(world: TestWorld, force: boolean): Promise<WatchReference> {
  const { connection } = world;
  const base = await redeployBase(PLACE, connection, live());
  const { revision } = base.running;
  const newest = { ...revision, revision: revision.revision + 1, arn: revision.arn.replace(/\d+$/, '2') };
  return redeploy(base, force ? undefined : newest, connection, live());
}

type Run = (
  during: (event: DeployEvent) => void,
  signal: AbortSignal,
) => Promise<{ readonly events: readonly DeployEvent[] }>;

/** The cause that the watch told last; it is left when nothing new comes for a while. */
async function followed(world: TestWorld, scenario: Scenario, run: Run): Promise<string> {
  const window = new AbortController();
  const begun = world.clock.now();
  let told: { readonly diagnosis: Diagnosis; readonly at: number } | undefined;
  let failed: string | undefined;
  const during = (event: DeployEvent): void => {
    if (event.type === 'diagnosed') told = { diagnosis: event.diagnosis, at: told?.at ?? event.at };
    if (event.type === 'failed') failed = event.failure.quote ?? event.failure.title.template;
    const age = world.clock.now() - begun;
    const settled = told !== undefined && world.clock.now() - told.at > SECOND_THOUGHTS_MS;
    if (scenario.normal === true ? age > LONG_ENOUGH_MS : settled || age > PATIENCE_MS) window.abort();
  };
  await run(during, window.signal);
  if (scenario.normal === true && told === undefined) return explained(world, 0);
  return failed !== undefined && told === undefined ? `not explained: ${failed}` : first(told?.diagnosis);
}

async function explained(world: TestWorld, after = 60_000): Promise<string> {
  await world.sandbox.clock.advance(after);
  let last: Diagnosis | undefined;
  for await (const { diagnosis } of explainService(world.deps(), PLACE, live())) last = diagnosis;
  return first(last);
}

async function ranAlone(world: TestWorld): Promise<string> {
  const { failures = [] } = await world.somebodyElse.send(
    new RunTaskCommand({
      cluster: 'scenario',
      taskDefinition: 'app',
      launchType: 'EC2',
      networkConfiguration: NETWORK,
    }),
  );
  return first(explainRefusals(failures.map(({ arn = '', reason = '' }) => ({ arn, reason }))));
}

async function shell(world: TestWorld): Promise<string> {
  const { somebodyElse: ecs } = world;
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster: 'scenario' }));
  const asked = { cluster: 'scenario', task: taskArns[0], command: '/bin/sh', interactive: true } as const;
  try {
    await ecs.send(new ExecuteCommandCommand(asked));
    return 'a shell';
  } catch (error) {
    return first(explainError(classify(error, { operation: 'ExecuteCommand' }).error));
  }
}

test(
  'every failure that the sandbox plays is told by its own cause first',
  { timeout: 300_000 },
  async () => {
    expect(new Set(SCENARIOS.map(({ id }) => id)).size).toBe(SCENARIOS.length);
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(60);
    const rows: { readonly id: string; readonly expected: string; readonly got: string }[] = [];
    for (const scenario of SCENARIOS)
      rows.push({ id: scenario.id, expected: wanted(scenario), got: await play(scenario) });
    const counts = new Map<string, number>();
    for (const { expected, got } of rows) {
      const line = `${expected.padEnd(30)}${got}`;
      counts.set(line, (counts.get(line) ?? 0) + 1);
    }
    const wrong = rows.filter(({ expected, got }) => expected !== got);
    // eslint-disable-next-line no-console -- the table is what people run this for
    console.log(
      [
        `${rows.length} scenarios played, ${wrong.length} wrong firsts`,
        'expected                      found first                   count',
        ...[...counts].map(([line, count]) => `${line.padEnd(60)}${count}`),
      ].join('\n'),
    );
    expect(wrong).toEqual([]);
  },
);
