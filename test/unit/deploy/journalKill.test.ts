import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { JournalStep } from '../../../src/core/deploy/journal/entry';
import { Journal } from '../../../src/core/deploy/journal/journal';
import { canContinue, resumeDeploy } from '../../../src/core/deploy/journal/resume';
import { systemClock } from '../../../src/core/lib/clock';
import { JournalFiles, windowOwner } from '../../../src/platform/journalFiles';
import { live, play, TestWorld } from './setup';

let program: string;
let folder: string;
let world: TestWorld;

beforeAll(async () => {
  program = path.join(await mkdtemp(path.join(tmpdir(), 'quayside-child-')), 'child.cjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'journalChild.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
});

afterAll(() => rm(path.dirname(program), { recursive: true, force: true }));

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quayside-journal-'));
  world = await TestWorld.start();
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** When a window is killed: as the nth request of a name is on its way, before or after AWS has heard it. */
interface Death {
  readonly name: string;
  readonly nth?: number;
  readonly heard: boolean;
}

/** A deployment in a process of its own that is killed, for real, at a request whose answer never reaches it. */
async function killAt({ name, nth = 1, heard }: Death): Promise<void> {
  let left = nth;
  let kill: () => void = () => undefined;
  const door = createServer((incoming, answer) => {
    void read(incoming).then(async (body) => {
      const isLast = nameOf(incoming, body) === name && (left -= 1) === 0;
      if (!isLast) return forward(incoming, body, answer);
      if (heard) await forward(incoming, body);
      kill();
    });
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const { port } = door.address() as AddressInfo;
  const { region } = world.sandbox;
  const child = spawn(
    process.execPath,
    [program, `http://127.0.0.1:${port}`, region, folder, world.image('shop-web:1.8.1')],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, NODE_NO_WARNINGS: '1' } },
  );
  kill = () => child.kill('SIGKILL');
  await once(child, 'exit');
  door.closeAllConnections();
  door.close();
}

function nameOf(incoming: IncomingMessage, body: Buffer): string | undefined {
  const target = incoming.headers['x-amz-target'];
  return String(target ?? /Action=(\w+)/.exec(body.toString())?.[1])
    .split('.')
    .at(-1);
}

async function read(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function forward(incoming: IncomingMessage, body: Buffer, answer?: ServerResponse): Promise<void> {
  const { method, headers, url = '/' } = incoming;
  const onward = request(new URL(url, world.sandbox.endpoint), { method, headers });
  onward.end(body);
  const [reply] = (await once(onward, 'response')) as [IncomingMessage];
  const content = await read(reply);
  answer?.writeHead(reply.statusCode ?? 500, reply.headers);
  answer?.end(content);
}

/** What another window does with what it finds. */
async function takeUp() {
  const { logger } = world;
  const store = new JournalFiles(folder);
  const journal = new Journal({ store, clock: systemClock, logger, owner: windowOwner('second') });
  const owned = await journal.take('killed');
  if (owned === undefined) throw new Error('There was nothing to take up');
  const { entry } = owned;
  const played = canContinue(entry)
    ? await play(resumeDeploy(owned, world.deps(), live()), world.deps(), () => undefined)
    : undefined;
  owned.release();
  return { entry, played, left: await store.ids() };
}

const revisions = async (): Promise<number> => {
  let count = 0;
  for await (const page of world.connection.ecs.listTaskDefinitions('shop-web', live())) count += page.length;
  return count;
};

const CASES: readonly (Death & { readonly step: JournalStep; readonly where: string })[] = [
  {
    where: 'before the registration is heard',
    name: 'RegisterTaskDefinition',
    heard: false,
    step: 'registering',
  },
  {
    where: 'after the registration was heard',
    name: 'RegisterTaskDefinition',
    heard: true,
    step: 'registering',
  },
  { where: 'before the proof', name: 'DescribeTaskDefinition', nth: 3, heard: false, step: 'registered' },
  { where: 'before the update is heard', name: 'UpdateService', heard: false, step: 'updating' },
  { where: 'after the update was heard', name: 'UpdateService', heard: true, step: 'updating' },
  { where: 'at the first look at the rollout', name: 'ListTasks', heard: true, step: 'updated' },
];

test.each(CASES)('killed $where, it ends with one revision, one update and a success', async (death) => {
  const before = await revisions();
  await world.sandbox.control('calls', {});
  await killAt(death);

  const { entry, played, left } = await takeUp();

  expect(entry.step).toBe(death.step);
  expect(played?.verdict).toMatchObject({ kind: 'succeeded', tone: 'success' });
  expect(played?.state).toMatchObject({
    phase: 'ended',
    newRevision: { revision: 4 },
    oldRevision: { revision: 3 },
  });
  expect(await revisions()).toBe(before + 1);
  expect(await world.sandbox.control('calls')).toMatchObject({
    'ecs:RegisterTaskDefinition': 1,
    'ecs:UpdateService': 1,
  });
  expect(left).toEqual([]);
});

test('killed before the registry has confirmed the image, there is nothing to go on with, and nothing was changed', async () => {
  const before = await revisions();
  await killAt({ name: 'DescribeImages', nth: 2, heard: true });
  const { entry, played } = await takeUp();
  expect(entry.step).toBe('started');
  expect(played).toBeUndefined();
  expect(await revisions()).toBe(before);
});
