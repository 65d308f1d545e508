import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createConnections } from '../../../src/core/aws/connectionService';
import type { Connection } from '../../../src/core/aws/connection';
import type { ConnectionChoice, Connections, MfaPrompt } from '../../../src/core/aws/connections';
import type { Environment } from '../../../src/core/aws/environment';
import { raceAbort, throwIfAborted } from '../../../src/core/lib/abort';
import type { Clock } from '../../../src/core/lib/clock';
import type { Logger } from '../../../src/core/lib/logger';

/** A clock whose sleeps pass at once and move it on; it starts at the real time, which signatures are checked against. */
export class JumpingClock implements Clock {
  readonly slept: number[] = [];
  #offset = 0;

  now(): number {
    return Date.now() + this.#offset;
  }

  advance(ms: number): void {
    this.#offset += ms;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    this.slept.push(ms);
    this.#offset += ms;
    await Promise.resolve();
    throwIfAborted(signal);
  }
}

/** A clock that stands still until a test moves it. */
export class VirtualClock implements Clock {
  static readonly START = 1_700_000_000_000;
  #now = VirtualClock.START;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await raceAbort(new Promise<void>((wake) => this.#sleepers.push({ at: this.#now + ms, wake })), signal);
  }

  /** Wakes sleepers in their order, and lets each do what it does next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#sleepers
        .filter(({ at }) => at <= end)
        .reduce<{ at: number; wake: () => void } | undefined>(
          (first, sleeper) => (first === undefined || sleeper.at < first.at ? sleeper : first),
          undefined,
        );
      if (next === undefined) break;
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await settle();
    }
    this.#now = end;
  }
}

async function settle(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

export class RecordingLogger implements Logger {
  readonly lines: string[] = [];
  readonly debug = (text: string): unknown => this.lines.push(text);
  readonly info = this.debug;
  readonly warn = this.debug;
  readonly error = this.debug;
}

/** The shared AWS files in a folder of their own, and the variables that point at them. */
export class AwsFiles implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(files: { config?: string; credentials?: string } = {}): Promise<AwsFiles> {
    const made = new AwsFiles(await mkdtemp(path.join(tmpdir(), 'quayside-aws-')));
    await made.write(files);
    return made;
  }

  get environment(): Environment {
    return {
      AWS_CONFIG_FILE: path.join(this.folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: path.join(this.folder, 'credentials'),
    };
  }

  async write({ config, credentials }: { config?: string; credentials?: string }): Promise<void> {
    if (config !== undefined) await writeFile(path.join(this.folder, 'config'), config);
    if (credentials !== undefined) await writeFile(path.join(this.folder, 'credentials'), credentials);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

export interface TestConnections {
  readonly connections: Connections;
  readonly clock: JumpingClock;
  readonly logger: RecordingLogger;
  readonly stored: ConnectionChoice[];
}

export function testConnections(
  options: { environment?: Environment; mfaPrompt?: MfaPrompt; stored?: ConnectionChoice } = {},
): TestConnections {
  const clock = new JumpingClock();
  const logger = new RecordingLogger();
  const stored: ConnectionChoice[] = options.stored === undefined ? [] : [options.stored];
  const connections = createConnections({
    logger,
    clock,
    environment: options.environment ?? {
      AWS_CONFIG_FILE: '/nowhere/config',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
    },
    mfaPrompt: options.mfaPrompt ?? (() => Promise.resolve(undefined)),
    store: { read: () => stored.at(-1), write: (choice) => void stored.push(choice) },
    version: '1.2.3',
  });
  return { connections, clock, logger, stored };
}

/** A connection to an endpoint that takes any keys. */
export async function connectTo(
  endpoint: string,
): Promise<{ connection: Connection; clock: JumpingClock; logger: RecordingLogger }> {
  const { connections, clock, logger } = testConnections();
  const connection = await connections.open({ kind: 'sandbox', endpoint, region: 'eu-west-1' });
  return { connection, clock, logger };
}

export async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

export const live = (): AbortSignal => new AbortController().signal;
