import { spawn, type ChildProcess } from 'node:child_process';
import { throwIfAborted } from '../lib/abort';
import { QuaysideError } from '../lib/errors';
import type { ProgramCommand, ProgramResult, ProgramRunner } from './command';
import { LineSplitter, Tail } from './lines';
import { endProcessTree } from './processTree';
import { findProgram } from './programFile';

/** Characters of each stream that a result keeps; all of it goes to `onLine`. */
const CAPTURED = 262_144;

type RunOptions = Parameters<ProgramRunner['run']>[1];

/** The one place where programs are started: without a shell, without a window, from PATH only. */
export function createProgramRunner(
  place: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly platform?: NodeJS.Platform;
  } = {},
): ProgramRunner {
  const platform = place.platform ?? process.platform;
  return {
    async run(command, options) {
      throwIfAborted(options.signal);
      const inherited = place.env ?? process.env;
      const env = { ...(command.plain === true ? withoutSecrets(inherited) : inherited), ...command.env };
      const file = await findProgram(command.file, { env: inherited, platform });
      throwIfAborted(options.signal);
      const child = spawn(file, [...command.args], {
        env,
        ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
        windowsHide: true,
        detached: platform !== 'win32',
        stdio: 'pipe',
      });
      return await finish(child, command, options, platform);
    },
  };
}

/** Names under which people keep keys and tokens in their environment. */
const SECRET = /SECRET|TOKEN|PASSW|CREDENTIAL|(?:API|ACCESS|PRIVATE)_?KEY/i;

function withoutSecrets(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !SECRET.test(name)));
}

function finish(
  child: ChildProcess,
  command: ProgramCommand,
  { signal, onLine }: RunOptions,
  platform: NodeJS.Platform,
): Promise<ProgramResult> {
  const stdout = capture(child.stdout, (line) => onLine?.(line, 'stdout'));
  const stderr = capture(child.stderr, (line) => onLine?.(line, 'stderr'));
  const onAbort = (): void => {
    endProcessTree(child, platform);
    // Something that left the group may still hold the pipes open; what it says matters no more.
    child.once('exit', () => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    });
  };
  signal.addEventListener('abort', onAbort, { once: true });
  // A program that does not read its input to the end is no failure of ours.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(command.stdin ?? '');
  return new Promise<ProgramResult>((resolve, reject) => {
    child.on('error', (cause) => {
      reject(
        new QuaysideError('engineMissing', `${command.file} could not be started`, {
          cause,
          details: { file: command.file },
        }),
      );
    });
    child.on('close', (code) => {
      if (signal.aborted) {
        reject(new QuaysideError('cancelled', `${command.file} was ended`, { cause: signal.reason }));
        return;
      }
      // Null means that a signal ended it; shells say 128 and more for that.
      resolve({ exitCode: code ?? 128, stdout: stdout(), stderr: stderr() });
    });
  }).finally(() => signal.removeEventListener('abort', onAbort));
}

function capture(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): () => string {
  const tail = new Tail(CAPTURED);
  const lines = new LineSplitter((line) => {
    tail.add(`${line}\n`);
    onLine(line);
  });
  stream?.on('data', (bytes: Buffer) => lines.push(bytes));
  stream?.on('end', () => lines.end());
  return () => tail.text;
}
