import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Connection } from '../../../src/core/aws/connection';
import { createConnections } from '../../../src/core/aws/connectionService';
import type { Connections } from '../../../src/core/aws/connections';
import { systemClock } from '../../../src/core/lib/clock';
import { silentLogger } from '../../../src/core/lib/logger';
import { arnName } from '../../../src/core/model/arn';
import type { StoredState } from '../../../src/platform/state';
import { SourceLinks } from '../../../src/ui/logs/sourceLinks';
import { Tails } from '../../../src/ui/logs/tails';
import { LOG_LANGUAGE } from '../../../src/ui/logs/viewWords';

const LINE = /^\d\d:\d\d:\d\d\.\d{3} {2}\w{6} r\d+ \S+ +\S/gm;

/** Real output channels over a real sandbox; what a tail does is tested without an editor. */
describe('a tail in a real editor', () => {
  const { signal } = new AbortController();
  let connections: Connections;
  let connection: Connection;
  let clusterArn: string;
  let serviceArn: string;
  let tails: Tails;
  let registered: vscode.Disposable;

  before(async () => {
    connections = createConnections({
      logger: silentLogger,
      clock: systemClock,
      environment: process.env,
      store: { read: () => undefined, write: () => {} },
      mfaPrompt: () => Promise.resolve(undefined),
      version: '0.0.0',
    });
    connection = await connections.open({ kind: 'profile', profile: 'sandbox' });
    clusterArn = await arnCalled('production', connection.ecs.listClusters(signal));
    serviceArn = await arnCalled('shop-web', connection.ecs.listServices(clusterArn, signal));
  });
  beforeEach(() => {
    tails = new Tails({
      clock: systemClock,
      logger: silentLogger,
      connect: () => Promise.resolve(connection),
      state: { get: () => undefined, set: () => Promise.resolve() },
      signedOut: () => undefined,
      explain: ({ message }) => message,
    });
    registered = tails.register();
  });
  afterEach(() => {
    registered.dispose();
  });
  after(() => connections.dispose());

  it('shows history and then new lines in a channel of its own language', async () => {
    await tails.open({ connection, clusterArn, serviceArn });
    await until(() => lineCount() > 0);
    assert.equal(shown()?.languageId, LOG_LANGUAGE);
    const first = lineCount();
    await until(() => lineCount() > first);
  });

  it('stops and goes on by itself only when it is told to', async () => {
    await tails.open({ connection, clusterArn, serviceArn });
    await until(() => lineCount() > 0);
    const [tail] = tails.list(true);
    assert.ok(tail);
    tail.stop();
    assert.deepEqual(tails.list(true), []);
    await until(() => /── stopped ─/.test(text()));
    tail.start();
    assert.deepEqual(tails.list(false), []);
    const stoppedAt = lineCount();
    await until(() => lineCount() > stoppedAt);
    const lines = text().match(new RegExp(LINE.source + '.*', 'gm')) ?? [];
    assert.equal(new Set(lines).size, lines.length, 'no line comes twice');
  });

  it('is emptied, and has one channel however often it is asked for', async () => {
    await tails.open({ connection, clusterArn, serviceArn });
    await until(() => lineCount() > 0);
    await tails.open({ connection, clusterArn, serviceArn });
    assert.deepEqual(
      tails.all.map(({ name }) => name),
      ['ECS: shop-web'],
    );
    const [tail] = tails.all;
    tail?.stop();
    await until(() => /── stopped ─/.test(text()));
    tail?.clear();
    await until(() => lineCount() === 0);
  });

  it('holds lines back while it is paused, shows fewer when it is filtered, and keeps all of them', async () => {
    await tails.open({ connection, clusterArn, serviceArn });
    await until(() => lineCount() > 3);
    const [tail] = tails.all;
    assert.ok(tail);
    tail.pause();
    let told = 0;
    const listening = tails.onDidChange(() => (told = tail.held));
    await until(() => told > 0);
    listening.dispose();
    const paused = lineCount();
    assert.match(text(), /── paused: new lines wait ──/);
    tail.goOn();
    await until(() => lineCount() > paused);
    tail.choose({ text: 'no line has this in it' });
    await until(() => lineCount() === 0);
    assert.match(text(), /── showing "no line has this in it" ──/);
    assert.ok((tail.everything().match(LINE)?.length ?? 0) >= paused);
  });

  it('is read anew from another time, and is gone when it is closed', async () => {
    await tails.open({ connection, clusterArn, serviceArn });
    await until(() => lineCount() > 3);
    const [tail] = tails.all;
    assert.ok(tail);
    tail.readAnew({ since: Date.now() - 600_000, pattern: '"no line has this in it"' });
    await until(() => lineCount() === 0 && text().includes('live tail of'));
    tails.close(tail);
    assert.deepEqual(tails.all, []);
  });

  it('is taken up after a reload as it was, when that is asked for', async () => {
    let stored: StoredState['tails'] | undefined;
    const state: ConstructorParameters<typeof Tails>[0]['state'] = {
      get: (key) => (key === 'tails' ? (stored as never) : undefined),
      set: (key, value) => {
        if (key === 'tails') stored = value as StoredState['tails'];
        return Promise.resolve();
      },
    };
    const deps = {
      clock: systemClock,
      logger: silentLogger,
      connect: () => Promise.resolve(connection),
      state,
      signedOut: () => undefined,
      explain: () => '',
    };
    const before = new Tails(deps);
    const gone = before.register();
    await before.open({ connection, clusterArn, serviceArn });
    before.all[0]?.choose({ level: 'error' });
    before.all[0]?.readAnew({ since: Date.now() - 60_000, pattern: 'GET' });
    gone.dispose();
    const after = new Tails(deps);
    const registeredAfter = after.register();
    assert.equal(after.all.length, 0);
    const [kept] = after.former;
    assert.ok(kept);
    await after.restore(kept);
    assert.deepEqual([after.all[0]?.view.level, after.all[0]?.pattern], ['error', 'GET']);
    registeredAfter.dispose();
  });

  it('links the places that a stack trace names to files of the workspace', async () => {
    const content = '10:42:07.113  4c1d09 r42 app  at f (/app/README.md:1:1)\nat g (/app/nowhere.js:1:1)\n';
    const document = await vscode.workspace.openTextDocument({ content });
    const files = await vscode.workspace.findFiles('README.md', undefined, 2);
    const links = await new SourceLinks().provideDocumentLinks(
      document,
      new vscode.CancellationTokenSource().token,
    );
    assert.deepEqual(
      links.map(({ target }) => target?.toString()),
      files.map((file) => file.with({ fragment: 'L1,1' }).toString()),
    );
  });

  it('names the channels of a task and of a container so that they can be told apart', async () => {
    const tasks = connection.ecs.listTasks(
      { cluster: clusterArn, service: 'shop-web', desiredStatus: 'RUNNING' },
      signal,
    );
    const taskArn = await arnCalled(undefined, tasks);
    await tails.open({ connection, clusterArn, serviceArn, taskArn });
    await tails.open({ connection, clusterArn, serviceArn, taskArn, container: 'app' });
    const task = arnName(taskArn).slice(0, 6);
    assert.deepEqual(tails.all.map(({ name }) => name).sort(), [
      `ECS: shop-web ${task}`,
      `ECS: shop-web ${task} app`,
    ]);
  });
});

/** The output panel's document: the editor opens one for the channel that is shown, and lets those of former ones go late. */
function shown(): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.findLast(
    ({ uri, languageId }) => uri.scheme === 'output' && languageId === LOG_LANGUAGE,
  );
}

function text(): string {
  return shown()?.getText() ?? '';
}

function lineCount(): number {
  return text().match(LINE)?.length ?? 0;
}

async function arnCalled(name: string | undefined, pages: AsyncIterable<readonly string[]>): Promise<string> {
  for await (const arns of pages)
    for (const arn of arns) if (name === undefined || arnName(arn) === name) return arn;
  throw new Error(`the sandbox has no ${name ?? 'task'}`);
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`It did not come to that:\n${text().slice(-2000)}`);
}
