import type { JsonObject } from '../../src/core/lib/json';
import { Engine } from '../../src/sandbox/engine/engine';
import { createRegistry } from '../../src/sandbox/registry/registry';
import type { ResolvedImage } from '../../src/sandbox/registry/repositories';
import { ActedDriver } from '../../src/sandbox/runtime/actedDriver';
import { Tasks } from '../../src/sandbox/runtime/tasks';
import { createCloudWatchServices } from '../../src/sandbox/services/cloudwatch/cloudWatchServices';
import { createEcsService } from '../../src/sandbox/services/ecs/ecsService';
import { createLogsService, type LogsService } from '../../src/sandbox/services/logs/logsService';
import type { Region } from '../../src/sandbox/world/region';
import { playSeed, SEEDS } from '../../src/sandbox/world/seeds/playSeed';
import { VirtualClock } from '../../src/sandbox/world/virtualClock';
import { DEFAULT_ACCOUNT, DEFAULT_REGION, World } from '../../src/sandbox/world/world';

export interface SandboxEngine {
  readonly world: World;
  readonly region: Region;
  readonly clock: VirtualClock;
  /** What went wrong inside the world, which nothing may. */
  readonly errors: readonly unknown[];
  /** Calls an operation of ECS; rejects with its AwsError. */
  readonly ecs: (operation: string, input: JsonObject) => Promise<JsonObject>;
  /** Sets an alarm's state, which has to exist. */
  readonly setAlarm: (name: string, state: string) => Promise<void>;
}

const START = Date.UTC(2026, 8, 1, 12);
/** What containers write is kept by the logs service, whose limits have tests of their own. */
const FEW_LINES = { eventsPerGroup: 200, bytes: 1_000_000 } as const;

function startClock(errors: unknown[]): VirtualClock {
  return new VirtualClock({ start: START, scale: 0, onError: (error) => errors.push(error) });
}

/** The world and what moves it, its tasks acted out, without a wire: for tests that take very many steps. */
export function setUpEngine(seed: string): SandboxEngine {
  const errors: unknown[] = [];
  const clock = startClock(errors);
  const world = new World(seed, { pace: 'aws' });
  return engineOf({ world, clock, errors, logs: createLogsService({ clock, limits: FEW_LINES }) });
}

/** The same with a world that a seed made, such as `large`. */
export async function setUpWorld(name: string): Promise<SandboxEngine & { dispose(): Promise<void> }> {
  const errors: unknown[] = [];
  const clock = startClock(errors);
  const log = (line: string): void => void errors.push(line);
  const registry = createRegistry({
    clock,
    host: () => '127.0.0.1:1',
    accountId: DEFAULT_ACCOUNT,
    region: DEFAULT_REGION,
    log,
  });
  const logs = createLogsService({ clock, limits: FEW_LINES });
  const seed = SEEDS.get(name);
  if (seed === undefined) throw new Error(`There is no seed ${name}`);
  const { repositories } = registry;
  const world = await playSeed({ name, seed, until: clock.now(), repositories, logs, log });
  const resolve = (image: string): ResolvedImage => repositories.resolve(image);
  return {
    ...engineOf({ world, clock, errors, logs, resolve }),
    dispose: async () => {
      clock.dispose();
      await registry.dispose();
    },
  };
}

function engineOf(parts: {
  world: World;
  clock: VirtualClock;
  errors: readonly unknown[];
  logs: LogsService;
  resolve?: (image: string) => ResolvedImage;
}): SandboxEngine {
  const { world, clock, errors, logs, resolve = () => ({ kind: 'foreign' }) } = parts;
  const acted = new ActedDriver({ clock, random: () => world.random.next(), resolve });
  const runtime = new Tasks({
    kind: 'acted',
    description: '',
    driverOf: () => acted,
    onDispose: () => Promise.resolve(),
  });
  const engine = new Engine({
    world,
    clock,
    runtime,
    logs,
    probe: () => Promise.resolve({ kind: 'refused' }),
    onChange: () => undefined,
  });
  engine.resume();
  const { operations } = createEcsService({ world, clock, engine });
  const [alarms] = createCloudWatchServices({ world, clock, engine });
  const context = {
    accountId: DEFAULT_ACCOUNT,
    region: DEFAULT_REGION,
    accessKeyId: '',
    requestId: '',
    signal: new AbortController().signal,
  };
  return {
    world,
    clock,
    errors,
    region: world.region(DEFAULT_ACCOUNT, DEFAULT_REGION),
    ecs: async (operation, input) => (await operations[operation]?.(input, context)) as JsonObject,
    setAlarm: async (AlarmName, StateValue) => {
      await alarms.operations['SetAlarmState']?.({ AlarmName, StateValue, StateReason: '' }, context);
    },
  };
}
