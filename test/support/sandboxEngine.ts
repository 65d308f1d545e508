import type { JsonObject } from '../../src/core/lib/json';
import { Engine } from '../../src/sandbox/engine/engine';
import { ActedDriver } from '../../src/sandbox/runtime/actedDriver';
import { Tasks } from '../../src/sandbox/runtime/tasks';
import { createEcsService } from '../../src/sandbox/services/ecs/ecsService';
import { createLogsService } from '../../src/sandbox/services/logs/logsService';
import type { Region } from '../../src/sandbox/world/region';
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
}

/** The world and what moves it, its tasks acted out, without a wire: for tests that take very many steps. */
export function setUpEngine(seed: string): SandboxEngine {
  const errors: unknown[] = [];
  const clock = new VirtualClock({
    start: Date.UTC(2026, 8, 1, 12),
    scale: 0,
    onError: (error) => errors.push(error),
  });
  const world = new World(seed, { pace: 'aws' });
  const acted = new ActedDriver({
    clock,
    random: () => world.random.next(),
    resolve: () => ({ kind: 'foreign' }),
  });
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
    logs: createLogsService({ clock }),
    probe: () => Promise.resolve({ kind: 'refused' }),
    onChange: () => undefined,
  });
  const { operations } = createEcsService({ world, clock, engine });
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
  };
}
