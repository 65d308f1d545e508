import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Connection } from '../../../src/core/aws/connection';
import type { Connections } from '../../../src/core/aws/connections';
import { systemClock } from '../../../src/core/lib/clock';
import { arnName } from '../../../src/core/model/arn';
import { InsightsPages } from '../../../src/ui/logs/insightsPages';
import { logUri, SEARCH_SCHEME } from '../../../src/ui/logs/logUri';
import { LOG_LANGUAGE, localTime } from '../../../src/ui/logs/viewWords';
import { sandboxConnections } from './sandboxConnection';

const LINE = /^\d\d:\d\d:\d\d\.\d{3} {2}\w{6} (?:r\d+ )?\S+ +\S/gm;
const HOUR = 3_600_000;

/** Documents of the product itself, by commands; what a search finds is tested without an editor. */
describe('searches of logs in a real editor', () => {
  const { signal } = new AbortController();
  let connections: Connections;
  let connection: Connection;
  let clusterArn: string;
  let serviceArn: string;

  before(async () => {
    connections = sandboxConnections();
    connection = await connections.open({ kind: 'profile', profile: 'sandbox' });
    clusterArn = await arnCalled('production', connection.ecs.listClusters(signal));
    serviceArn = await arnCalled('shop-web', connection.ecs.listServices(clusterArn, signal));
  });
  after(async () => {
    connections.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const request = (text: string) => ({
    connection: { kind: 'profile', profile: 'sandbox' } as const,
    subject: { clusterArn, serviceArn },
    from: Date.now() - HOUR,
    to: Date.now(),
    text,
  });
  it('begin with the newest lines of their range, also where later ones are asked for first', async () => {
    const to = Date.now() - 60_000;
    const uri = logUri(SEARCH_SCHEME, { ...request(''), to });
    await vscode.commands.executeCommand('quayside.loadLater', uri);
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    const title = text.slice(0, text.indexOf('\n'));
    assert.ok(title.includes(` to ${localTime(to)}: `), title);
  });

  it('show lines in order in the language of logs, and load earlier ones', async () => {
    const uri = logUri(SEARCH_SCHEME, request(''));
    await vscode.commands.executeCommand('quayside.loadEarlier', uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    assert.equal(document.languageId, LOG_LANGUAGE);
    const first = document.getText();
    const lines = first.match(LINE) ?? [];
    assert.ok(lines.length > 3, first);
    // Lines of one moment stand in the order in which they came.
    const times = lines.map((line) => line.slice(0, 12));
    assert.deepEqual(times, times.toSorted());
    assert.match(first, /^── shop-web, .* to .*: \d+ lines ──\n/);
    const lenses = await vscode.commands.executeCommand<readonly vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
    );
    assert.deepEqual(
      lenses.map(({ command }) => command?.command),
      ['quayside.loadEarlier', 'quayside.loadLater'],
    );
    // From the editor's title, which acts on the editor in front.
    await vscode.commands.executeCommand('quayside.loadEarlier');
    await until(() => document.getText() !== first);
    assert.ok((document.getText().match(LINE) ?? []).length >= lines.length);
  });

  it('say that no line matches, and how to search again after a reload', async () => {
    const uri = logUri(SEARCH_SCHEME, request('"no line has this in it"'));
    const document = await vscode.workspace.openTextDocument(uri);
    assert.match(document.getText(), /before the window was loaded/);
    await vscode.commands.executeCommand('quayside.loadEarlier', uri);
    await until(() => document.getText().includes('── no line matches ──'));
  });

  it('by Logs Insights show a table, what was read, and the same as CSV', async () => {
    const insights = new InsightsPages({ clock: systemClock, connect: () => Promise.resolve(connection) });
    const uri = await insights.run(request('fields @timestamp, @message | sort @timestamp desc | limit 5'));
    const text = insights.provideTextDocumentContent(uri);
    assert.match(text, /^# Logs Insights: shop-web\n/);
    assert.match(text, /5 rows · \d+ of \d+ lines matched · [\d.]+ \w+ scanned/);
    assert.match(text, /\| `@timestamp` +\| `@message` *\|\n\| -+ \| -+ \|\n(?:\| `[^|]+` +\| .+ \|\n){5}/);
    assert.match(insights.csv(uri) ?? '', /^@timestamp,@message\r\n/);
  });
});

async function arnCalled(name: string, pages: AsyncIterable<readonly string[]>): Promise<string> {
  for await (const arns of pages) for (const arn of arns) if (arnName(arn) === name) return arn;
  throw new Error(`the sandbox has no ${name}`);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}
