import assert from 'node:assert/strict';
import { CallLedger } from '../../../src/core/aws/callLedger';
import { systemClock } from '../../../src/core/lib/clock';
import { Pages } from '../../../src/ui/documents/pages';
import { pageAddress, pageUri } from '../../../src/ui/documents/pageUri';
import { RevisionComparison } from '../../../src/ui/documents/revisionComparison';
import * as vscode from 'vscode';
import { breakSandbox, connectToSandbox, type SandboxTree } from './sandboxTree';

describe('read-only pages', () => {
  let explorer: SandboxTree;
  let pages: Pages;
  const ledger = new CallLedger();

  before(async () => {
    explorer = await connectToSandbox();
    pages = new Pages({ current: explorer.current, ledger, clock: systemClock });
  });
  after(() => explorer.dispose());

  async function service() {
    const inventory = await explorer.current.ready();
    const cluster = await explorer.child(undefined, 'production');
    const row = await explorer.child(cluster, 'shop-web');
    assert.ok(row.kind === 'service');
    return { inventory, cluster: row.clusterArn, arn: row.serviceArn, connection: row.connectionId };
  }

  it('tell of a service what runs, how it deploys and what happened', async () => {
    const { cluster, arn, connection } = await service();
    const text = await pages.provideTextDocumentContent(
      pageUri({ kind: 'service', connection, arn, cluster }),
    );
    assert.match(text, /^# shop-web\n/);
    assert.match(text, /- State: .*rev \d+/);
    assert.match(text, /- Read at: \d{4}-\d\d-\d\d .* UTC\n/);
    assert.match(text, /## Deployments/);
    assert.match(text, /Circuit breaker: on, rolls back/);
    assert.match(text, /Image of \S+: `\S+`/);
    assert.match(text, /## Events, latest first \(UTC\)\n\n- \d{4}-\d\d-\d\d /);
  });

  it('of a service that may not be read say so, and not that it is gone', async () => {
    const { inventory, cluster, connection } = await service();
    await breakSandbox([
      { operation: 'ecs:DescribeServices', code: 'AccessDeniedException', message: 'not authorized' },
    ]);
    try {
      const arn = inventory.services.names(cluster).find((name) => name.endsWith('/shop-worker')) ?? '';
      const unknown = arn.replace('shop-worker', 'shop-other');
      await assert.rejects(
        pages.provideTextDocumentContent(pageUri({ kind: 'service', connection, arn: unknown, cluster })),
        { code: 'accessDenied' },
      );
    } finally {
      await breakSandbox([]);
    }
  });

  it('show the same as AWS answers it, whole', async () => {
    const { cluster, arn, connection } = await service();
    const text = await pages.provideTextDocumentContent(
      pageUri({ kind: 'serviceJson', connection, arn, cluster }),
    );
    const body = JSON.parse(text) as Record<string, unknown>;
    assert.equal(body['serviceArn'], arn);
    assert.ok('availabilityZoneRebalancing' in body || 'deployments' in body);
  });

  it('tell of a revision its containers, and name variables without their values', async () => {
    const { inventory, arn, connection } = await service();
    const revision = inventory.services.get(arn)?.taskDefinitionArn ?? '';
    const text = await pages.provideTextDocumentContent(
      pageUri({ kind: 'revision', connection, arn: revision }),
    );
    assert.match(text, /^# shop-web:\d+\n/);
    assert.match(text, /## Container \S+/);
    assert.match(text, /Runs in: shop-web `arn:/);
    assert.match(text, /- Variables: \w+(, \w+)*\n/);
  });

  it('of another connection say so, and nothing of this one', async () => {
    const { cluster, arn } = await service();
    const text = await pages.provideTextDocumentContent(
      pageUri({ kind: 'service', connection: 'profile:other', arn, cluster }),
    );
    assert.match(text, /another connection/);
  });

  it('of calls count what was spent by feature', async () => {
    ledger.sent({ owner: '1', region: 'eu-west-1' }, 'ListClusters', {
      feature: 'logs',
      urgency: 'background',
    });
    const text = await pages.provideTextDocumentContent(pageUri({ kind: 'calls' }));
    assert.match(text, /^## Account 1 in eu-west-1$/m);
    assert.match(text, /^\| Logs +\| ListClusters +\| 0 +\| 1 +\| 0 \|$/m);
  });

  it('have an address that survives being written down', () => {
    const address = { kind: 'service', connection: 'a b&c', arn: 'arn:x/y', cluster: 'arn:z' } as const;
    const uri = vscode.Uri.parse(pageUri(address).toString(), true);
    assert.deepEqual(pageAddress(uri), address);
  });

  it('compare two revisions, with what differs in words above the later one', async () => {
    const { inventory, connection } = await service();
    await inventory.taskDefinitions.loadRevisions('shop-mail');
    const [newest = '', before = ''] = inventory.taskDefinitions.revisions('shop-mail').data ?? [];
    const comparison = new RevisionComparison(explorer.current);
    const registration = comparison.register();
    try {
      await comparison.open(connection, [newest, before]);
      const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
      assert.match(tab?.label ?? '', /^shop-mail \d+ → \d+$/);
      assert.ok(tab?.input instanceof vscode.TabInputTextDiff);
      const later = await comparison.provideTextDocumentContent(tab.input.modified);
      assert.match(later, /^\/\/ What differs from shop-mail:\d+:\n\/\/ - /);
    } finally {
      registration.dispose();
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
  });
});
