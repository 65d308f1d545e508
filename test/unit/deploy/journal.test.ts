import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planDeploy } from '../../../src/core/deploy/engine';
import type { DeployEvent } from '../../../src/core/deploy/event';
import { JOURNAL_VERSION, type JournalEntry } from '../../../src/core/deploy/journal/entry';
import { Journal, type OwnedEntry } from '../../../src/core/deploy/journal/journal';
import { agreedTo, runJournaled } from '../../../src/core/deploy/journal/journaled';
import { resumeDeploy } from '../../../src/core/deploy/journal/resume';
import type { PlanFixId } from '../../../src/core/deploy/plan';
import { QuaysideError } from '../../../src/core/lib/errors';
import { JournalFiles, windowOwner } from '../../../src/platform/journalFiles';
import { VirtualClock } from '../aws/setup';
import { RecordingLogger } from '../aws/setup';
import { live, play, TestWorld } from './setup';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quayside-journal-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Owners on other machines: of those only the time tells whether they are there. */
function journalOf(owner: string, clock = new VirtualClock()): Journal {
  return new Journal({ store: new JournalFiles(folder), clock, logger: new RecordingLogger(), owner });
}

const entry: JournalEntry = {
  version: JOURNAL_VERSION,
  id: 'one',
  kind: 'deploy',
  step: 'started',
  at: 0,
  connection: { id: 'c', kind: 'sandbox', profile: 'sandbox', region: 'eu-central-1' },
  clusterArn: 'arn:aws:ecs:eu-central-1:111111111111:cluster/production',
  serviceArn: 'arn:aws:ecs:eu-central-1:111111111111:service/production/shop-web',
};

test('an entry has one owner: another window sees it and cannot take it up', async () => {
  const clock = new VirtualClock();
  const owned = await journalOf('elsewhere/1/first', clock).begin(entry);
  const second = journalOf('far/2/second', clock);
  expect(await second.list()).toMatchObject([{ entry: { id: 'one' }, owned: 'elsewhere' }]);
  expect(await second.take('one')).toBeUndefined();
  await expect(second.begin(entry)).rejects.toMatchObject({ code: 'conflict' });
  owned.release();
  expect(await second.list()).toMatchObject([{ owned: 'nobody' }]);
  (await second.take('one'))?.release();
});

test('a lease that is renewed holds for hours, and one that is not lapses', async () => {
  const clock = new VirtualClock();
  const owned = await journalOf('elsewhere/1/first', clock).begin(entry);
  const second = journalOf('far/2/second', clock);
  for (let beats = 0; beats < 12; beats += 1) {
    await clock.advance(5000);
    await expect.poll(async () => (await leaseOf('one')).at).toBe(clock.now());
  }
  expect(await second.take('one')).toBeUndefined();

  // A machine that sleeps renews nothing, while time passes for the other.
  const later = journalOf('far/2/second', laterThan(clock, 31_000));
  const taken = await later.take('one');
  expect(taken?.entry.id).toBe('one');
  await expect(owned.record({ step: 'registering' })).rejects.toSatisfy((error) =>
    QuaysideError.is(error, 'conflict'),
  );
  taken?.release();
});

test('an entry that is let go while its lease is being renewed is free all the same', async () => {
  const clock = new VirtualClock();
  let renewals = 0;
  let written = false;
  let renewed = (): void => undefined;
  class Slow extends JournalFiles {
    override async renewLease(...lease: Parameters<JournalFiles['renewLease']>): Promise<void> {
      renewals += 1;
      await new Promise<void>((resolve) => (renewed = resolve));
      await super.renewLease(...lease);
      written = true;
    }
  }
  const options = { store: new Slow(folder), clock, logger: new RecordingLogger() };
  const owned = await new Journal({ ...options, owner: 'elsewhere/1/first' }).begin(entry);
  await clock.advance(5000);
  await expect.poll(() => renewals).toBe(1);
  owned.release();
  renewed();
  await expect.poll(() => written).toBe(true);
  await expect.poll(async () => (await leaseOf('one')).owner).toBe('');
  const again = await journalOf('elsewhere/1/first', clock).take('one');
  expect(again?.entry.id).toBe('one');
  again?.release();
});

