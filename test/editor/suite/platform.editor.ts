import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { createConnections } from '../../../src/core/aws/connectionService';
import type { Connections } from '../../../src/core/aws/connections';
import { systemClock } from '../../../src/core/lib/clock';
import { QuaysideError } from '../../../src/core/lib/errors';
import { silentLogger } from '../../../src/core/lib/logger';
import { toAbortSignal } from '../../../src/platform/abort';
import { onDidChangeSetting, readSetting, requireSetting } from '../../../src/platform/settings';

const configuration = (section: string): vscode.WorkspaceConfiguration =>
  vscode.workspace.getConfiguration(section);

describe('settings', () => {
  const write = (value: unknown): Thenable<void> =>
    configuration('quayside').update('explorer.refresh', value, vscode.ConfigurationTarget.Workspace);
  afterEach(() => write(undefined));

  it('are read, and tell when they change', async () => {
    let changes = 0;
    const listening = onDidChangeSetting('explorer.refresh', () => (changes += 1));
    await write(5);
    assert.equal(readSetting('explorer.refresh'), 5);
    assert.equal(requireSetting('explorer.refresh'), 5);
    assert.equal(changes, 1);
    listening.dispose();
    await write(6);
    assert.equal(changes, 1);
  });

  it('that are malformed count as their default, or fail with a sentence where that would be wrong', async () => {
    await write('often');
    assert.equal(readSetting('explorer.refresh'), 30);
    assert.throws(
      () => requireSetting('explorer.refresh'),
      (error) =>
        QuaysideError.is(error, 'settings') &&
        error.message === 'quayside.explorer.refresh must be a number from 0 to 3600.',
    );
  });
});

describe('a cancellation token of the editor', () => {
  it('becomes a signal', () => {
    const source = new vscode.CancellationTokenSource();
    const signal = toAbortSignal(source.token);
    source.cancel();
    assert.equal(signal.aborted, true);
    source.dispose();
  });
});

describe('the editor’s proxy', () => {
  const seen: string[] = [];
  let proxy: http.Server;
  let folder: string;
  const opened: Connections[] = [];

  before(async () => {
    proxy = http.createServer((request, response) => {
      seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ clusterArns: ['behind-the-proxy'] }));
    });
    proxy.on('connect', (request, socket) => {
      seen.push(`CONNECT ${request.url ?? ''}`);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quayside-proxy-'));
    const keys = 'aws_access_key_id = k\naws_secret_access_key = s\nregion = eu-west-1';
    fs.writeFileSync(
      path.join(folder, 'credentials'),
      `[plain]\n${keys}\nendpoint_url = http://ecs.example.test\n[real]\n${keys}\n`,
    );
    await configuration('http').update(
      'proxy',
      `http://127.0.0.1:${port}`,
      vscode.ConfigurationTarget.Global,
    );
  });
  afterEach(async () => {
    seen.length = 0;
    for (const connections of opened.splice(0)) connections.dispose();
    await configuration('http').update('proxySupport', undefined, vscode.ConfigurationTarget.Global);
  });
  after(async () => {
    await configuration('http').update('proxy', undefined, vscode.ConfigurationTarget.Global);
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
    fs.rmSync(folder, { recursive: true, force: true });
  });

  async function listClusters(profile: string): Promise<readonly string[]> {
    const connections = createConnections({
      logger: silentLogger,
      clock: systemClock,
      environment: {
        AWS_CONFIG_FILE: path.join(folder, 'config'),
        AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
      },
      store: { read: () => undefined, write: () => {} },
      mfaPrompt: () => Promise.resolve(undefined),
      version: '0.0.0',
    });
    opened.push(connections);
    const connection = await connections.open({ kind: 'profile', profile });
    const found: string[] = [];
    for await (const page of connection.ecs.listClusters(new AbortController().signal)) found.push(...page);
    return found;
  }

  it('carries requests to a named host', async () => {
    assert.deepEqual(await listClusters('plain'), ['behind-the-proxy']);
    assert.deepEqual(seen, ['POST http://ecs.example.test/']);
  });

  for (const support of ['override', 'on', 'fallback']) {
    it(`carries requests to AWS with http.proxySupport at ${support}`, async () => {
      await configuration('http').update('proxySupport', support, vscode.ConfigurationTarget.Global);
      await assert.rejects(listClusters('real'), (error) => QuaysideError.is(error));
      assert.equal(seen[0], 'CONNECT ecs.eu-west-1.amazonaws.com:443');
    });
  }
});
