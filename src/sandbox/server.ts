import type { JsonObject } from '../core/lib/json';
import { Engine } from './engine/engine';
import { httpProbe } from './engine/probe';
import { createRegistry } from './registry/registry';
import { chooseRuntime } from './runtime/chooseRuntime';
import type { LogLimits } from './services/logs/logStore';
import { createLogsService } from './services/logs/logsService';
import { createServices } from './services/services';
import { CallCounter } from './wire/calls';
import { Control } from './wire/control';
import { Dispatcher } from './wire/dispatcher';
import { Faults } from './wire/faults';
import { Listener } from './wire/listener';
import { Lag } from './world/lag';
import { Saver } from './world/saver';
import { playSeed, seedOf, SEEDS } from './world/seeds/playSeed';
import { moveImages, readState, stateText, unusable, type SavedState } from './world/stateFile';
import { VirtualClock } from './world/virtualClock';
import { DEFAULT_ACCOUNT, DEFAULT_REGION, World } from './world/world';

export interface SandboxOptions {
  /** 0 or left out: the saved world's port when it is free, else one that the system chooses. */
  readonly port?: number;
  /** False: tasks are acted out also where an engine answers. */
  readonly docker: boolean;
  readonly seed: string;
  /** How much faster than the real time; 0 stands still except for `advance`. */
  readonly timeScale: number;
  readonly stateFile?: string;
  /** Where the world's time starts, milliseconds since the epoch; now when left out. */
  readonly start?: number;
  /** How much of the logs is kept; for benchmarks that fill a group with a million lines. */
  readonly logLimits?: LogLimits;
  readonly log: (line: string) => void;
}

export interface Sandbox {
  readonly endpoint: string;
  /** `127.0.0.1:PORT`, the registry's address in image references. */
  readonly registry: string;
  readonly accountId: string;
  readonly region: string;
  readonly world: World;
  readonly now: () => number;
  /** Lets `ms` milliseconds of the world's time pass at once. */
  readonly advance: (ms: number) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** Builds a sandbox out of its parts, and starts it. Where that fails nothing stays behind. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const opened: (() => Promise<void> | void)[] = [];
  try {
    return await build(options, opened);
  } catch (error) {
    for (const close of opened.reverse()) await close();
    throw error;
  }
}

