import { spawn, type ChildProcess } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { LineSplitter } from './lineSplitter';

export interface CliResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly stdin?: string | Buffer;
  readonly timeoutMs?: number;
  /** On top of the common environment. */
  readonly env?: Readonly<Record<string, string>>;
}

const DEFAULT_TIMEOUT_MS = 60_000;
/** More is never needed of an answer, and an answer may be broken. */
const MAX_OUTPUT = 4 * 1024 * 1024;

/** Runs the docker command: always an argument list, never a shell. */
export class DockerCli {
  readonly #file: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #children = new Set<ChildProcess>();

  constructor(file: string, env: NodeJS.ProcessEnv) {
    this.#file = file;
    this.#env = env;
  }

  /** Never rejects: a command that cannot run, fails or takes too long is not `ok`. */
  run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    return new Promise((resolve) => {
      const child = this.#spawn(args, options.env);
      let stdout = '';
      let stderr = '';
      const timer = setTimeout(() => {
        stderr += `\nno answer within ${(options.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000} s`;
        child.kill('SIGKILL');
      }, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      const settle = (ok: boolean): void => {
        clearTimeout(timer);
        resolve({ ok, stdout, stderr });
      };
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        if (stdout.length < MAX_OUTPUT) stdout += text;
      });
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        if (stderr.length < MAX_OUTPUT) stderr += text;
      });
      child.on('error', (error) => {
        stderr += error.message;
        settle(false);
      });
      child.on('close', (code) => settle(code === 0));
      // A command that ended before it read its input closes the pipe.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(options.stdin ?? '');
    });
  }

  /** Gives lines of both outputs until the command ends. */
  follow(args: readonly string[], onLine: (line: string) => void, onEnd: () => void): void {
    const child = this.#spawn(args);
    child.stdin?.on('error', () => undefined);
    child.stdin?.end();
    const splitters = [child.stdout, child.stderr].map((stream) => {
      const splitter = new LineSplitter(onLine);
      stream?.setEncoding('utf8').on('data', (text: string) => splitter.add(text));
      return splitter;
    });
    // Without a process there is no `close`, only `error`; with one there may be both.
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      for (const splitter of splitters) splitter.end();
      onEnd();
    };
    child.on('error', end).on('close', end);
  }

  /** Ends every command that still runs. */
  dispose(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }

  #spawn(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    const child = spawn(this.#file, args, {
      env: { ...this.#env, ...env },
      stdio: 'pipe',
      windowsHide: true,
      shell: false,
    });
    this.#children.add(child);
    const forget = (): void => void this.#children.delete(child);
    child.on('close', forget).on('error', forget);
    return child;
  }
}

/** The docker command of PATH; relative entries of PATH do not count. */
export async function findDocker(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const name = process.platform === 'win32' ? 'docker.exe' : 'docker';
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const file = join(folder, name);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
