import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../../../../src/sandbox/main.ts', import.meta.url));

// A network of its own stands for the other side of a virtual machine: its loopback address is not the engine's.
const APART = ['--net', '--map-root-user'];
const canLiveApart = await run('unshare', [...APART, 'ip', 'link', 'set', 'lo', 'up']).then(
  () => true,
  () => false,
);

/** Hands connections on, as the gateway of such a machine does: here by way of a socket that both sides see. */
const GATEWAY_END = `
const net = require('node:net');
const [file, port] = process.argv.slice(2);
net.createServer((client) => {
  const server = net.connect(Number(port), '127.0.0.1');
  client.pipe(server).pipe(client);
  client.on('error', () => server.destroy());
  server.on('error', () => client.destroy());
}).listen(file);
`;

let folder: string;
let program: string;
let child: ChildProcess | undefined;
let gateway: Server | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quayside-test-'));
  program = path.join(folder, 'sandbox.cjs');
  await build({ entryPoints: [MAIN], bundle: true, platform: 'node', target: 'node20', outfile: program });
  await writeFile(path.join(folder, 'gateway.cjs'), GATEWAY_END);
});

afterEach(async () => {
  gateway?.close();
  if (child === undefined) return;
  const ended = child.exitCode === null ? once(child, 'exit') : undefined;
  child.stdin?.end();
  await ended;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A port that is free here; it is taken in both networks. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function openGateway(socket: string, port: number): Promise<void> {
  const hosts = ['run', '--rm', '--add-host=gateway:host-gateway', 'busybox', 'cat', '/etc/hosts'];
  const address = /^(\S+)\s+gateway$/m.exec((await run('docker', hosts)).stdout)?.[1];
  if (address === undefined) throw new Error('The engine has no gateway');
  gateway = createServer((client) => {
    const server = connect(socket);
    client.pipe(server).pipe(client);
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
  }).listen(port, address);
  await once(gateway, 'listening');
}

/** The sandbox in a network of its own; resolves with what it said about its tasks. */
async function startApart(socket: string, port: number): Promise<string> {
  const script =
    'ip link set lo up; node "$1" "$2" "$3" & exec node "$4" --seed empty --parent-stdin --port "$3"';
  const files = [path.join(folder, 'gateway.cjs'), socket, String(port), program];
  child = spawn('unshare', [...APART, '--kill-child', 'sh', '-c', script, 'sh', ...files]);
  let printed = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stdout?.resume();
  await expect.poll(() => printed, { timeout: 60_000 }).toMatch(/^Tasks .*$/m);
  return printed;
}

describe.runIf(canLiveApart)('an engine that does not share our loopback address', () => {
  test('is reached by a relay on its side, which goes when the sandbox ends', async () => {
    const [socket, port] = [path.join(folder, 'gateway.sock'), await freePort()];
    await openGateway(socket, port);
    expect(await startApart(socket, port)).toMatch(/run as containers: .* by way of a relay container\./);
    const listed = ['ps', '--all', '--quiet', `--filter=publish=${port}`];
    expect((await run('docker', listed)).stdout).not.toBe('');
    const ended = child && once(child, 'exit');
    child?.stdin?.end();
    await ended;
    expect((await run('docker', listed)).stdout).toBe('');
  });

  test('makes the sandbox act tasks out, and say why, where no relay helps either', async () => {
    const said = await startApart(path.join(folder, 'nobody.sock'), await freePort());
    expect(said).toContain(
      "Tasks are acted out: the container engine does not reach this machine's loopback address, and a relay there does not reach this machine either. It may run on another machine.",
    );
  });
});
