import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../../src/sandbox/main.ts', import.meta.url));

let folder: string;
let program: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quayside-test-'));
  program = path.join(folder, 'sandbox.cjs');
  await build({ entryPoints: [MAIN], bundle: true, platform: 'node', target: 'node20', outfile: program });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Started {
  readonly child: ChildProcess;
  readonly ready: Record<string, unknown>;
  readonly output: string[];
  /** What it wrote to standard error. */
  readonly said: () => string;
  readonly ended: Promise<number | null>;
}

async function start(...args: string[]): Promise<Started> {
  const child = spawn(process.execPath, [program, '--no-docker', '--seed', 'empty', ...args], {
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  children.push(child);
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  if (child.stdout === null) throw new Error('no output');
  const output: string[] = [];
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => output.push(line));
  await Promise.race([once(lines, 'line'), ended]);
  return {
    child,
    output,
    ended,
    said: () => said,
    ready: JSON.parse(output[0] ?? 'null') as Record<string, unknown>,
  };
}

describe('the sandbox as a program', () => {
  test('lists its worlds and ends', async () => {
    const child = spawn(process.execPath, [program, '--list'], { stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(child);
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
    const names = printed.split('\n').map((line) => line.split(' ')[0]);
    expect(names).toEqual(
      expect.arrayContaining(['demo', 'empty', 'large', 'huge', 'scenario:out-of-memory']),
    );
  });

  test('prints one line when it is ready, and what it says is true', async () => {
    const { child, ready, output, ended } = await start();
    expect(Object.keys(ready)).toEqual(['endpoint', 'registry', 'accountId', 'region', 'pid']);
    expect(ready).toMatchObject({ accountId: '123456789012', region: 'us-east-1', pid: child.pid });
    expect(ready['endpoint']).toBe(`http://${String(ready['registry'])}`);
    const world = await fetch(`${String(ready['endpoint'])}/_sandbox/world`);
    expect(await world.json()).toMatchObject({ seed: 'empty' });
    child.disconnect();
    expect(await ended).toBe(0);
    expect(output).toHaveLength(1);
  });

  test('ends when it is asked to', async () => {
    // Windows has no signals that a program could answer to.
    const signals = process.platform === 'win32' ? [] : (['SIGTERM', 'SIGINT'] as const);
    for (const signal of signals) {
      const { child, ended } = await start();
      child.kill(signal);
      expect(await ended).toBe(0);
    }
  });

  test('ends with its standard input when it was told so', async () => {
    const { child, ended } = await start('--parent-stdin');
    child.stdin?.end();
    expect(await ended).toBe(0);
  });

  test.each([
    ['--seed', 'nothing', 'There is no world "nothing". --list names those there are.\n'],
    ['--port', 'many', '--port takes a number up to 65535\n'],
    ['--time-scale', '0', '--time-scale takes a number above 0\n'],
    ['--unknown', 'x', "Unknown option '--unknown'"],
  ])('refuses arguments it does not understand, in a line or two: %s %s', async (name, value, words) => {
    const { child, ended, output, said } = await start(name, value);
    expect(await ended).toBe(1);
    if (child.stderr !== null && !child.stderr.readableEnded) await once(child.stderr, 'end');
    expect(output).toEqual([]);
    expect(said()).toContain(words);
    expect(said().trim().split('\n').length).toBeLessThanOrEqual(2);
    expect(said().includes('--help')).toBe(name === '--unknown');
  });
});
