import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { InventoryChange } from '../../../src/core/inventory/change';
import { parseFilter } from '../../../src/core/inventory/filter';
import type { Arrangement } from '../../../src/ui/explorer/arrangement';
import type { Family } from '../../../src/ui/explorer/family';
import { NodeSpace } from '../../../src/ui/explorer/nodeSpace';
import type { ExplorerNode } from '../../../src/ui/explorer/nodes';
import { Redraw } from '../../../src/ui/explorer/redraw';
import { rowsOf } from '../../../src/ui/explorer/rowsOf';
import { clusterArn, FakeAws, inventoryOf, service, serviceArn } from '../inventory/fakeAws';

const SHOP = clusterArn('shop');

/** What rows ask of the arrangement; the class itself stands in the editor. */
type Arranged = Pick<Arrangement, 'filter' | 'sort' | 'groupTag'>;

function familyOf(
  nodes: NodeSpace,
  arranged: Arranged = { filter: undefined, sort: 'name', groupTag: undefined },
  { inventory } = inventoryOf(new FakeAws()),
) {
  return { nodes, inventory, arrangement: arranged } as unknown as Family;
}

describe('a refresh in which one in a hundred changed', () => {
  it('draws exactly those rows again', async () => {
    const aws = new FakeAws();
    aws.services = Array.from({ length: 300 }, (_, index) => service('shop', `s${index}`));
    const known = inventoryOf(aws);
    const { inventory } = known;
    const arns = aws.services.map(({ arn }) => arn);
    await inventory.services.load(SHOP);
    await inventory.services.describe(SHOP, arns);
    const nodes = new NodeSpace('one');
    const cluster = nodes.cluster(SHOP);
    const rows = arns.map((arn) => nodes.service(cluster, arn));
    const drawn: (ExplorerNode | 'root')[] = [];
    inventory.onDidChange((changes) => {
      for (const change of changes) drawn.push(...rowsOf(change, familyOf(nodes, undefined, known)));
    });
    for (const index of [7, 107, 207]) aws.services[index] = service('shop', `s${index}`, { running: 0 });
    await inventory.services.describe(SHOP, arns);
    expect(drawn).toEqual([rows[7], rows[107], rows[207]]);
  });
});

describe('the rows of a service that changed', () => {
  const change: InventoryChange = {
    kind: 'service',
    clusterArn: SHOP,
    serviceArn: serviceArn('shop', 'web'),
  };
  let nodes: NodeSpace;

  beforeEach(() => {
    nodes = new NodeSpace('one');
  });

  it('are all of them, where it is pinned, too', () => {
    const under = nodes.service(nodes.cluster(SHOP), change.serviceArn);
    const pinned = nodes.service(nodes.shelf(undefined, 'pinned'), change.serviceArn, SHOP);
    expect(rowsOf(change, familyOf(nodes))).toEqual([under, pinned]);
  });

  it('are none while it was never drawn', () => {
    expect(rowsOf(change, familyOf(nodes))).toEqual([]);
  });

  it('are the whole tree where a filter may let it in or out, and its cluster where it may move', () => {
    const cluster = nodes.cluster(SHOP);
    const row = nodes.service(cluster, change.serviceArn);
    const filter = parseFilter('status:failing');
    expect(rowsOf(change, familyOf(nodes, { filter, sort: 'name', groupTag: undefined }))).toEqual(['root']);
    expect(
      rowsOf(change, familyOf(nodes, { filter: undefined, sort: 'status', groupTag: undefined })),
    ).toEqual([row, cluster]);
  });
});

describe('rows that change together', () => {
  it('are drawn together, and one under another only with it', () => {
    vi.useFakeTimers();
    try {
      const fired: (ExplorerNode[] | undefined)[] = [];
      const redraw = new Redraw((rows) => fired.push(rows));
      const nodes = new NodeSpace('one');
      const cluster = nodes.cluster(SHOP);
      const [web, api] = [nodes.service(cluster, 'arn/web'), nodes.service(cluster, 'arn/api')];
      redraw.row(web);
      redraw.row(api);
      redraw.row(web);
      vi.advanceTimersByTime(100);
      redraw.row(cluster);
      redraw.row(web);
      vi.advanceTimersByTime(100);
      redraw.row(web);
      redraw.row(undefined);
      vi.advanceTimersByTime(100);
      expect(fired).toEqual([[web, api], [cluster], undefined]);
    } finally {
      vi.useRealTimers();
    }
  });
});
