import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../../src/core/aws/connection';
import type { ConnectionChoice, ConnectionState } from '../../../../src/core/aws/connections';
import { QuaysideError } from '../../../../src/core/lib/errors';
import { Emitter } from '../../../../src/core/lib/events';
import { silentLogger } from '../../../../src/core/lib/logger';
import type { ConnectionInfo } from '../../../../src/core/model/connection';
import { Lab } from '../../../../src/ui/lab/lab';
import { live } from '../../deploy/setup';
import { rollout, service } from '../../deploy/samples';

/** Stands in for the sandbox's program: says which world it was asked for, and ends with its parent's channel. */
const PROGRAM = `
const world = process.argv[process.argv.indexOf('--seed') + 1];
if (world.endsWith('broken')) { console.error('No such world.'); process.exit(1); }
const server = require('node:http').createServer((_, response) => {
  response.end(world);
  if (world.endsWith('short')) setTimeout(() => process.exit(0), 20);
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
  const endpoint = 'http://127.0.0.1:' + server.address().port;
  console.log(JSON.stringify({ endpoint, region: 'us-east-1', pid: process.pid }));
});
`;
const SHOP: ConnectionChoice = { kind: 'profile', profile: 'shop', region: 'eu-west-1' };
const failing = service([rollout('ecs-svc/2', 2)]);

/** Connections that remember where they were told to look. */
class FakeConnections {
  readonly #changed = new Emitter<ConnectionState>();
  state: ConnectionState = { kind: 'none' };
  readonly onDidChange = this.#changed.event;

  use(choice: ConnectionChoice): Promise<void> {
    const endpoint = choice.kind === 'sandbox' ? choice.endpoint : undefined;
    const info: ConnectionInfo = {
      id: endpoint ?? 'shop',
      kind: choice.kind,
      profile: choice.kind === 'profile' ? choice.profile : 'sandbox',
      region: choice.region ?? '',
      ...(endpoint === undefined ? {} : { endpoint }),
    };
    async function* page(...arns: readonly string[]) {
      yield await Promise.resolve(arns);
    }
    const ecs = {
      listClusters: () => page('cluster/scenario'),
      listServices: () => page(failing.arn),
      describeServices: () => Promise.resolve({ services: [failing], failures: [] }),
    };
    this.state = { kind: 'ready', connection: { info, ecs } as unknown as Connection };
    this.#changed.fire(this.state);
    return Promise.resolve();
  }

  current(): Connection {
    if (this.state.kind !== 'ready') throw new QuaysideError('noCredentials', 'There is no connection');
    return this.state.connection;
  }

  get here(): string {
    return this.state.kind === 'ready' ? this.state.connection.info.id : this.state.kind;
  }
}

let folder: string;
let connections: FakeConnections;
let remembered: (ConnectionChoice | undefined)[];
let lab: Lab;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'quayside-lab-'));
  const program = path.join(folder, 'program.cjs');
  await writeFile(program, PROGRAM);
  connections = new FakeConnections();
  remembered = [];
  lab = new Lab({
    program,
    folder: path.join(folder, 'storage'),
    connections,
    remember: (choice) => remembered.push(choice),
    logger: silentLogger,
  });
});

afterEach(async () => {
  lab.dispose();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const play = (id: string) => lab.play({ id, title: id }, live());

/** Resolves once nothing listens there any more. */
async function ended(endpoint: string): Promise<void> {
  for (;;) {
    try {
      await (await fetch(endpoint)).text();
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the failure lab', () => {
  it('plays a world, and leads back to where one was; the next window begins there too', async () => {
    await connections.use(SHOP);
    const { connection, service: found } = await play('out-of-memory');
    expect(await (await fetch(connections.here)).text()).toBe('scenario:out-of-memory');
    expect(found).toBe(failing);
    expect(lab.plays(connection.info)).toBe(true);
    expect(lab.playing?.id).toBe('out-of-memory');
    expect(remembered).toEqual([SHOP]);
    const world = connections.here;
    await lab.leave();
    expect(connections.here).toBe('shop');
    expect(lab.playing).toBeUndefined();
    await ended(world);
    expect(lab.plays(connection.info)).toBe(true);
  });

  it('plays one at a time, and remembers where one was before the first', async () => {
    await connections.use(SHOP);
    await play('deadlock');
    const first = connections.here;
    await play('out-of-memory');
    await ended(first);
    expect(lab.playing?.id).toBe('out-of-memory');
    await lab.leave();
    expect(connections.here).toBe('shop');
  });

  it('is left by choosing another connection', async () => {
    await play('deadlock');
    const world = connections.here;
    await connections.use(SHOP);
    expect(lab.playing).toBeUndefined();
    await ended(world);
    expect(connections.here).toBe('shop');
  });

  it('is left when its world ends by itself', async () => {
    await connections.use(SHOP);
    await play('short');
    const left = new Promise<void>((resolve) => {
      lab.onDidChange(() => lab.playing === undefined && resolve());
    });
    await fetch(connections.here);
    await left;
    expect(connections.here).toBe('shop');
  });

  it('says why a world does not start, and leaves everything as it was', async () => {
    await connections.use(SHOP);
    await expect(play('broken')).rejects.toThrow('No such world.');
    expect(connections.here).toBe('shop');
    expect(lab.playing).toBeUndefined();
  });

  it('goes back where one was when the next world does not start', async () => {
    await connections.use(SHOP);
    await play('deadlock');
    await expect(play('broken')).rejects.toThrow('No such world.');
    expect(connections.here).toBe('shop');
    expect(lab.playing).toBeUndefined();
  });

  it('is not opened by somebody who changes their mind', async () => {
    const aborter = new AbortController();
    const opening = lab.play({ id: 'deadlock', title: 'deadlock' }, aborter.signal);
    aborter.abort();
    await expect(opening).rejects.toSatisfy((error) => QuaysideError.is(error, 'cancelled'));
    expect(lab.playing).toBeUndefined();
  });
});
