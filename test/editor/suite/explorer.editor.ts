import assert from 'node:assert/strict';
import {
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import * as vscode from 'vscode';
import { badgeOf } from '../../../src/ui/explorer/badges';
import { allContextValues } from '../../../src/ui/explorer/contextValue';
import type { ExplorerNode } from '../../../src/ui/explorer/nodes';
import { slowedLine } from '../../../src/ui/explorer/slowedLine';
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
      async () => (await explorer.rows(cluster)).some((row) => /^shop-worker 2\/2 · rev \d+$/.test(row)),
      'the description of shop-worker',
    );
    const item = explorer.tree.getTreeItem(await explorer.child(cluster, 'shop-worker'));
    assert.equal(item.accessibilityInformation?.label, 'service shop-worker, 2 of 2 running, healthy');
    assert.equal((item.iconPath as vscode.ThemeIcon).id, 'pass-filled');
  });

  it('shows tasks with their containers, and targets with their health', async () => {
    const cluster = await explorer.child(undefined, 'production');
    const service = await explorer.child(cluster, 'shop-api');
    const tasks = await explorer.child(service, 'Tasks');
    // It scales by itself, as time passes: a task may just have begun.
    const rows = await explorer.rows(tasks);
    for (const row of rows) assert.match(row, /^[0-9a-f]{6} rev \d+ · \S+/);
    const running = rows.findIndex((row) => / · running \d+ \S+/.test(row));
    const task = (await explorer.tree.getChildren(tasks))[running];
    assert.ok(task);
    const containers = await explorer.rows(task);
    assert.ok(
      containers.some((row) => /^api running · /.test(row)),
      containers.join(),
    );
    const targets = await explorer.rows(await explorer.child(service, 'Target group shop-api'));
    for (const row of targets) assert.match(row, /^10\.\d+\.\d+\.\d+:3000 \S+/);
    assert.ok(
      targets.some((row) => row.includes(':3000 healthy')),
      targets.join(),
    );
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
    // What was opened before may still be read, and drawn a moment later.
    await inventory.tasks.loadOutside(service.clusterArn);
    await new Promise((resolve) => setTimeout(resolve, 200));
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

describe('what stands beside tasks', () => {
  let explorer: SandboxTree;

  before(async () => {
    explorer = await connectToSandbox();
  });
  after(() => explorer.dispose());

  it('are deployments with their state, and events, the latest first, read only when they are opened', async () => {
    const inventory = await explorer.current.ready();
    const cluster = await explorer.child(undefined, 'production');
    const service = await explorer.child(cluster, 'shop-mail');
    assert.ok(service.kind === 'service');
    const [rollout] = await explorer.rows(await explorer.child(service, 'Deployments'));
    assert.match(rollout ?? '', /^rev \d+ (deployed|rolling out|failed) · \d+ of \d+ running/);
    assert.equal(inventory.services.get(service.serviceArn)?.events.length, 1);
    const events = await explorer.rows(await explorer.child(service, 'Events'));
    assert.ok(events.length > 1, `${events.length} events`);
    assert.equal(events.filter((row) => row.startsWith('(service')).length, 0);
    inventory.services.closeEvents(service.serviceArn);
    assert.equal(inventory.services.get(service.serviceArn)?.events.length, 1);
  });

  it('are, under a cluster, the tasks that belong to no service', async () => {
    const cluster = await explorer.child(undefined, 'staging');
    const outside = await explorer.child(cluster, 'Tasks outside services');
    await explorer.tree.getChildren(outside);
    await eventually(async () => {
      const rows = await explorer.rows(outside);
      return rows.includes('No tasks outside services') || rows.every((row) => /^[0-9a-f]{6} /.test(row));
    }, 'the tasks outside services');
  });
});

describe('what is told apart in a cluster', () => {
  let explorer: SandboxTree;
  let ecs: ECSClient;

  before(async () => {
    explorer = await connectToSandbox();
    const { endpoint = '', region } = (await explorer.current.ready()).connection.info;
    ecs = new ECSClient({ endpoint, region, credentials: { accessKeyId: 'any', secretAccessKey: 'any' } });
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'agent',
        networkMode: 'bridge',
        containerDefinitions: [{ name: 'agent', image: 'example/agent:1', memory: 64 }],
      }),
    );
  });
  after(() => {
    ecs.destroy();
    explorer.dispose();
  });

  it('are daemon services, below the others; a filter shows them among them', async () => {
    await ecs.send(
      new CreateServiceCommand({
        cluster: 'staging',
        serviceName: 'agent',
        taskDefinition: 'agent',
        launchType: 'EC2',
        schedulingStrategy: 'DAEMON',
      }),
    );
    const cluster = await explorer.child(undefined, 'staging');
    assert.ok(cluster.kind === 'cluster');
    await eventually(
      async () => (await explorer.rows(cluster)).includes('Daemon services 1'),
      'the heading of daemon services',
    );
    const rows = await explorer.tree.getChildren(cluster);
    assert.ok(!rows.some((node) => node.kind === 'service' && node.serviceArn.endsWith('/agent')));
    const heading = await explorer.child(cluster, 'Daemon services');
    const [row, ...others] = await explorer.rows(heading);
    assert.match(row ?? '', /^agent \d\/\d · .*daemon: one on each instance/);
    assert.deepEqual(others, []);
    const { connectionId } = cluster;
    const [service] = await explorer.tree.getChildren(heading);
    assert.ok(service?.kind === 'service');
    assert.equal(explorer.tree.serviceRow(connectionId, service), service);

    explorer.arrangement.set({ filter: 'agent cluster:staging' });
    const filtered = await explorer.child(undefined, 'staging');
    assert.deepEqual(
      (await explorer.tree.getChildren(filtered)).map(({ kind }) => kind),
      ['service'],
    );
    explorer.arrangement.set({ filter: '' });
  });

  it('are tasks that a schedule started, apart from other tasks outside services', async () => {
    const task = { cluster: 'staging', taskDefinition: 'agent', launchType: 'EC2' } as const;
    await ecs.send(new RunTaskCommand({ ...task, startedBy: 'events-rule/nightly-report' }));
    await ecs.send(new RunTaskCommand({ ...task, startedBy: 'somebody' }));
    const cluster = await explorer.child(undefined, 'staging');
    assert.ok(cluster.kind === 'cluster');
    await (await explorer.current.ready()).tasks.loadOutside(cluster.clusterArn);
    const outside = await explorer.child(cluster, 'Tasks outside services');
    const [heading, ...others] = await explorer.rows(outside);
    assert.match(heading ?? '', /^Started by a schedule \d running/);
    assert.ok(others.some((row) => row.endsWith('started by somebody')));
    assert.ok(!others.some((row) => row.includes('nightly-report')));
    const scheduled = await explorer.rows(await explorer.child(outside, 'Started by a schedule'));
    assert.equal(scheduled.length, 1);
    assert.match(scheduled[0] ?? '', /scheduled by nightly-report$/);
  });

  it('are rollouts in progress, by a badge and in words', async () => {
    const { connection, services } = await explorer.current.ready();
    const cluster = await explorer.child(undefined, 'staging');
    assert.ok(cluster.kind === 'cluster');
    const { clusterArn } = cluster;
    const service = await explorer.child(cluster, 'shop-web');
    assert.ok(service.kind === 'service');
    const badge = (): string | undefined => {
      const { resourceUri } = explorer.tree.getTreeItem(service);
      return resourceUri && badgeOf(resourceUri)?.badge;
    };
    const { signal } = new AbortController();
    await connection.ecs.updateService(
      { cluster: clusterArn, service: service.serviceArn, forceNewDeployment: true },
      signal,
    );
    await eventually(async () => {
      await services.describe(clusterArn, [service.serviceArn]);
      return badge() === '↻';
    }, 'the badge of a rollout');
    const item = explorer.tree.getTreeItem(service);
    assert.match(item.accessibilityInformation?.label ?? '', /rollout in progress/);
    assert.equal(item.resourceUri && badgeOf(item.resourceUri)?.tooltip, 'Rollout in progress');
    assert.equal(badgeOf(vscode.Uri.file('/anything')), undefined);
  });
});