async function build(options: SandboxOptions, opened: (() => Promise<void> | void)[]): Promise<Sandbox> {
  const { log, stateFile } = options;
  const seed = seedOf(options.seed);
  if (seed === undefined) {
    throw new Error(`There is no world "${options.seed}". --list names those there are.`);
  }
  const saved = stateFile === undefined ? undefined : await readState(stateFile);
  if (saved !== undefined) log(takenUp(stateFile ?? '', saved.world.seed, options.seed));
  const clock = new VirtualClock({
    start: Math.max(options.start ?? Date.now(), saved?.world.now ?? 0),
    scale: options.timeScale,
    onError: (error) => log(`The world: ${describe(error)}`),
  });
  opened.push(() => clock.dispose());
  // The registry listens before there is a world to save.
  const keeping: { saver?: Saver } = {};
  const onChange = (): void => keeping.saver?.changed();
  const address = { host: '127.0.0.1' };
  const registry = createRegistry({
    clock,
    host: () => address.host,
    accountId: DEFAULT_ACCOUNT,
    region: DEFAULT_REGION,
    log,
    onChange,
    ...(stateFile !== undefined && { folder: `${stateFile}.blobs` }),
    ...(saved?.registry && { state: saved.registry }),
  });
  opened.push(() => registry.dispose());
  const listener = new Listener({ registry: registry.handle, log });
  const port = await listenSomewhere(listener, options.port ?? 0, saved, log);
  opened.push(() => listener.close());
  address.host = `127.0.0.1:${port}`;
  const logs = createLogsService({
    clock,
    ...(saved?.logs && { state: saved.logs }),
    ...(options.logLimits && { limits: options.logLimits }),
  });
  const world =
    saved === undefined
      ? await playSeed({
          name: options.seed,
          seed,
          until: clock.now(),
          repositories: registry.repositories,
          logs,
          log,
        })
      : whole(stateFile, () => World.from(moveImages(saved.world, saved.registryHost, address.host)));
  const runtime = await chooseRuntime({
    docker: options.docker,
    registry,
    registryHost: address.host,
    clock,
    sandboxId: `q${process.pid.toString(36)}${port.toString(36)}`,
    log,
    random: () => world.random.next(),
  });
  opened.push(() => runtime.dispose());
  log(runtime.description);
  if (stateFile !== undefined) {
    keeping.saver = new Saver({
      file: stateFile,
      log,
      text: () =>
        stateText({
          registryHost: address.host,
          world: world.toJSON(clock.now()),
          logs: logs.toJSON(),
          registry: registry.toJSON(),
        }),
    });
  }
  const engine = new Engine({ world, clock, runtime, logs, probe: httpProbe, onChange });
  whole(stateFile, () => engine.resume());

  const calls = new CallCounter();
  const faults = new Faults(() => clock.now());
  if (saved === undefined && seed.faults !== undefined) faults.set(seed.faults);
  const lag = new Lag({ world, clock, lagMs: () => faults.lagMs });
  const dispatcher = new Dispatcher({
    services: createServices({
      world,
      clock,
      engine,
      registry,
      logs,
      lag,
      endpoint: () => `http://${address.host}`,
    }),
    calls,
    faults,
    accountOf: (key) => world.accountOf(key),
    defaultRegion: DEFAULT_REGION,
    log,
    onAnswered: (readOnly) => {
      if (!readOnly) onChange();
    },
  });
  const control = new Control({
    calls,
    faults,
    advance: (ms) => clock.advance(ms),
    now: () => clock.now(),
    worlds: () => [...SEEDS].map(([name, { title }]) => ({ name, title })),
    summary: () => summaryOf(world, runtime.description, clock.now()),
  });
  listener.open({ dispatcher, control, faults });
  onChange();

  let disposing: Promise<void> | undefined;
  const dispose = async (): Promise<void> => {
    // The world is put away as it is; ending the tasks afterwards is not part of its story.
    await keeping.saver?.close();
    clock.dispose();
    await listener.close();
    await runtime.dispose();
    await registry.dispose();
  };
  return {
    endpoint: `http://${address.host}`,
    registry: address.host,
    accountId: DEFAULT_ACCOUNT,
    region: DEFAULT_REGION,
    world,
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    dispose: () => (disposing ??= dispose()),
  };
}

/** What a saved world is made of; where its records do not fit together, the error names the file. */
function whole<T>(stateFile: string | undefined, take: () => T): T {
  try {
    return take();
  } catch (error) {
    throw stateFile === undefined ? error : unusable(stateFile, 'holds a damaged world', error);
  }
}

function takenUp(file: string, seed: string, wanted: string): string {
  const text = `The world ${seed} was taken up from ${file}.`;
  return seed === wanted ? text : `${text} A world ${wanted} would need a file of its own.`;
}

/** A saved world returns to its port when nobody else has it. */
async function listenSomewhere(
  listener: Listener,
  port: number,
  saved: SavedState | undefined,
  log: (line: string) => void,
): Promise<number> {
  const former = Number(saved?.registryHost.split(':')[1] ?? 0);
  if (port !== 0) return listenAt(listener, port);
  if (former === 0) return listener.listen(0);
  try {
    return await listener.listen(former);
  } catch {
    log(`Port ${former}, on which the saved world was, is taken: it gets another one.`);
    return listener.listen(0);
  }
}

/** A port that was asked for: where it cannot be had, the error says so to people. */
async function listenAt(listener: Listener, port: number): Promise<number> {
  try {
    return await listener.listen(port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const why = code === 'EADDRINUSE' ? 'is used by another program' : 'may not be used by you';
    throw new Error(`Port ${port} of 127.0.0.1 ${why}. Choose another one, or 0 for any that is free.`, {
      cause: error,
    });
  }
}

function summaryOf(world: World, runtime: string, now: number): JsonObject {
  return {
    seed: world.seed,
    now,
    runtime,
    regions: [...world.regions()].map((region) => ({
      accountId: region.accountId,
      region: region.name,
      clusters: region.clusters.size,
      services: [...region.allServices()].length,
      tasks: [...region.allTasks()].length,
    })),
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
