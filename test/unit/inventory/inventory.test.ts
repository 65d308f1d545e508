import { beforeEach, describe, expect, it } from 'vitest';
import { cluster, clusterArn, FakeAws, gate, inventoryOf, service, serviceArn, unreachable } from './fakeAws';

const SHOP = clusterArn('shop');

let aws: FakeAws;

beforeEach(() => {
  aws = new FakeAws();
  aws.clusters = [cluster('shop', 11), cluster('empty', 0)];
  aws.services = Array.from({ length: 11 }, (_, index) => service('shop', `s${index}`));
});

describe('the clusters of a region', () => {
  it('take one list and one description for a hundred', async () => {
    aws.clusters = Array.from({ length: 100 }, (_, index) => cluster(`c${index}`));
    const { inventory } = inventoryOf(aws);
    await inventory.clusters.load();
    expect(inventory.clusters.slot.data).toHaveLength(100);
    expect(aws.calls).toEqual(['ListClusters', 'DescribeClusters']);
  });

  it('are known to be none after one call', async () => {
    aws.clusters = [];
    const { inventory, changes } = inventoryOf(aws);
    await inventory.clusters.load();
    expect(inventory.clusters.slot).toEqual({ data: [], at: 1_000 });
    expect(aws.calls).toEqual(['ListClusters']);
    // "None yet" becomes "none": the view shows another text then.
    expect(changes).toEqual([{ kind: 'clusters' }, { kind: 'clusters' }]);
  });

  it('have names also where describing is not allowed, and say so', async () => {
    aws.before = (operation) => {
      if (operation === 'DescribeClusters') throw unreachable();
    };
    const { inventory } = inventoryOf(aws);
    await inventory.clusters.load();
    expect(inventory.clusters.slot.data).toHaveLength(2);
    expect(inventory.clusters.slot.error?.code).toBe('unreachable');
  });

  it('leave the list when they were deleted', async () => {
    const { inventory } = inventoryOf(aws);
    await inventory.clusters.load();
    aws.clusters.pop();
    await inventory.clusters.refresh();
    expect(inventory.clusters.slot.data).toEqual([SHOP]);
  });
});

describe('a refresh of what is on screen', () => {
  it('costs one call for the clusters and one for ten services', async () => {
    const { inventory } = inventoryOf(aws);
    await inventory.clusters.load();
    await inventory.services.load(SHOP);
    aws.calls.length = 0;
    await inventory.refresh({ clusters: [SHOP], services: [], targetGroups: [] });
    expect([...aws.calls].sort()).toEqual(['DescribeClusters', 'DescribeServices', 'DescribeServices']);
  });

  it('lists the services again when the cluster counts more of them', async () => {
    const { inventory } = inventoryOf(aws);
    await inventory.clusters.load();
    await inventory.services.load(SHOP);
    aws.clusters[0] = cluster('shop', 12);
    aws.services.push(service('shop', 'new'));
    await inventory.refresh({ clusters: [SHOP], services: [], targetGroups: [] });
    expect(inventory.services.slot(SHOP).data).toContain(serviceArn('shop', 'new'));
    aws.calls.length = 0;
    await inventory.refresh({ clusters: [SHOP], services: [], targetGroups: [] });
    expect(aws.count('ListServices')).toBe(0);
  });

  it('reads nothing of a cluster that was never opened', async () => {
    const { inventory } = inventoryOf(aws);
    await inventory.clusters.load();
    aws.calls.length = 0;
    await inventory.refresh({ clusters: [SHOP], services: [], targetGroups: [] });
    expect(aws.calls).toEqual(['DescribeClusters']);
  });

  it('of some services describes those, and reads the tasks of the open ones', async () => {
    const { inventory } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    aws.calls.length = 0;
    const [open, closed] = ['s1', 's2'].map((name) => ({
      clusterArn: SHOP,
      serviceArn: serviceArn('shop', name),
    }));
    await inventory.refreshServices({
      services: [open, closed].filter((key) => key !== undefined),
      opened: [open].filter((key) => key !== undefined),
    });
    expect([...aws.calls].sort()).toEqual(['DescribeServices', 'ListTasks', 'ListTasks']);
    expect(inventory.services.slot(SHOP).data).toHaveLength(11);
  });

  it('reads both target groups between which a blue/green service moves, each once', async () => {
    const port = { targetGroupArn: 'blue', alternateTargetGroupArn: 'green', containerName: 'app' };
    aws.services = [
      service('shop', 's1', {
        loadBalancers: [
          { ...port, containerPort: 80 },
          { ...port, containerPort: 81 },
        ],
      }),
    ];
    const { inventory } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    const key = { clusterArn: SHOP, serviceArn: serviceArn('shop', 's1') };
    expect(inventory.targetGroupsOf([key])).toEqual(['blue', 'green']);
    await inventory.refreshServices({ services: [], opened: [key] });
    expect(aws.count('DescribeTargetHealth')).toBe(2);
  });
});

describe('a connection that is left', () => {
  it('takes nothing in that was under way, and says nothing any more', async () => {
    const door = gate();
    aws.before = (operation) => (operation === 'DescribeServices' ? door.passed : undefined);
    const { inventory, changes } = inventoryOf(aws);
    const loading = inventory.services.load(SHOP);
    await inventory.services.first(SHOP);
    changes.length = 0;
    inventory.dispose();
    door.open();
    await loading;
    expect(changes).toEqual([]);
    expect(inventory.services.get(serviceArn('shop', 's0'))).toBeUndefined();
    expect(inventory.services.slot(SHOP)).not.toHaveProperty('error');
  });

  it('ends a page that was not read yet', async () => {
    aws.services = Array.from({ length: 101 }, (_, index) => service('shop', `s${index}`));
    const door = gate();
    aws.before = (operation, call) => (operation === 'ListServices' && call === 2 ? door.passed : undefined);
    const { inventory } = inventoryOf(aws);
    const loading = inventory.services.load(SHOP);
    await inventory.services.first(SHOP);
    inventory.dispose();
    door.open();
    await loading;
    expect(inventory.services.slot(SHOP).at).toBeUndefined();
    expect(aws.count('ListServices')).toBe(2);
  });
});