describe('an account that AWS asks to make fewer calls', () => {
  it('is said above the tree while that lasts, and not longer', async () => {
    const explorer = await connectToSandbox();
    const { clusters } = await explorer.current.ready();
    const line = (): string | undefined => slowedLine(explorer.current.all, explorer.ledger);
    try {
      await clusters.load();
      assert.equal(line(), undefined);
      await breakSandbox([
        { operation: 'ecs:DescribeClusters', code: 'ThrottlingException', message: 'Rate exceeded' },
      ]);
      const refused = clusters.refresh();
      await eventually(() => line() !== undefined, 'the line about the pace');
      assert.match(line() ?? '', /^AWS asks to slow down/);
      await breakSandbox([]);
      await refused;
      await eventually(async () => {
        await clusters.refresh();
        return line() === undefined;
      }, 'the end of that line');
    } finally {
      await breakSandbox([]);
      explorer.dispose();
    }
  });
});

describe('a tree that is arranged', () => {
  let explorer: SandboxTree;

  beforeEach(async () => {
    explorer = await connectToSandbox();
    await explorer.child(undefined, 'production');
  });
  afterEach(() => explorer.dispose());

  it('shows what a filter matches, opened, and counts what is not known yet', async () => {
    explorer.arrangement.set({ filter: 'shop-w cluster:prod' });
    await eventually(
      async () => (await explorer.rows())[0] === '2 services · shop-w cluster:prod',
      'the count of the filter',
    );
    const cluster = await explorer.child(undefined, 'production');
    const { collapsibleState } = explorer.tree.getTreeItem(cluster);
    assert.equal(collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
    assert.deepEqual(
      (await explorer.rows(cluster)).map((row) => row.split(' ')[0]),
      ['shop-web', 'shop-worker'],
    );
    explorer.arrangement.set({ filter: 'status:failing image:nothing-of-that-name' });
    await eventually(
      async () => /^0 services · status/.test((await explorer.rows())[0] ?? ''),
      'the end of what is not known',
    );
  });

  it('has pinned services on top, with their clusters, also where those are closed', async () => {
    const inventory = await explorer.current.ready();
    const cluster = inventory.clusters.slot.data?.find((arn) => arn.endsWith('/production')) ?? '';
    await inventory.services.readNames(cluster);
    const serviceArn = inventory.services.names(cluster).find((arn) => arn.endsWith('/shop-web')) ?? '';
    explorer.arrangement.pin([{ clusterArn: cluster, serviceArn }]);
    const shelf = await explorer.child(undefined, 'Pinned');
    await eventually(
      async () => /^shop-web \d+\/\d+ · .*production/.test((await explorer.rows(shelf))[0] ?? ''),
      'the pinned service',
    );
    const [row] = await explorer.tree.getChildren(shelf);
    assert.match(explorer.tree.getTreeItem(row ?? shelf).contextValue ?? '', /\+pinned/);
    explorer.arrangement.unpin([serviceArn]);
    assert.ok(!(await explorer.rows()).some((text) => text.startsWith('Pinned')));
  });

  it('leaves out what is hidden', async () => {
    const staging = await explorer.child(undefined, 'staging');
    assert.ok(staging.kind === 'cluster');
    explorer.arrangement.hide([staging.clusterArn]);
    assert.deepEqual(
      (await explorer.rows()).map((row) => row.split(' ')[0]),
      ['production'],
    );
    explorer.arrangement.set({ hidden: [] });
    assert.equal((await explorer.rows()).length, 2);
  });

  it('puts what is wrong first where it is sorted by status', async () => {
    const cluster = await explorer.child(undefined, 'production');
    assert.ok(cluster.kind === 'cluster');
    await (await explorer.current.ready()).services.load(cluster.clusterArn);
    explorer.arrangement.set({ sort: 'status' });
    const icons = (await explorer.tree.getChildren(cluster))
      .filter(({ kind }) => kind === 'service')
      .map((node) => (explorer.tree.getTreeItem(node).iconPath as vscode.ThemeIcon).id);
    const order = ['error', 'warning', 'sync', 'pass-filled', 'circle-outline'];
    const ranks = icons.map((id) => order.indexOf(id));
    assert.deepEqual(
      ranks,
      [...ranks].sort((a, b) => a - b),
    );
  });
});

describe('several connections', () => {
  it('stand side by side, and a command on a row makes its connection the current one', async () => {
    const explorer = await connectToSandbox();
    try {
      const { endpoint } = (await explorer.current.ready()).connection.info;
      assert.ok(endpoint !== undefined);
      await explorer.current.add(
        { kind: 'sandbox', endpoint, region: 'eu-west-1' },
        new AbortController().signal,
      );
      const rows = await explorer.rows();
      assert.equal(rows.length, 2);
      assert.match(rows[0] ?? '', /us-east-1 · worked with$/);
      assert.match(rows[1] ?? '', /eu-west-1$/);
      const [first, second] = await explorer.tree.getChildren();
      assert.ok(first !== undefined && second !== undefined);
      assert.ok((await explorer.rows(first)).some((row) => row.startsWith('production')));
      assert.deepEqual(await explorer.rows(second), ['No clusters in this region']);
      await explorer.current.enter([second]);
      assert.equal((await explorer.current.ready()).connection.info.region, 'eu-west-1');
      assert.equal((await explorer.tree.getChildren()).length, 2);
      explorer.current.remove(first.connectionId);
      assert.deepEqual(await explorer.rows(), []);
    } finally {
      explorer.dispose();
    }
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
        below.filter(({ kind }) => kind === 'message'),
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
