import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Disposable } from '../../core/lib/disposable';
import type { Logger } from '../../core/lib/logger';
import { launchSandbox, readAddress, type SandboxAddress } from './launch';

export interface SandboxOptions {
  /** The program, `dist/sandbox.js`. */
  readonly program: string;
  /** The extension's storage: the world is kept there, and where the running sandbox listens. */
  readonly folder: string;
  readonly logger: Logger;
}

const PROBE_MS = 2_000;

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
    const { child, ready } = launchSandbox({
      program,
      args: ['--port', '0', '--state', path.join(folder, 'world.json')],
      folder,
      logger,
    });
    this.#child = child;
    child.once('close', () => {
      if (this.#child === child) this.#child = undefined;
    });
    return ready;
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
