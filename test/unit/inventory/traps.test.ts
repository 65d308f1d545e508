import { describe, expect, it, vi } from 'vitest';
import { arnName, shortTaskId } from '../../../src/core/model/arn';
import { consoleUrl } from '../../../src/core/model/consoleUrl';
import {
  FakeAws,
  inventoryOf,
  cluster,
  clusterArn,
  gate,
  service,
  serviceArn,
  task,
  taskArn,
} from './fakeAws';

describe('task ids', () => {
  it.each([
    [
      'arn:aws:ecs:eu-west-1:111122223333:task/0123456789abcdef0123456789abcdef',
      '0123456789abcdef0123456789abcdef',
    ],
    [
      'arn:aws:ecs:eu-west-1:111122223333:task/prod/0123456789abcdef0123456789abcdef',
      '0123456789abcdef0123456789abcdef',
    ],
    [
      'arn:aws:ecs:eu-west-1:111122223333:task/7f9b1f2c-aaaa-bbbb-cccc-0123456789ab',
      '7f9b1f2c-aaaa-bbbb-cccc-0123456789ab',
    ],
  ])('are what stands behind the last slash, however long: %s', (arn, id) => {
    expect(arnName(arn)).toBe(id);
    expect(shortTaskId(arn)).toBe(id.slice(0, 6));
  });
});

describe('pages of the AWS console', () => {
  it.each([
    ['aws', 'eu-west-1', 'eu-west-1.console.aws.amazon.com'],
    ['aws-cn', 'cn-north-1', 'cn-north-1.console.amazonaws.cn'],
    ['aws-us-gov', 'us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
    ['aws-eusc', 'eusc-de-east-1', 'eusc-de-east-1.console.amazonaws-eusc.eu'],
  ])('stand at the host of their partition: %s', (partition, region, host) => {
    const arn = `arn:${partition}:ecs:${region}:111122223333:service/prod/web`;
    expect(new URL(consoleUrl(arn) ?? '').host).toBe(host);
  });

  it('of an old short ARN take the cluster from beside it', () => {
    const arn = 'arn:aws:ecs:eu-west-1:111122223333:service/web';
    expect(consoleUrl(arn, clusterArn('prod'))).toContain('/clusters/prod/services/web');
  });
});

describe('a list that is left while it is loading', () => {
  it('of clusters brings nothing of the old account into the next one', async () => {
    const aws = new FakeAws();
    aws.clusters = [cluster('old')];
    const door = gate();
    aws.before = () => door.passed;
    const { inventory, changes } = inventoryOf(aws);
    const loading = inventory.clusters.load();
    inventory.dispose();
    door.open();
    await loading;
    expect(inventory.clusters.slot).toEqual({});
    expect(changes).toEqual([]);
  });

  it('takes in no answer that arrives all the same', async () => {
    const aws = new FakeAws();
    aws.clusters = [cluster('old', 1)];
    aws.services = [service('old', 'web')];
    aws.tasks = [task('old', 'a')];
    aws.deaf = true;
    const old = clusterArn('old');
    const web = serviceArn('old', 'web');
    const door = gate();
    aws.before = (operation) => (operation.startsWith('Describe') ? door.passed : undefined);
    const { inventory, changes } = inventoryOf(aws);
    const loading = [
      inventory.clusters.load(),
      inventory.services.load(old),
      inventory.tasks.load(old, web),
      inventory.targets.load('tg'),
    ];
    await vi.waitFor(() =>
      expect(aws.calls).toEqual(
        expect.arrayContaining([
          'DescribeClusters',
          'DescribeServices',
          'DescribeTasks',
          'DescribeTargetHealth',
        ]),
      ),
    );
    changes.length = 0;
    inventory.dispose();
    door.open();
    await Promise.all(loading);
    expect(changes).toEqual([]);
    expect(inventory.clusters.get(old)).toBeUndefined();
    expect(inventory.services.get(web)).toBeUndefined();
    expect(inventory.tasks.get(taskArn('old', 'a'))).toBeUndefined();
    expect(inventory.targets.slot('tg')).toEqual({});
    expect(inventory.clusters.slot.at).toBeUndefined();
    expect(inventory.services.slot(old).at).toBeUndefined();
  });

  it('leaves nobody waiting for its first row', async () => {
    const aws = new FakeAws();
    aws.services = [service('shop', 'web')];
    const door = gate();
    aws.before = () => door.passed;
    const { inventory } = inventoryOf(aws);
    const first = inventory.services.first(clusterArn('shop'));
    inventory.dispose();
    door.open();
    await first;
    expect(inventory.services.get(serviceArn('shop', 'web'))).toBeUndefined();
  });
});
