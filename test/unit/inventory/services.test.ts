import { beforeEach, describe, expect, it, vi } from 'vitest';
import { OLD_MS } from '../../../src/core/inventory/facts';
import { MOST_VISIBLE } from '../../../src/core/inventory/services';
import type { ServiceRollout } from '../../../src/core/model/service';
import {
  cluster,
  clusterArn,
  FakeAws,
  gate,
  inventoryOf,
  service,
  serviceArn,
  task,
  taskArn,
  throttled,
} from './fakeAws';

const SHOP = clusterArn('shop');
const names = (arns: readonly string[] | undefined): readonly string[] =>
  (arns ?? []).map((arn) => arn.slice(arn.lastIndexOf('/') + 1));

const definition = (name: string): string => `arn:aws:ecs:eu-west-1:111122223333:task-definition/${name}`;
const rollout = (status: string, name: string): ServiceRollout => ({
  id: `ecs-svc/${name}`,
  status,
  taskDefinitionArn: definition(name),
  desired: 1,
  running: 1,
  pending: 0,
  failedTasks: 0,
  createdAt: 0,
  updatedAt: 0,
});

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
    { count: 0, lists: 1, describes: 0 },
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
    await vi.waitFor(() => expect(inventory.services.described).toHaveLength(count));
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

  it('keep all that came before the page that failed, also what was not put in order yet', async () => {
    shopOf(301);
    aws.before = (operation, call) => {
      if (operation === 'ListServices' && call === 4) throw throttled();
    };
    const { inventory } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    expect(inventory.services.slot(SHOP).data).toHaveLength(300);
  });

  it('are listed in full when the cluster is opened, also where some were asked for before', async () => {
    shopOf(3);
    const { inventory } = inventoryOf(aws);
    // As a pinned service is, whose cluster is closed.
    await inventory.services.describe(SHOP, [serviceArn('shop', 's1')]);
    await inventory.services.first(SHOP);
    await vi.waitFor(() => expect(inventory.services.slot(SHOP).at).toBeDefined());
    expect(inventory.services.slot(SHOP).data).toHaveLength(3);
  });

  it('are listed once, by whomever their names are asked for meanwhile', async () => {
    shopOf(3);
    const door = gate();
    aws.before = () => door.passed;
    const { inventory } = inventoryOf(aws);
    const names = [inventory.services.readNames(SHOP), inventory.services.readNames(SHOP)];
    door.open();
    await Promise.all(names);
    expect(aws.count('ListServices')).toBe(1);
    await inventory.services.load(SHOP);
    expect(aws.count('ListServices')).toBe(1);

    const opened = inventoryOf(aws).inventory;
    await Promise.all([opened.services.load(SHOP), opened.services.readNames(SHOP)]);
    expect(aws.count('ListServices')).toBe(2);
  });

  it('are found by the families of the revisions that they run, also while one gives way to another', async () => {
    aws.services = [
      service('shop', 'api', { taskDefinitionArn: definition('api:2') }),
      service('shop', 'web', {
        taskDefinitionArn: definition('web:2'),
        rollouts: [rollout('PRIMARY', 'web:2'), rollout('ACTIVE', 'old-web:1')],
      }),
    ];
    const { inventory } = inventoryOf(aws);
    const of = (family: string) => inventory.services.runningFamily(family).map(({ name }) => name);
    await inventory.services.load(SHOP);
    expect(['api', 'web', 'old-web', 'other'].map(of)).toEqual([['api'], ['web'], ['web'], []]);
    aws.services = [service('shop', 'api', { taskDefinitionArn: definition('other:1') })];
    await inventory.services.describe(
      SHOP,
      aws.services.map(({ arn }) => arn),
    );
    expect(['api', 'other'].map(of)).toEqual([[], ['api']]);
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

  it('that were old, and said so, are news when they are read again', async () => {
    shopOf(2);
    const { inventory, changes, clock } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    changes.length = 0;
    clock.at += OLD_MS;
    await inventory.services.describe(SHOP, [serviceArn('shop', 's0')]);
    expect(changes).toEqual([]);
    clock.at += OLD_MS + 1;
    await inventory.services.describe(SHOP, [serviceArn('shop', 's0')]);
    expect(changes).toEqual([{ kind: 'service', clusterArn: SHOP, serviceArn: serviceArn('shop', 's0') }]);
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

describe('the services that are visible', () => {
  const described = (inventory: ReturnType<typeof inventoryOf>['inventory']): number =>
    inventory.services.described.length;

  it('are described before the load ends, and the rest behind it, where nobody waits', async () => {
    shopOf(200);
    const door = gate();
    aws.before = (operation, call) =>
      operation === 'DescribeServices' && call > MOST_VISIBLE / 10 ? door.passed : undefined;
    const { inventory } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    expect(described(inventory)).toBe(MOST_VISIBLE);
    expect(names(inventory.services.described.map(({ arn }) => arn)).at(-1)).toBe('s59');
    expect(aws.background).toBeGreaterThan(0);
    door.open();
    await vi.waitFor(() => expect(described(inventory)).toBe(200));
    expect(aws.background).toBe(14);
  });

  it('are those that an order or a filter puts first', async () => {
    shopOf(200);
    const { inventory } = inventoryOf(aws);
    const last = (arns: readonly string[]): readonly string[] => arns.filter((arn) => /s1[5-9]\d$/.test(arn));
    inventory.services.arrangeBy((_cluster, arns) => last(arns));
    const door = gate();
    aws.before = () => (aws.background > 0 ? door.passed : undefined);
    await inventory.services.load(SHOP);
    expect(described(inventory)).toBe(50);
    door.open();
  });

  it('of a cluster with very many are all that is described unasked; others when they come in sight', async () => {
    shopOf(1_001);
    const { inventory } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    expect(aws.count('DescribeServices')).toBe(6);
    inventory.services.arrangeBy((_cluster, arns) => arns.filter((arn) => arn.endsWith('s1000')));
    await inventory.services.see(SHOP);
    expect(inventory.services.get(serviceArn('shop', 's1000'))).toBeDefined();
    expect(aws.count('DescribeServices')).toBe(7);
    inventory.services.describeAll(SHOP);
    await vi.waitFor(() => expect(described(inventory)).toBe(1_001));
    expect(aws.count('DescribeServices')).toBe(7 + 94);
  });

  it('of the cluster that was opened last come before those of others', async () => {
    const clusters = ['a', 'b', 'c', 'd', 'e', 'f', 'last'];
    aws.services = clusters.flatMap((name) =>
      Array.from({ length: 60 }, (_, index) => service(name, `s${index}`)),
    );
    const order: string[] = [];
    const door = gate();
    aws.onDescribe = (cluster) => order.push(cluster);
    aws.before = (operation) => (operation === 'DescribeServices' ? door.passed : undefined);
    const { inventory } = inventoryOf(aws);
    const loads: Promise<void>[] = [];
    for (const name of clusters) {
      loads.push(inventory.services.load(clusterArn(name)));
      await vi.waitFor(() => expect(inventory.services.slot(clusterArn(name)).data).toHaveLength(60));
    }
    // 25 calls are under way: of a to d, and one of e.
    expect(order).toHaveLength(25);
    door.open();
    await Promise.all(loads);
    expect(new Set(order.slice(25, 31))).toEqual(new Set([clusterArn('last')]));
  });

  it('are refreshed while a person waits, and what is known beyond them behind that', async () => {
    shopOf(100);
    const { inventory } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    await vi.waitFor(() => expect(described(inventory)).toBe(100));
    [aws.calls.length, aws.background] = [0, 0];
    await inventory.services.refresh(SHOP);
    await vi.waitFor(() => expect(aws.count('DescribeServices')).toBe(10));
    expect(aws.background).toBe(4);
    expect(aws.count('ListServices')).toBe(0);
  });
});

describe('the events of a service', () => {
  const events = Array.from({ length: 100 }, (_, index) => ({ id: `${index}`, at: index, message: 'm' }));

  it('are kept for those that are looked at; of all others only the latest', async () => {
    aws.services = [service('shop', 'web', { events }), service('shop', 'api', { events })];
    const [web, api] = [serviceArn('shop', 'web'), serviceArn('shop', 'api')];
    const { inventory } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    expect(inventory.services.get(web)?.events).toEqual(events.slice(0, 1));
    await inventory.services.openEvents(SHOP, web);
    expect(inventory.services.get(web)?.events).toHaveLength(100);
    await inventory.services.refresh(SHOP);
    expect(inventory.services.get(web)?.events).toHaveLength(100);
    expect(inventory.services.get(api)?.events).toHaveLength(1);
    inventory.services.closeEvents(web);
    expect(inventory.services.get(web)?.events).toHaveLength(1);
  });
});

describe('ARNs', () => {
  it.each([
    { kind: 'old short ones', arn: 'arn:aws:ecs:eu-west-1:111122223333:service/web' },
    { kind: 'those of China', arn: 'arn:aws-cn:ecs:cn-north-1:111122223333:service/shop/web' },
    { kind: 'those of GovCloud', arn: 'arn:aws-us-gov:ecs:us-gov-west-1:111122223333:service/shop/web' },
  ])('may be $kind: the name is what stands behind the last slash', async ({ arn }) => {
    aws.services = [service('shop', 'web', { arn })];
    aws.tasks = [task('shop', 'a'), task('shop', 'b', { group: 'family:job' })];
    const { inventory } = inventoryOf(aws);
    await inventory.services.load(SHOP);
    expect(names(inventory.services.slot(SHOP).data)).toEqual(['web']);
    // The task belongs to the service by its name, though the ARN may not say in which cluster it is.
    await inventory.tasks.loadOutside(SHOP);
    expect(inventory.tasks.slot(SHOP, arn).data?.running).toEqual([taskArn('shop', 'a')]);
    expect(inventory.tasks.outside(SHOP).data?.running).toEqual([taskArn('shop', 'b')]);
  });
});
