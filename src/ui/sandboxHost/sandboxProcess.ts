import { fork, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Disposable } from '../../core/lib/disposable';
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

export interface SandboxOptions {
  /** The program, `dist/sandbox.js`. */
  readonly program: string;
  /** The extension's storage: the world is kept there, and where the running sandbox listens. */
  readonly folder: string;
  readonly logger: Logger;
}

/** It looks for a container engine and lets it reach the registry before it is ready. */
const START_MS = 60_000;
const PROBE_MS = 2_000;
/** What it said last is shown when it does not start. */
const KEPT_LINES = 20;

/** The local ECS behind "Try the Sandbox": one program for all windows, which ends with the window that started it. */
export class Sandbox implements Disposable {
  readonly #options: SandboxOptions;
  #child: ChildProcess | undefined;
  #starting: Promise<SandboxAddress> | undefined;

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  /** Resolves with the sandbox that runs, be it another window's; starts one where none does. */
  start(): Promise<SandboxAddress> {
    this.#starting ??= this.#findOrStart().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** The end of the channel is its sign to remove its containers and end. */
  dispose(): void {
    if (this.#child?.connected === true) this.#child.disconnect();
    this.#child = undefined;
  }

  async #findOrStart(): Promise<SandboxAddress> {
    const { folder, logger } = this.#options;
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, 'running.json');
    const known = readAddress(await readFile(file, 'utf8').catch(() => ''));
    if (known !== undefined && (await answers(known.endpoint))) {
      logger.info(`Sandbox: joined ${known.endpoint}`);
      return known;
    }
    const address = await this.#run();
    await writeFile(file, JSON.stringify(address));
    logger.info(`Sandbox: started at ${address.endpoint}`);
    return address;
  }

  async #run(): Promise<SandboxAddress> {
    const { program, folder, logger } = this.#options;
    this.dispose();
    const child = fork(program, ['--port', '0', '--state', path.join(folder, 'world.json')], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // The editor's own flags, a debugger's port among them, are not for it.
      execArgv: [],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      cwd: folder,
    });
    this.#child = child;
    const said: string[] = [];
    const keep = (line: string): void => {
      said.push(line);
      if (said.length > KEPT_LINES) said.shift();
      logger.info(`Sandbox: ${line}`);
    };
    return new Promise<SandboxAddress>((resolve, reject) => {
      const fail = (why: string): void => {
        clearTimeout(timer);
        reject(
          new QuaysideError('sandbox', [why, ...said.slice(-3)].join(' '), { details: { output: said } }),
        );
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
        if (this.#child === child) this.#child = undefined;
        fail(`It ended with ${code ?? signal ?? 'unknown'}.`);
      });
    });
  }
}

/** The line that says "ready", or what an earlier one left in the file; undefined for anything else. */
function readAddress(text: string): SandboxAddress | undefined {
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

async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/_sandbox/world`, { signal: AbortSignal.timeout(PROBE_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
