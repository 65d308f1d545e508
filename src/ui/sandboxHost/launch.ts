import { fork, type ChildProcess } from 'node:child_process';
import { QuaysideError } from '../../core/lib/errors';
import { isJsonObject } from '../../core/lib/json';
import type { Logger } from '../../core/lib/logger';
import { LineReader } from './lineReader';

/** Where a sandbox listens. */
export interface SandboxAddress {
  readonly endpoint: string;
  readonly region: string;
  readonly pid: number;
}

export interface LaunchOptions {
  /** The program, `dist/sandbox.js`. */
  readonly program: string;
  readonly args: readonly string[];
  /** Where it works. */
  readonly folder: string;
  readonly logger: Logger;
}

/** A sandbox as a child of this process; the end of its channel is its sign to clean up and end. */
export interface LaunchedSandbox {
  readonly child: ChildProcess;
  /** Rejects with `sandbox` when it does not start. */
  readonly ready: Promise<SandboxAddress>;
}

/** It looks for a container engine and lets it reach the registry before it is ready. */
const START_MS = 60_000;
/** What it said last is shown when it does not start. */
const KEPT_LINES = 20;

export function launchSandbox({ program, args, folder, logger }: LaunchOptions): LaunchedSandbox {
  const child = fork(program, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // The editor's own flags, a debugger's port among them, are not for it.
    execArgv: [],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    cwd: folder,
  });
  const said: string[] = [];
  const keep = (line: string): void => {
    said.push(line);
    if (said.length > KEPT_LINES) said.shift();
    logger.info(`Sandbox: ${line}`);
  };
  const ready = new Promise<SandboxAddress>((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new QuaysideError('sandbox', [why, ...said.slice(-3)].join(' '), { details: { output: said } }));
    };
    const timer = setTimeout(() => {
      fail(`It was not ready after ${START_MS / 1000} seconds.`);
      if (child.connected) child.disconnect();
    }, START_MS);
    child.stderr?.on('data', new LineReader(keep).write);
    child.stdout?.on(
      'data',
      new LineReader((line) => {
        const address = readAddress(line);
        if (address === undefined) {
          keep(line);
          return;
        }
        clearTimeout(timer);
        resolve(address);
      }).write,
    );
    child.once('error', (error) => fail(error.message));
    child.once('close', (code, signal) => {
      logger.info(`Sandbox: ended (${code ?? signal ?? 'unknown'})`);
      fail(`It ended with ${code ?? signal ?? 'unknown'}.`);
    });
  });
  return { child, ready };
}

/** The line that says "ready", or what an earlier one left in a file; undefined for anything else. */
export function readAddress(text: string): SandboxAddress | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return undefined;
    const { endpoint, region, pid } = value;
    return typeof endpoint === 'string' && typeof region === 'string' && typeof pid === 'number'
      ? { endpoint, region, pid }
      : undefined;
  } catch {
    return undefined;
  }
}