test('of two windows that find an entry at once, one takes it up', async () => {
  const clock = new VirtualClock();
  (await journalOf('elsewhere/1/first', clock).begin(entry)).release();
  const both = await Promise.all(['b/2/b', 'c/3/c'].map((owner) => journalOf(owner, clock).take('one')));
  expect(both.filter((owned) => owned !== undefined)).toHaveLength(1);
  for (const owned of both) owned?.release();
});

test('a window that is overtaken between its look and its grasp does not take the entry from the other', async () => {
  const clock = new VirtualClock();
  (await journalOf('elsewhere/1/first', clock).begin(entry)).release();
  const quicker = journalOf('b/2/b', clock);
  let taken: OwnedEntry | undefined;
  class Slow extends JournalFiles {
    override async lease(id: string): ReturnType<JournalFiles['lease']> {
      const seen = await super.lease(id);
      taken ??= await quicker.take(id);
      return seen;
    }
  }
  const slower = new Journal({
    store: new Slow(folder),
    clock,
    logger: new RecordingLogger(),
    owner: 'c/3/c',
  });
  expect(await slower.take('one')).toBeUndefined();
  await taken?.record({ step: 'pushed' });
  expect(taken?.entry.step).toBe('pushed');
  taken?.release();
});

test('the lease of a process that is gone lapses at once', async () => {
  const [host] = windowOwner('').split('/');
  const clock = new VirtualClock();
  // No process has this number: it is above what systems give.
  const gone = await journalOf(`${host ?? ''}/99999999/gone`, clock).begin(entry);
  expect(await journalOf(windowOwner('here'), clock).list()).toMatchObject([{ owned: 'nobody' }]);
  gone.release();
});

test('what is over leaves no file, and what cannot be read is no entry', async () => {
  const owned = await journalOf('elsewhere/1/first').begin(entry);
  await owned.record({ step: 'pushed', images: { web: 'web@sha256:1' } });
  await writeFile(path.join(folder, 'broken.journal.json'), '{"version":1,');
  expect(await journalOf('far/2/second').list()).toMatchObject([{ entry: { step: 'pushed' } }]);
  await owned.close();
  expect(await readdir(folder)).toEqual(['broken.journal.json']);
});

test('without its journal nothing is changed', async () => {
  await using world = await TestWorld.start();
  const { owned, prepared } = await planned(world);
  await rm(folder, { recursive: true });
  await writeFile(folder, 'no folder any more');
  const { state } = await play(runJournaled(prepared, world.deps(), owned, live()), world.deps(), none);
  expect(state.phase).toBe('ended');
  expect(state.verdict).toBeUndefined();
  expect(await changing(world)).toEqual({ registered: 0, updated: 0 });
  owned.release();
});

test('a service that somebody else changed meanwhile is left alone', async () => {
  await using world = await TestWorld.start();
  const { owned, prepared } = await planned(world);
  await stopAt(runJournaled(prepared, world.deps(), owned, live()), 'registered');
  await world.somebodyElse.send(
    new UpdateServiceCommand({ cluster: 'production', service: 'shop-web', taskDefinition: 'shop-web:2' }),
  );
  const { state } = await play(resumeDeploy(owned, world.deps(), live()), world.deps(), none);
  expect(state.failure).toMatchObject({ code: 'conflict', title: { id: 'failed.changed', args: [2] } });
  expect(state.failure?.left).toMatchObject({ id: 'left.revision', args: [4] });
});

