import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExplorerNode } from '../../../src/ui/explorer/nodes';
import { servicePage } from '../../../src/ui/documents/servicePage';
import { breakSandbox, connectToSandbox, eventually, type SandboxTree } from './sandboxTree';

describe('how a service scales', () => {
  let explorer: SandboxTree;

  beforeEach(async () => {
    explorer = await connectToSandbox();
  });
  afterEach(async () => {
    explorer.dispose();
    await breakSandbox([]);
  });

  async function service(name: string): Promise<ExplorerNode> {
    const found = await explorer.child(await explorer.child(undefined, 'production'), name);
    await explorer.tree.getChildren(found);
    return found;
  }

  it('stands under it in words, with its rules and what was done last', async () => {
    const api = await service('shop-api');
    await eventually(
      async () => (await explorer.rows(api)).includes('Scaling 2–4 tasks · CPU at 60 %'),
      'the heading',
    );
    const heading = await explorer.child(api, 'Scaling');
    const item = explorer.tree.getTreeItem(heading);
    assert.equal(item.accessibilityInformation?.label, 'Scaling 2–4 tasks, CPU at 60 %');
    const [policy, done = ''] = await explorer.rows(heading);
    assert.equal(policy, 'CPU at 60 % cpu-60-percent');
    assert.match(done, /^Setting desired count to \d\. .*(ago|just now)/);
    const token = new vscode.CancellationTokenSource().token;
    const tooltip = await explorer.tree.resolveTreeItem(item, heading, token);
    assert.match((tooltip?.tooltip as vscode.MarkdownString).value, /service\/production\/shop.{1,6}api/);
  });

  it('is not mentioned where it does not', async () => {
    const web = await service('shop-web');
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.ok(!(await explorer.rows(web)).some((row) => row.startsWith('Scaling')));
  });

  it('says quietly which permission is missing, in the tree and on the page', async () => {
    await breakSandbox([
      {
        operation: 'application-autoscaling:DescribeScalableTargets',
        code: 'AccessDeniedException',
        message:
          'User: arn:aws:iam::111122223333:user/ada is not authorized to perform: application-autoscaling:DescribeScalableTargets because no identity-based policy allows it',
      },
    ]);
    const api = await service('shop-api');
    const words = 'not allowed to read (application-autoscaling:DescribeScalableTargets)';
    await eventually(async () => (await explorer.rows(api)).includes(`Scaling ${words}`), 'the heading');
    const heading = await explorer.child(api, 'Scaling');
    const { collapsibleState } = explorer.tree.getTreeItem(heading);
    assert.equal(collapsibleState, vscode.TreeItemCollapsibleState.None);
    const inventory = await explorer.current.ready();
    assert.ok(heading.kind === 'group');
    const described = inventory.services.get(heading.serviceArn);
    assert.ok(described);
    assert.ok(servicePage(described, inventory, Date.now()).includes(words));
  });
});
