import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ECRClient, InitiateLayerUploadCommand } from '@aws-sdk/client-ecr';
import { DescribeTasksCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import {
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Throttle } from '../../../../src/sandbox/wire/throttle';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

let sandbox: TestSandbox;
const open: { destroy(): void }[] = [];

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(async () => {
  for (const client of open) client.destroy();
  await sandbox.dispose();
});

type Options = ReturnType<typeof sdkOptions>;

function keep<Client extends { destroy(): void }>(client: Client): Client {
  open.push(client);
  return client;
}

/** The documented bucket, how full it begins and what it gets each second, and a call that takes from it. */
const BUCKETS: readonly (readonly [
  string,
  burst: number,
  refill: number,
  error: string,
  (options: Options) => () => Promise<unknown>,
])[] = [
  [
    'ECS, changes of services',
    50,
    5,
    'ThrottlingException',
    (options) => {
      const client = keep(new ECSClient(options));
      return () => client.send(new UpdateServiceCommand({ cluster: 'production', service: 'shop-worker' }));
    },
  ],
  [
    'ECS, reads of tasks',
    100,
    20,
    'ThrottlingException',
    (options) => {
      const client = keep(new ECSClient(options));
      return () => client.send(new DescribeTasksCommand({ cluster: 'production', tasks: ['0'] }));
    },
  ],
  [
    'ECR',
    100,
    100,
    'ThrottlingException',
    (options) => {
      const client = keep(new ECRClient(options));
      return () => client.send(new InitiateLayerUploadCommand({ repositoryName: 'shop-web' }));
    },
  ],
  [
    'Logs',
    10,
    10,
    'ThrottlingException',
    (options) => {
      const client = keep(new CloudWatchLogsClient(options));
      return () => client.send(new DescribeLogGroupsCommand({}));
    },
  ],
  [
    'ELB',
    40,
    10,
    'Throttling',
    (options) => {
      const client = keep(new ElasticLoadBalancingV2Client(options));
      return () => client.send(new DescribeTargetGroupsCommand({}));
    },
  ],
];

test.each(BUCKETS)('%s: a burst of %i, then %i each second', async (_name, burst, refill, error, callOf) => {
  // A new document fills all buckets.
  await sandbox.control('faults', { throttle: true });
  const call = callOf(sdkOptions(sandbox));
  const granted = async (count: number): Promise<number> => {
    const endings = await Promise.all(
      Array.from({ length: count }, () =>
        call().then(
          () => 'granted',
          (failure: unknown) => (failure instanceof Error ? failure.name : String(failure)),
        ),
      ),
    );
    expect(new Set(endings)).toEqual(new Set(['granted', error]));
    return endings.filter((ending) => ending === 'granted').length;
  };
  expect(await granted(burst + 5)).toBe(burst);
  await sandbox.clock.advance(1_000);
  expect(await granted(refill + 5)).toBe(refill);
});

// "Request throttling for the Amazon ECS API": the calls of a line share one bucket.
test.each([
  [50, 20, 'ListClusters DescribeClusters'],
  [100, 20, 'ListServices DescribeServices'],
  [100, 20, 'ListTasks DescribeTasks ListContainerInstances DescribeContainerInstances ListAttributes'],
  [50, 20, 'DescribeTaskDefinition ListTaskDefinitions ListTaskDefinitionFamilies'],
  [50, 20, 'ListServiceDeployments DescribeServiceDeployments'],
  [50, 20, 'DescribeServiceRevisions'],
  [50, 20, 'DescribeCapacityProviders'],
  [50, 20, 'ListTagsForResource'],
  [20, 1, 'RegisterTaskDefinition DeregisterTaskDefinition'],
  [5, 1, 'DeleteTaskDefinitions'],
  [50, 5, 'CreateService UpdateService DeleteService'],
  [100, 40, 'RunTask StartTask StopTask ExecuteCommand UpdateContainerInstancesState'],
  [20, 1, 'CreateCluster UpdateCluster DeleteCluster'],
  [200, 80, 'GetTaskProtection UpdateTaskProtection'],
  [10, 1, 'ListServicesByNamespace'],
])('ECS gives %i calls at once and %i a second to %s together', (burst, refill, names) => {
  const operations = names.split(' ');
  const throttle = new Throttle();
  const granted = (count: number, now: number): number =>
    Array.from({ length: count }, (_, index) =>
      throttle.take(`ecs:${operations[index % operations.length] ?? ''}`, '123456789012', 'us-east-1', now),
    ).filter(Boolean).length;
  expect(granted(burst * 2, 0)).toBe(burst);
  expect(granted(burst * 2, 1_000)).toBe(refill);
  expect(throttle.take(`ecs:${operations[0] ?? ''}`, '210987654321', 'us-east-1', 1_000)).toBe(true);
  expect(throttle.take(`ecs:${operations[0] ?? ''}`, '123456789012', 'eu-west-1', 1_000)).toBe(true);
});
