import { beforeEach, describe, expect, it } from 'vitest';
import { targetGroupName } from '../../../src/core/inventory/targets';
import { clusterArn, FakeAws, inventoryOf, serviceArn, task, taskArn } from './fakeAws';

const SHOP = clusterArn('shop');
const WEB = serviceArn('shop', 'web');
const stopped = (id: string, stoppedAt: number) =>
  task('shop', id, { desiredStatus: 'STOPPED', lastStatus: 'STOPPED', stoppedAt });

let aws: FakeAws;

beforeEach(() => {
  aws = new FakeAws();
});

describe('the tasks of a service', () => {
  it('come in two lists with one description for both', async () => {
    aws.tasks = [task('shop', 'a', { createdAt: 1 }), task('shop', 'b', { createdAt: 2 }), stopped('c', 3)];
    const { inventory } = inventoryOf(aws);
    await inventory.tasks.load(SHOP, WEB);
    expect(inventory.tasks.slot(SHOP, WEB).data).toEqual({
      running: [taskArn('shop', 'b'), taskArn('shop', 'a')],
      stopped: [taskArn('shop', 'c')],
    });
    expect(aws.calls).toEqual(['ListTasks', 'ListTasks', 'DescribeTasks']);
  });

  it('are not described when there are none', async () => {
    const { inventory } = inventoryOf(aws);
    await inventory.tasks.load(SHOP, WEB);
    expect(inventory.tasks.slot(SHOP, WEB).data).toEqual({ running: [], stopped: [] });
    expect(aws.calls).toEqual(['ListTasks', 'ListTasks']);
  });

  it('beyond a hundred take another page and another description', async () => {
    aws.tasks = Array.from({ length: 101 }, (_, index) => task('shop', `t${index}`));
    const { inventory } = inventoryOf(aws);
    await inventory.tasks.load(SHOP, WEB);
    expect(inventory.tasks.slot(SHOP, WEB).data?.running).toHaveLength(101);
    expect(aws.count('ListTasks')).toBe(3);
    expect(aws.count('DescribeTasks')).toBe(2);
  });

  it('stay in sight after ECS stopped listing them, for as long as it describes them', async () => {
    aws.tasks = [task('shop', 'a'), task('shop', 'b')];
    const { inventory } = inventoryOf(aws);
    await inventory.tasks.load(SHOP, WEB);
    aws.tasks = [stopped('a', 5), task('shop', 'b')];
    aws.unlisted.add(taskArn('shop', 'a'));
    await inventory.tasks.load(SHOP, WEB);
    expect(inventory.tasks.slot(SHOP, WEB).data?.stopped).toEqual([taskArn('shop', 'a')]);
    aws.tasks = [task('shop', 'b')];
    await inventory.tasks.load(SHOP, WEB);
    expect(inventory.tasks.slot(SHOP, WEB).data?.stopped).toEqual([]);
    expect(inventory.tasks.get(taskArn('shop', 'a'))).toBeUndefined();
  });

  it('name the one that changed, and the lists only when one came or went', async () => {
    aws.tasks = [task('shop', 'a'), task('shop', 'b')];
    const { inventory, changes } = inventoryOf(aws);
    await inventory.tasks.load(SHOP, WEB);
    changes.length = 0;
    aws.tasks[0] = task('shop', 'a', { health: 'HEALTHY' });
    await inventory.tasks.load(SHOP, WEB);
    expect(changes).toEqual([
      { kind: 'task', clusterArn: SHOP, serviceArn: WEB, taskArn: taskArn('shop', 'a') },
    ]);
  });

  it('that stopped last stand first', async () => {
    aws.tasks = [stopped('old', 10), stopped('new', 20)];
    const { inventory } = inventoryOf(aws);
    await inventory.tasks.load(SHOP, WEB);
    expect(inventory.tasks.slot(SHOP, WEB).data?.stopped).toEqual([
      taskArn('shop', 'new'),
      taskArn('shop', 'old'),
    ]);
  });
});

describe('a target group', () => {
  it('has its targets in a steady order, whatever order ELB gives', async () => {
    aws.targets = [
      { id: '10.0.0.20', port: 80, state: 'healthy' },
      { id: '10.0.0.3', port: 80, state: 'initial' },
    ];
    const { inventory, changes } = inventoryOf(aws);
    await inventory.targets.load('arn:tg');
    expect(inventory.targets.slot('arn:tg').data?.map(({ id }) => id)).toEqual(['10.0.0.3', '10.0.0.20']);
    changes.length = 0;
    aws.targets = [...aws.targets].reverse();
    await inventory.targets.load('arn:tg');
    expect(changes).toEqual([]);
  });

  it('has its name in its ARN, in every partition', () => {
    const arn = (partition: string): string =>
      `arn:${partition}:elasticloadbalancing:cn-north-1:111122223333:targetgroup/shop-web/0123456789abcdef`;
    expect(['aws', 'aws-cn', 'aws-us-gov'].map((name) => targetGroupName(arn(name)))).toEqual([
      'shop-web',
      'shop-web',
      'shop-web',
    ]);
  });
});
