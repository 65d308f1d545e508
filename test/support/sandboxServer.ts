import { startSandbox } from '../../src/sandbox/server';

export interface TestSandboxOptions {
  readonly seed?: 'demo' | 'strategies' | 'empty' | 'medium' | 'large' | 'huge' | `scenario:${string}`;
  /** `manual` (default): time stands still until the test lets it pass. */
  readonly clock?: 'manual' | 'real';
  readonly timeScale?: number;
  /** Tasks are acted out unless this is true. */
  readonly docker?: boolean;
  readonly stateFile?: string;
  readonly port?: number;
}

export interface TestSandbox {
  readonly endpoint: string;
  readonly registry: string;
  readonly accountId: string;
  readonly region: string;
  /** The world's time. */
  readonly clock: {
    now(): number;
    /** Lets so many milliseconds pass at once; resolves when all that was due has happened. */
    advance(ms: number): Promise<void>;
    /** Passes time in steps until `condition` holds; fails after `limitMs` of the world's time. */
    advanceUntil(condition: () => boolean | Promise<boolean>, limitMs?: number): Promise<void>;
  };
  /** GET (without a document) or POST to `/_sandbox/NAME`. */
  readonly control: (
    name: 'calls' | 'clock' | 'faults' | 'world' | 'worlds',
    document?: unknown,
  ) => Promise<Record<string, unknown>>;
  /** What the sandbox wrote to its log. */
  readonly log: readonly string[];
  dispose(): Promise<void>;
}

const START = Date.UTC(2026, 8, 1, 12);
const STEP_MS = 500;

/** Options for SDK clients: `new ECSClient({ ...sdkOptions(sandbox) })`. */
export function sdkOptions(
  sandbox: Pick<TestSandbox, 'endpoint' | 'region'>,
  accessKeyId = 'AKIATEST',
): {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
} {
  return {
    endpoint: sandbox.endpoint,
    region: sandbox.region,
    credentials: { accessKeyId, secretAccessKey: 'secret' },
    maxAttempts: 1,
  };
}

/** A sandbox in this process: the real one, on a port of its own, its clock in the test's hands. */
export async function startTestSandbox(options: TestSandboxOptions = {}): Promise<TestSandbox> {
  const log: string[] = [];
  const manual = (options.clock ?? 'manual') === 'manual';
  const sandbox = await startSandbox({
    seed: options.seed ?? 'demo',
    docker: options.docker ?? false,
    timeScale: manual ? 0 : (options.timeScale ?? 1),
    log: (line) => log.push(line),
    ...(manual && { start: START }),
    ...(options.port !== undefined && { port: options.port }),
    ...(options.stateFile !== undefined && { stateFile: options.stateFile }),
  });
  const { endpoint, registry, accountId, region, now, advance, dispose } = sandbox;
  return {
    endpoint,
    registry,
    accountId,
    region,
    log,
    clock: {
      now,
      advance,
      async advanceUntil(condition, limitMs = 600_000) {
        for (let passed = 0; !(await condition()); passed += STEP_MS) {
          if (passed >= limitMs) throw new Error(`Not so after ${limitMs} ms of the world's time`);
          await advance(STEP_MS);
        }
      },
    },
    async control(name, document) {
      const response = await fetch(
        `${endpoint}/_sandbox/${name}`,
        document === undefined ? {} : { method: 'POST', body: JSON.stringify(document) },
      );
      const answer = (await response.json()) as Record<string, unknown>;
      if (!response.ok) throw new Error(`/_sandbox/${name}: ${JSON.stringify(answer)}`);
      return answer;
    },
    dispose,
  };
}