test('what else was agreed to is done as well: the breaker is turned on', async () => {
  await using world = await TestWorld.start();
  const { owned, prepared } = await planned(world, 'shop-worker', 'enableBreaker');
  await stopAt(runJournaled(prepared, world.deps(), owned, live()), 'registered');
  const { verdict } = await play(resumeDeploy(owned, world.deps(), live()), world.deps(), none);
  expect(verdict).toMatchObject({ kind: 'succeeded' });
  const { services } = await world.connection.ecs.describeServices('production', ['shop-worker'], live());
  expect(services[0]?.circuitBreaker).toMatchObject({ enabled: true, rollback: true });
});

test('an update that was rolled back before anybody looked is told as such, and not made again', async () => {
  await using world = await TestWorld.start();
  const { owned, prepared } = await planned(world, 'shop-mail');
  await stopAt(runJournaled(prepared, world.deps(), owned, live()), 'updated');
  const { reference, ...unheard } = owned.entry;
  const old = reference?.oldRevision?.arn;
  owned.release();
  const file = path.join(folder, 'one.journal.json');
  await writeFile(file, JSON.stringify({ ...unheard, step: 'updating' }));
  await world.sandbox.clock.advanceUntil(async () => {
    const { ecs } = world.connection;
    const { services } = await ecs.describeServices('production', ['shop-mail'], live());
    return services[0]?.rollouts.length === 1 && services[0].taskDefinitionArn === old;
  }, 3_600_000);

  const again = await journalOf('far/2/second').take('one');
  if (again === undefined) throw new Error('There was nothing to take up');
  const { verdict } = await play(resumeDeploy(again, world.deps(), live()), world.deps(), none);
  expect(verdict).toMatchObject({ kind: 'rolledBack', tone: 'failure' });
  expect(await changing(world)).toEqual({ registered: 1, updated: 1 });
});

test('no value of an environment variable is written down', async () => {
  await using world = await TestWorld.start();
  const { owned, prepared } = await planned(world);
  await stopAt(runJournaled(prepared, world.deps(), owned, live()), 'updated');
  const written = await readFile(path.join(folder, 'one.journal.json'), 'utf8');
  const { body } = await world.connection.ecs.describeTaskDefinition('shop-web:3', live());
  const values = JSON.stringify(body).match(/"name":"[A-Z_]+","value":"([^"]{6,})"/g) ?? [];
  expect(values.length).toBeGreaterThan(0);
  for (const value of values) expect(written).not.toContain(value);
  owned.release();
});

const none = (): void => undefined;

const IMAGES = {
  'shop-web': 'shop-web:1.8.1',
  'shop-mail': 'shop-mail:2.5.0-broken',
  'shop-worker': 'shop-worker:4.1.0',
} as const;

async function planned(world: TestWorld, service: keyof typeof IMAGES = 'shop-web', fix?: PlanFixId) {
  const image = world.image(IMAGES[service]);
  const target = { cluster: 'production', service, source: { kind: 'image', image } } as const;
  const plain = await planDeploy(target, world.deps(), live());
  const prepared = fix === undefined ? plain : plain.accept(fix, true);
  const owned: OwnedEntry = await journalOf('elsewhere/1/first').begin({
    ...entry,
    ...agreedTo(prepared),
    connection: world.connection.info,
  });
  return { owned, prepared };
}

/** As a window that closes: nobody asks for what comes after this event. */
async function stopAt(run: AsyncIterable<DeployEvent>, type: DeployEvent['type']): Promise<void> {
  for await (const event of run) if (event.type === type) return;
}

async function changing(world: TestWorld) {
  const calls = await world.sandbox.control('calls');
  return {
    registered: calls['ecs:RegisterTaskDefinition'] ?? 0,
    updated: calls['ecs:UpdateService'] ?? 0,
  };
}

async function leaseOf(id: string): Promise<{ readonly at: number; readonly owner: string }> {
  return JSON.parse(await readFile(path.join(folder, `${id}.1.lease`), 'utf8')) as {
    at: number;
    owner: string;
  };
}

function laterThan(clock: VirtualClock, ms: number): VirtualClock {
  const later = new VirtualClock();
  void later.advance(clock.now() - later.now() + ms);
  return later;
}
