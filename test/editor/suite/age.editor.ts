import assert from 'node:assert/strict';
import { drawRow } from '../../../src/ui/explorer/drawRow';
import type { ExplorerNode } from '../../../src/ui/explorer/nodes';
import { connectToSandbox, eventually, type SandboxTree } from './sandboxTree';

const MINUTE = 60_000;

describe('data that is old', () => {
  let explorer: SandboxTree;

  beforeEach(async () => {
    explorer = await connectToSandbox();
  });
  afterEach(() => explorer.dispose());

  it('says from when it is, on every row that counts something', async () => {
    const cluster = await explorer.child(undefined, 'production');
    const service = await explorer.child(cluster, 'shop-web');
    const inventory = await explorer.current.ready();
    assert.ok(service.kind === 'service');
    await eventually(() => inventory.services.at(service.serviceArn) !== undefined, 'the description');
    const headings = await explorer.tree.getChildren(service);
    const outside = await explorer.child(cluster, 'Tasks outside services');
    await inventory.tasks.loadOutside(service.clusterArn);
    for (const group of headings)
      if (group.kind === 'group' && group.targetGroupArn !== undefined)
        await inventory.targets.load(group.targetGroupArn);
    const rows = [cluster, service, outside, ...headings];
    assert.ok(rows.length > 6);
    const words = (row: ExplorerNode, later: number): string => {
      const { description = '', spoken } = drawRow(row, {
        inventory,
        now: Date.now() + later,
        aws: false,
        current: true,
        filtered: false,
        tag: undefined,
        isPinned: () => false,
      });
      return `${description} / ${spoken}`;
    };
    for (const row of rows) {
      assert.match(words(row, 6 * MINUTE), /as of .* \/ .*as of /, row.id);
      assert.doesNotMatch(words(row, 4 * MINUTE), /as of/, row.id);
    }
  });
});
