import { ECSClient } from '@aws-sdk/client-ecs';
import type { Connection } from '../../../src/core/aws/connection';
import { DEFAULT_DEPLOY_OPTIONS, type DeployDeps, type DeployOptions } from '../../../src/core/deploy/deps';
import { planDeploy, runDeploy, watchRollout } from '../../../src/core/deploy/engine';
import type { DeployEvent, Verdict, WatchReference } from '../../../src/core/deploy/event';
import { initialState, reduce } from '../../../src/core/deploy/reducer';
import type { DeployState } from '../../../src/core/deploy/state';
import type { DeployTarget } from '../../../src/core/deploy/target';
import type { ProgramRunner } from '../../../src/core/docker/command';
import { createProgramRunner } from '../../../src/core/docker/runner';
import { throwIfAborted } from '../../../src/core/lib/abort';
import type { Clock } from '../../../src/core/lib/clock';
import { vi } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../support/sandboxServer';
import { RecordingLogger, testConnections } from '../aws/setup';

// A sandbox plays its seed and the SDK is loaded before the first call: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

export const live = (): AbortSignal => new AbortController().signal;

/** The engine's clock is the world's: while the engine rests, time passes in the sandbox, and only then. */
class WorldClock implements Clock {
  readonly #sandbox: TestSandbox;

  constructor(sandbox: TestSandbox) {
    this.#sandbox = sandbox;
  }

  now(): number {
    return this.#sandbox.clock.now();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    await this.#sandbox.clock.advance(ms);
    throwIfAborted(signal);
  }
}

/** A sandbox with a connection to it over real HTTP, and what the engine needs. */
export class TestWorld implements AsyncDisposable {
  readonly sandbox: TestSandbox;
  readonly connection: Connection;
  readonly logger = new RecordingLogger();
  readonly clock: Clock;

  private constructor(sandbox: TestSandbox, connection: Connection) {
    this.sandbox = sandbox;
    this.connection = connection;
    this.clock = new WorldClock(sandbox);
  }

  static async start(options: Parameters<typeof startTestSandbox>[0] = {}): Promise<TestWorld> {
    const sandbox = await startTestSandbox(options);
    const { connections } = testConnections();
    const { endpoint, region } = sandbox;
    const connection = await connections.open({ kind: 'sandbox', endpoint, region });
    return new TestWorld(sandbox, connection);
  }

  /** The SDK's own client, for what somebody else does meanwhile. */
  get somebodyElse(): ECSClient {
    return new ECSClient(sdkOptions(this.sandbox));
  }

  deps(options: Partial<DeployOptions> = {}, runner: ProgramRunner = createProgramRunner()): DeployDeps {
    const { connection, clock, logger } = this;
    return {
      connection,
      clock,
      logger,
      runner,
      random: () => 0.5,
      git: () => Promise.resolve({}),
      options: { ...DEFAULT_DEPLOY_OPTIONS, ...options },
    };
  }

  image(name: string): string {
    return `${this.sandbox.registry}/${name}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connection.dispose();
    await this.sandbox.dispose();
  }
}

export interface Played {
  readonly events: readonly DeployEvent[];
  readonly state: DeployState;
  readonly verdict: Verdict | undefined;
}

type During = (event: DeployEvent, seen: readonly DeployEvent[]) => void | Promise<void>;

/** Plans and runs a deployment to its end; `during` is told every event before the engine goes on. */
export async function deploy(
  target: DeployTarget,
  deps: DeployDeps,
  during: During = () => undefined,
  signal: AbortSignal = live(),
): Promise<Played> {
  const prepared = await planDeploy(target, deps, live());
  return play(runDeploy(prepared, deps, signal), deps, during);
}

export function watch(
  reference: WatchReference,
  deps: DeployDeps,
  during: During = () => undefined,
  signal: AbortSignal = live(),
): Promise<Played> {
  return play(watchRollout(reference, deps, signal), deps, during);
}

export async function play(
  run: AsyncGenerator<DeployEvent>,
  { connection, clock }: DeployDeps,
  during: During,
): Promise<Played> {
  const events: DeployEvent[] = [];
  let state = initialState({
    connection: connection.info,
    clusterName: 'production',
    serviceName: 'service',
    startedAt: clock.now(),
  });
  for await (const event of run) {
    events.push(event);
    state = reduce(state, event);
    await during(event, events);
  }
  return { events, state, verdict: state.verdict };
}

/** Runs `action` once, when the first event of this type comes. */
export function once(
  type: DeployEvent['type'],
  action: (event: DeployEvent) => void | Promise<void>,
): During {
  let done = false;
  return async (event) => {
    if (done || event.type !== type) return;
    done = true;
    await action(event);
  };
}
