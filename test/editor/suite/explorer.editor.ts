import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { allContextValues } from '../../../src/ui/explorer/contextValue';
import type { ExplorerNode } from '../../../src/ui/explorer/nodes';
import { breakSandbox, connectToSandbox, eventually, type SandboxTree } from './sandboxTree';

/** Every row of the tree, as if everything were opened. */
async function all({ tree }: SandboxTree, parent?: ExplorerNode): Promise<readonly ExplorerNode[]> {
  const children = await tree.getChildren(parent);
  const below = await Promise.all(
    children
      .filter((node) => tree.getTreeItem(node).collapsibleState !== vscode.TreeItemCollapsibleState.None)
      .map((node) => all({ tree } as SandboxTree, node)),
  );
  return [...children, ...below.flat()];
}

describe('the explorer', () => {
  let explorer: SandboxTree;

  before(async () => {
    explorer = await connectToSandbox();
  });
  after(() => explorer.dispose());

  it('shows clusters with what runs in them', async () => {
    await (await explorer.current.ready()).clusters.load();
    const rows = await explorer.rows();
    assert.equal(rows.length, 2);
    for (const row of rows) assert.match(row, /^\S+ \d+ services? · \d+ tasks?$/);
  });

  it('says of a service how many tasks run and which revision', async () => {
    const cluster = await explorer.child(undefined, 'production');
    assert.equal(cluster.kind === 'cluster' && cluster.clusterArn.endsWith('cluster/production'), true);
    await explorer.tree.getChildren(cluster);
    await eventually(
      async () => (await explorer.rows(cluster)).some((row) => /^shop-api 3\/3 · rev \d+$/.test(row)),
      'the description of shop-api',
    );
    const item = explorer.tree.getTreeItem(await explorer.child(cluster, 'shop-api'));
    assert.equal(item.accessibilityInformation?.label, 'service shop-api, 3 of 3 running, healthy');
    assert.equal((item.iconPath as vscode.ThemeIcon).id, 'pass-filled');
  });

  it('shows tasks with their containers, and targets with their health', async () => {
    const cluster = await explorer.child(undefined, 'production');
    const service = await explorer.child(cluster, 'shop-api');
    const tasks = await explorer.child(service, 'Tasks');
    const rows = await explorer.rows(tasks);
    assert.equal(rows.length, 3);
    for (const row of rows) assert.match(row, /^[0-9a-f]{6} rev \d+ · running \d+ \S+/);
    const [task] = await explorer.tree.getChildren(tasks);
    const containers = await explorer.rows(task);
    assert.ok(
      containers.some((row) => /^api running · /.test(row)),
      containers.join(),
    );
    const targets = await explorer.rows(await explorer.child(service, 'Target group shop-api'));
    assert.equal(targets.length, 3);
    for (const row of targets) assert.match(row, /^10\.\d+\.\d+\.\d+:3000 healthy/);
  });

  it('gives every row an id and a context value of its own kind, and knows its parent', async () => {
    const nodes = await all(explorer);
    const ids = nodes.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    const known = allContextValues();
    for (const node of nodes) {
      const { contextValue, id } = explorer.tree.getTreeItem(node);
      assert.equal(id, node.id);
      assert.ok(contextValue !== undefined && known.includes(contextValue), contextValue);
      const parent = explorer.tree.getParent(node);
      assert.ok((await explorer.tree.getChildren(parent)).includes(node), 'a parent has its child');
    }
  });

  it('hands out the same rows again, so that the editor keeps what is open', async () => {
    const cluster = await explorer.child(undefined, 'production');
    const [before, after] = [
      await explorer.tree.getChildren(cluster),
      await explorer.tree.getChildren(cluster),
    ];
    assert.ok(before.length > 0);
    assert.equal(
      before.every((node, index) => node === after[index]),
      true,
    );
  });

  it('makes a tooltip only when somebody rests on a row', async () => {
    const service = await explorer.child(await explorer.child(undefined, 'production'), 'shop-api');
    const item = explorer.tree.getTreeItem(service);
    assert.equal(item.tooltip, undefined);
    const { token } = new vscode.CancellationTokenSource();
    const resolved = await explorer.tree.resolveTreeItem(item, service, token);
    const tooltip = resolved?.tooltip;
    assert.ok(tooltip instanceof vscode.MarkdownString);
    assert.match(tooltip.value, /Image/);
    assert.match(tooltip.value, /COMPLETED/);
  });

  it('leaves a row alone that was read again and did not change', async () => {
    const inventory = await explorer.current.ready();
    const cluster = await explorer.child(undefined, 'production');
    const service = await explorer.child(cluster, 'shop-worker');
    assert.ok(service.kind === 'service');
    const redrawn: (ExplorerNode | undefined)[] = [];
    const subscription = explorer.tree.onDidChangeTreeData((rows) => redrawn.push(...(rows ?? [undefined])));
    const before = inventory.services.get(service.serviceArn);
    await inventory.services.describe(service.clusterArn, [service.serviceArn]);
    // A target that changes elsewhere meanwhile may be drawn.
    await new Promise((resolve) => setTimeout(resolve, 200));
    subscription.dispose();
    assert.equal(inventory.services.get(service.serviceArn), before);
    assert.deepEqual(
      redrawn.filter((row) => row === undefined || row === service || row === cluster),
      [],
    );
  });
});

describe('a connection that does not work any more', () => {
  it('says so once above what was known, and offers the sign-in', async () => {
    const explorer = await connectToSandbox();
    const inventory = await explorer.current.ready();
    try {
      const cluster = await explorer.child(undefined, 'production');
      await explorer.tree.getChildren(cluster);
      await inventory.services.load(cluster.kind === 'cluster' ? cluster.clusterArn : '');
      await breakSandbox([{ operation: '*', code: 'ExpiredTokenException', message: 'expired' }]);
      await inventory.clusters.load();
      await inventory.services.load(cluster.kind === 'cluster' ? cluster.clusterArn : '');
      const [first, ...others] = await explorer.tree.getChildren();
      assert.ok(first);
      assert.equal(first.kind, 'message');
      assert.equal(explorer.tree.getTreeItem(first).command?.command, 'quayside.signIn');
      assert.equal(others.length, 2);
      const below = await explorer.tree.getChildren(cluster);
      assert.deepEqual(
        below.filter(({ kind }) => kind !== 'service'),
        [],
      );
    } finally {
      await breakSandbox([]);
      explorer.dispose();
    }
  });
});

describe('a switch of the connection', () => {
  it('clears the tree at once, and rows of the old one have no children any more', async () => {
    const explorer = await connectToSandbox();
    try {
      const cluster = await explorer.child(undefined, 'production');
      const { endpoint } = (await explorer.current.ready()).connection.info;
      assert.ok(endpoint !== undefined);
      const loading = explorer.tree.getChildren(cluster);
      const switched = explorer.connections.use({ kind: 'sandbox', endpoint, region: 'eu-west-1' });
      assert.equal(explorer.current.value, undefined);
      assert.deepEqual(await loading, []);
      await switched;
      assert.deepEqual(await explorer.tree.getChildren(cluster), []);
    } finally {
      explorer.dispose();
    }
  });
});
