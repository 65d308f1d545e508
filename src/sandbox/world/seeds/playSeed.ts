import { Engine } from '../../engine/engine';
import type { RepositoryStore } from '../../registry/repositories';
import { createEcsService } from '../../services/ecs/ecsService';
import type { LogSink } from '../../services/logSink';
import { SCENARIOS } from '../../../scenarios/scenarios';
import { isJsonObject } from '../../../core/lib/json';
import { VirtualClock } from '../virtualClock';
import { DEFAULT_ACCOUNT, DEFAULT_REGION, World } from '../world';
import { crowdSeed } from './crowd';
import { demoSeed } from './demo';
import { emptySeed } from './empty';
import { HistoryRuntime } from './historyRuntime';
import { scenarioSeed } from './scenarioSeed';
import type { Seed } from './stage';
import { strategiesSeed } from './strategies';

export const SEEDS: ReadonlyMap<string, Seed> = new Map([
  ['demo', demoSeed],
  ['strategies', strategiesSeed],
  ['empty', emptySeed],
  ...SCENARIOS.map((scenario): [string, Seed] => [`scenario:${scenario.id}`, scenarioSeed(scenario)]),
  ['medium', crowdSeed({ clusters: 10, services: 20, tasks: 10 })],
  ['large', crowdSeed({ clusters: 50, services: 20, tasks: 10 })],
  ['huge', crowdSeed({ clusters: 1, services: 5_000, tasks: 10 })],
]);

const READY = /^scenario:(.+):ready$/;

/** A world by its name; that of a scenario with `:ready` is the same before anybody has done anything. */
export function seedOf(name: string): Seed | undefined {
  const id = READY.exec(name)?.[1];
  if (id === undefined) return SEEDS.get(name);
  const scenario = SCENARIOS.find((candidate) => candidate.id === id);
  return scenario === undefined ? undefined : scenarioSeed(scenario, 'ready');
}

export interface PlayOptions {
  readonly name: string;
  readonly seed: Seed;
  /** When the past ends, milliseconds since the epoch. */
  readonly until: number;
  readonly repositories: RepositoryStore;
  readonly logs: LogSink;
  readonly log: (line: string) => void;
}

/** Makes a world by playing its past: with the same calls and rules as ever, only faster. */
export async function playSeed(options: PlayOptions): Promise<World> {
  const { name, seed, until, repositories, logs, log } = options;
  const world = new World(name, seed);
  const clock = new VirtualClock({
    start: until - seed.pastMs,
    scale: 0,
    onError: (error) => log(`The seed's past: ${String(error)}`),
  });
  const runtime = new HistoryRuntime({
    clock,
    failures: seed.failures,
    digestOf: (image) => {
      const resolved = repositories.resolve(image);
      return resolved.kind === 'found' ? resolved.digest : undefined;
    },
  });
  const engine = new Engine({
    world,
    clock,
    runtime,
    logs,
    probe: () => Promise.resolve({ kind: 'refused' }),
    onChange: () => undefined,
  });
  const { operations } = createEcsService({ world, clock, engine });
  const signal = new AbortController().signal;
  await seed.play({
    world,
    region: world.region(DEFAULT_ACCOUNT, DEFAULT_REGION),
    repositories,
    logs,
    rollouts: engine.rollouts,
    now: () => clock.now(),
    pass: (ms) => clock.advance(ms),
    ecs: async (operation, input) => {
      const answer = await operations[operation]?.(input, {
        accountId: DEFAULT_ACCOUNT,
        region: DEFAULT_REGION,
        accessKeyId: '',
        requestId: '',
        signal,
      });
      if (!isJsonObject(answer))
        throw new TypeError(`The seed calls an operation that does not answer: ${operation}`);
      return answer;
    },
  });
  clock.dispose();
  return world;
}
