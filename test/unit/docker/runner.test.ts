import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LineSplitter } from '../../../src/core/docker/lines';
import { findProgram } from '../../../src/core/docker/programFile';
import { createProgramRunner } from '../../../src/core/docker/runner';
import { QuaysideError } from '../../../src/core/lib/errors';

let folder: string;
const live = (): AbortSignal => new AbortController().signal;
const node = (code: string) => ({ file: process.execPath, args: ['-e', code] });

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quayside-runner-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(...parts: readonly string[]): Promise<string> {
  const file = path.join(folder, ...parts);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '#!/bin/sh\necho mine\n');
  await chmod(file, 0o755);
  return file;
}

describe('running a program', () => {
  const runner = createProgramRunner();

  test('output comes line by line, and the result holds both streams and the exit code', async () => {
    const lines: string[] = [];
    const command = node('console.log("a\\nb"); console.error("c"); process.exitCode = 3');
    const result = await runner.run(command, {
      signal: live(),
      onLine: (line, stream) => lines.push(`${stream} ${line}`),
    });
    expect(result).toEqual({ exitCode: 3, stdout: 'a\nb\n', stderr: 'c\n' });
    expect(lines.sort()).toEqual(['stderr c', 'stdout a', 'stdout b']);
  });

  test('arguments reach the program as they are: no shell reads them', async () => {
    const nasty = ['$(touch x)', '; ls', '"quoted"', '%PATH%', 'a b', '*'];
    const command = {
      file: process.execPath,
      args: ['-p', 'JSON.stringify(process.argv.slice(1))', ...nasty],
    };
    const { stdout } = await runner.run(command, { signal: live() });
    expect(JSON.parse(stdout)).toEqual(nasty);
  });

  test('standard input is given and closed, and the environment is added to', async () => {
    const code =
      'process.stdin.on("data", (d) => console.log(String(d) + process.env.EXTRA + !!process.env.PATH))';
    const command = { ...node(code), stdin: 'in-', env: { EXTRA: 'out-' } };
    const { stdout } = await runner.run(command, { signal: live() });
    expect(stdout).toBe('in-out-true\n');
  });

  test('cancelling ends the program and what it started', async () => {
    const pidFile = path.join(folder, 'pid');
    const child = 'setInterval(() => {}, 1000)';
    const parent = `
      const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}]);
      require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
      console.log('ready');
      setInterval(() => {}, 1000);`;
    const aborter = new AbortController();
    const running = runner.run(node(parent), { signal: aborter.signal, onLine: () => aborter.abort() });
    await expect(running).rejects.toSatisfy((error) => QuaysideError.is(error, 'cancelled'));
    const pid = Number(await readFile(pidFile, 'utf8'));
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  test('cancelling does not wait for what left the group and still holds the output open', async () => {
    const pidFile = path.join(folder, 'pid');
    const child = 'setInterval(() => {}, 1000)';
    const parent = `
      const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], {
        detached: true, stdio: 'inherit' });
      require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
      console.log('ready');
      setInterval(() => {}, 1000);`;
    const aborter = new AbortController();
    const running = runner.run(node(parent), { signal: aborter.signal, onLine: () => aborter.abort() });
    try {
      await expect(running).rejects.toSatisfy((error) => QuaysideError.is(error, 'cancelled'));
    } finally {
      process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGKILL');
    }
  });

  test('a program that does not heed the request to end is made to', async () => {
    const code = `process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000);`;
    const aborter = new AbortController();
    const running = runner.run(node(code), { signal: aborter.signal, onLine: () => aborter.abort() });
    await expect(running).rejects.toSatisfy((error) => QuaysideError.is(error, 'cancelled'));
  });

  test('a program that is not on PATH is missing, which is told apart from one that fails', async () => {
    const running = runner.run({ file: 'quayside-no-such-program', args: [] }, { signal: live() });
    await expect(running).rejects.toSatisfy((error) => QuaysideError.is(error, 'engineMissing'));
  });

  test('a program is never started after the signal has fired', async () => {
    const marker = path.join(folder, 'started');
    const code = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`;
    await expect(runner.run(node(code), { signal: AbortSignal.abort() })).rejects.toThrow('Cancelled');
    await expect(readFile(marker)).rejects.toThrow('ENOENT');
  });
});

/** A process that nobody waits for any more may stay a while as a zombie, which runs nothing. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) Z /.test(stat);
}

describe('finding a program', () => {
  test('the first folder of PATH that has it wins', async () => {
    await program('one', 'docker');
    const second = await program('two', 'docker');
    const env = {
      PATH: [path.join(folder, 'none'), path.join(folder, 'two'), path.join(folder, 'one')].join(':'),
    };
    expect(await findProgram('docker', { env, platform: 'linux' })).toBe(second);
  });

  test('relative entries of PATH, which lead into the current folder, are passed over', async () => {
    const env = { PATH: '.:bin::..' };
    const finding = findProgram('package.json', { env, platform: 'linux' });
    await expect(finding).rejects.toSatisfy((error) => QuaysideError.is(error, 'engineMissing'));
  });

  test('a name with a path in it is refused unless it is absolute', async () => {
    const file = await program('docker');
    const place = { env: { PATH: folder }, platform: 'linux' } as const;
    await expect(findProgram('./docker', place)).rejects.toSatisfy((error) =>
      QuaysideError.is(error, 'invalid'),
    );
    expect(await findProgram(file, place)).toBe(file);
  });

  test('files that may not be run, and folders, are no programs', async () => {
    await chmod(await program('one', 'docker'), 0o644);
    await mkdir(path.join(folder, 'two', 'docker'), { recursive: true });
    const env = { PATH: `${path.join(folder, 'one')}:${path.join(folder, 'two')}` };
    const finding = findProgram('docker', { env, platform: 'linux' });
    await expect(finding).rejects.toSatisfy((error) => QuaysideError.is(error, 'engineMissing'));
  });

  test('on Windows a batch file given by its path is refused, since it needs a shell', async () => {
    const finding = findProgram('C:\\tools\\docker.cmd', { env: { Path: 'C:\\tools' }, platform: 'win32' });
    await expect(finding).rejects.toSatisfy((error) => QuaysideError.is(error, 'engineMissing'));
  });
});

describe('cutting output into lines', () => {
  function split(...chunks: readonly (string | Buffer)[]): readonly string[] {
    const lines: string[] = [];
    const splitter = new LineSplitter((line) => lines.push(line));
    for (const chunk of chunks) splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    splitter.end();
    return lines;
  }

  test('lines may come in pieces, with either line end, and the last one without', () => {
    expect(split('one\ntw', 'o\r\nthree')).toEqual(['one', 'two', 'three']);
  });

  test('of a line that was written over only the last text counts', () => {
    expect(split('10 %\r50 %\r100 %\ndone\n')).toEqual(['100 %', 'done']);
  });

  test('characters may be cut apart between chunks, and colours are taken out', () => {
    const bytes = Buffer.from('grün \u001b[91mrot\u001b[0m\n');
    expect(split(bytes.subarray(0, 3), bytes.subarray(3))).toEqual(['grün rot']);
  });
});
