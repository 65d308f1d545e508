import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/core/lib/logger';
import { Sandbox } from '../../../src/ui/sandboxHost/sandboxProcess';

/** Stands in for the sandbox's program: says that it is ready, answers the probe, ends with its parent's channel. */
const PROGRAM = `
const server = require('node:http').createServer((request, response) => {
  response.statusCode = request.url === '/_sandbox/world' ? 200 : 404;
  response.end('{}');
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
  console.error('Tasks are acted out.');
  const endpoint = 'http://127.0.0.1:' + server.address().port;
  console.log(JSON.stringify({ endpoint, registry: '', accountId: '', region: 'us-east-1', pid: process.pid }));
});
`;

let folder: string;
const windows: Sandbox[] = [];

async function window(program = PROGRAM): Promise<Sandbox> {
  const file = path.join(folder, 'program.cjs');
  await writeFile(file, program);
  const sandbox = new Sandbox({ program: file, folder: path.join(folder, 'storage'), logger: silentLogger });
  windows.push(sandbox);
  return sandbox;
}

/** Resolves once nothing listens there any more. */
async function ended(endpoint: string): Promise<void> {
  for (;;) {
    try {
      await (await fetch(endpoint)).arrayBuffer();
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'quayside-sandbox-'));
});

afterEach(async () => {
  for (const sandbox of windows.splice(0)) sandbox.dispose();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('the sandbox of the editor', () => {
  it('starts once, however often it is asked for', async () => {
    const sandbox = await window();
    const [first, second] = await Promise.all([sandbox.start(), sandbox.start()]);
    expect(first).toEqual(second);
    expect(first.region).toBe('us-east-1');
  });

  it('is joined by a second window', async () => {
    const first = await (await window()).start();
    expect(await (await window()).start()).toEqual(first);
  });

  it('ends with the window that started it, and the next one starts its own', async () => {
    const one = await window();
    const { endpoint, pid } = await one.start();
    one.dispose();
    await ended(endpoint);
    expect((await (await window()).start()).pid).not.toBe(pid);
  });

  it('that does not start says its last words', async () => {
    const broken = await window(`console.error('the port is taken'); process.exitCode = 3;`);
    await expect(broken.start()).rejects.toMatchObject({
      code: 'sandbox',
      message: expect.stringContaining('the port is taken') as string,
    });
    await expect((await window()).start()).resolves.toMatchObject({ region: 'us-east-1' });
  });
});
