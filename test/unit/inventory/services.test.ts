import { beforeEach, describe, expect, it } from 'vitest';
import { cluster, clusterArn, FakeAws, gate, inventoryOf, service, serviceArn, throttled } from './fakeAws';

const SHOP = clusterArn('shop');
const names = (arns: readonly string[] | undefined): readonly string[] =>
  (arns ?? []).map((arn) => arn.slice(arn.lastIndexOf('/') + 1));

let aws: FakeAws;

function shopOf(count: number): void {
  aws.clusters = [cluster('shop', count)];
  aws.services = Array.from({ length: count }, (_, index) => service('shop', `s${index}`));
}

beforeEach(() => {
  aws = new FakeAws();
});

describe('the services of a cluster', () => {
  it.each([
    { count: 1, lists: 1, describes: 1 },
    { count: 10, lists: 1, describes: 1 },
    { count: 11, lists: 1, describes: 2 },
    { count: 100, lists: 1, describes: 10 },
    { count: 101, lists: 2, describes: 11 },
  ])('are all known after the fewest calls: $count', async ({ count, lists, describes }) => {
    shopOf(count);
    const { inventory } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    expect(inventory.services.slot(SHOP).data).toHaveLength(count);
    expect(aws.services.every(({ arn }) => inventory.services.get(arn) !== undefined)).toBe(true);
    expect(aws.count('ListServices')).toBe(lists);
    expect(aws.count('DescribeServices')).toBe(describes);
  });

  it('are found also where the endpoint does not count them', async () => {
    shopOf(3);
    aws.clusters = [cluster('shop', 0)];
    const { inventory } = inventoryOf(aws);
    await inventory.clusters.load();
    await inventory.services.load(SHOP);
    expect(inventory.services.slot(SHOP).data).toHaveLength(3);
  });

  it('are listed and never described with nothing when the cluster has not told its count', async () => {
    shopOf(0);
    const { inventory } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    expect(inventory.services.slot(SHOP).data).toEqual([]);
    expect(aws.calls).toEqual(['ListServices']);
  });

  it('have names before their descriptions arrive', async () => {
    shopOf(3);
    const door = gate();
    aws.before = (operation) => (operation === 'DescribeServices' ? door.passed : undefined);
    const { inventory } = inventoryOf(aws);
    await inventory.services.first(SHOP);
    expect(names(inventory.services.slot(SHOP).data)).toEqual(['s0', 's1', 's2']);
    expect(inventory.services.get(serviceArn('shop', 's0'))).toBeUndefined();
    expect(inventory.services.slot(SHOP).at).toBeUndefined();
    door.open();
    await inventory.services.load(SHOP);
    expect(inventory.services.get(serviceArn('shop', 's0'))).toBeDefined();
  });

  it('stand in the order of their names, with digits as numbers', async () => {
    aws.services = ['web-10', 'api', 'web-9'].map((name) => service('shop', name));
    const { inventory } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    expect(names(inventory.services.slot(SHOP).data)).toEqual(['api', 'web-9', 'web-10']);
  });

  it('are read once when two ask at the same time', async () => {
    shopOf(3);
    const { inventory } = inventoryOf(aws);
    await Promise.all([inventory.services.load(SHOP), inventory.services.load(SHOP)]);
    expect(aws.calls).toEqual(['ListServices', 'DescribeServices']);
  });

  it('keep the first page when the second fails, and have all after another try', async () => {
    shopOf(101);
    aws.before = (operation, call) => {
      if (operation === 'ListServices' && call === 2) throw throttled();
    };
    const { inventory } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    const part = inventory.services.slot(SHOP);
    expect(part.data).toHaveLength(100);
    expect(part.error?.code).toBe('throttled');
    expect(part.at).toBeUndefined();
    await inventory.services.load(SHOP);
    expect(inventory.services.slot(SHOP)).toMatchObject({ at: 1_000 });
    expect(inventory.services.slot(SHOP).data).toHaveLength(101);
    expect(inventory.services.slot(SHOP).error).toBeUndefined();
  });

  it('keep what is known, and its time, when a refresh fails', async () => {
    shopOf(2);
    const { inventory, clock } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    clock.at = 9_000;
    aws.before = () => {
      throw new Error('socket hang up');
    };
    await inventory.services.refresh(SHOP);
    expect(inventory.services.slot(SHOP)).toMatchObject({ at: 1_000, error: { code: 'awsError' } });
    expect(inventory.services.slot(SHOP).data).toHaveLength(2);
  });

  it('show no error when AWS asks to slow down while something is on screen', async () => {
    shopOf(2);
    const { inventory, clock } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    clock.at = 9_000;
    aws.before = () => {
      throw throttled();
    };
    await inventory.services.refresh(SHOP);
    expect(inventory.services.slot(SHOP).error).toBeUndefined();
    expect(inventory.throttledAt).toBe(9_000);
  });

  it('keep those described beside a batch that failed', async () => {
    shopOf(20);
    aws.before = (operation, call) => {
      if (operation === 'DescribeServices' && call === 1) throw new Error('socket hang up');
    };
    const { inventory } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    const described = aws.services.filter(({ arn }) => inventory.services.get(arn) !== undefined);
    expect(described).toHaveLength(10);
    expect(inventory.services.slot(SHOP).data).toHaveLength(20);
    expect(inventory.services.slot(SHOP).error?.code).toBe('awsError');
  });

  it('say nothing when a refresh brings nothing new', async () => {
    shopOf(11);
    const { inventory, changes } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    changes.length = 0;
    await inventory.services.refresh(SHOP);
    expect(changes).toEqual([]);
  });

  it('name exactly those that changed', async () => {
    shopOf(11);
    const { inventory, changes } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    changes.length = 0;
    aws.services[4] = service('shop', 's4', { running: 0 });
    await inventory.services.refresh(SHOP);
    expect(changes).toEqual([{ kind: 'service', clusterArn: SHOP, serviceArn: serviceArn('shop', 's4') }]);
  });

  it('leave the list when they are gone', async () => {
    shopOf(3);
    const { inventory } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    aws.services.splice(1, 1);
    await inventory.services.refresh(SHOP);
    expect(names(inventory.services.slot(SHOP).data)).toEqual(['s0', 's2']);
  });
});
