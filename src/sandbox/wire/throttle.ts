/** A token bucket that several operations share, for each account and region. */
interface Bucket {
  readonly operations: readonly string[];
  readonly burst: number;
  /** Tokens for each second. */
  readonly refill: number;
}

// "Request throttling for the Amazon ECS API", the same for ELB, the quotas of Logs, ECR and CloudWatch (aws-facts 1.2 to 1.6).
const BUCKETS: readonly Bucket[] = [
  of(50, 20, 'ecs', 'ListClusters DescribeClusters'),
  of(100, 20, 'ecs', 'ListServices DescribeServices'),
  of(
    100,
    20,
    'ecs',
    'ListTasks DescribeTasks ListContainerInstances DescribeContainerInstances ListAttributes',
  ),
  of(50, 20, 'ecs', 'DescribeTaskDefinition ListTaskDefinitions ListTaskDefinitionFamilies'),
  of(50, 20, 'ecs', 'ListServiceDeployments DescribeServiceDeployments'),
  of(50, 20, 'ecs', 'DescribeServiceRevisions'),
  of(50, 20, 'ecs', 'DescribeCapacityProviders'),
  of(50, 20, 'ecs', 'ListTagsForResource'),
  of(20, 1, 'ecs', 'RegisterTaskDefinition DeregisterTaskDefinition'),
  of(5, 1, 'ecs', 'DeleteTaskDefinitions'),
  of(50, 5, 'ecs', 'CreateService UpdateService DeleteService'),
  of(100, 40, 'ecs', 'RunTask StartTask StopTask ExecuteCommand UpdateContainerInstancesState'),
  of(20, 1, 'ecs', 'CreateCluster UpdateCluster UpdateClusterSettings DeleteCluster'),
  of(200, 80, 'ecs', 'GetTaskProtection UpdateTaskProtection'),
  of(10, 1, 'ecs', 'ListServicesByNamespace'),
  of(20, 4, 'elasticloadbalancing', 'RegisterTargets DeregisterTargets'),
  of(
    20,
    3,
    'elasticloadbalancing',
    'CreateLoadBalancer DeleteLoadBalancer ModifyLoadBalancerAttributes CreateListener ModifyListener DeleteListener ' +
      'CreateRule ModifyRule DeleteRule SetRulePriorities CreateTargetGroup ModifyTargetGroup DeleteTargetGroup ' +
      'ModifyTargetGroupAttributes AddTags RemoveTags',
  ),
  of(500, 500, 'ecr', 'GetAuthorizationToken'),
  of(2000, 2000, 'ecr', 'BatchGetImage'),
  of(1000, 1000, 'ecr', 'BatchCheckLayerAvailability'),
  of(100, 100, 'ecr', 'InitiateLayerUpload'),
  of(500, 500, 'ecr', 'UploadLayerPart'),
  of(100, 100, 'ecr', 'CompleteLayerUpload'),
  of(10, 10, 'ecr', 'PutImage'),
  of(10, 10, 'logs', 'DescribeLogGroups'),
  of(25, 25, 'logs', 'DescribeLogStreams'),
  of(5, 5, 'logs', 'StartLiveTail'),
  of(10, 10, 'logs', 'StartQuery'),
  of(10, 10, 'logs', 'GetQueryResults'),
  of(9, 9, 'monitoring', 'DescribeAlarms'),
  of(600, 600, 'sts', 'GetCallerIdentity AssumeRole'),
];

/** Quotas of Logs that depend on the region; 25 or 10 a second elsewhere. */
const FILTER_LOG_EVENTS: Readonly<Record<string, number>> = {
  'us-east-1': 25,
  'eu-central-1': 5,
  'ca-west-1': 5,
  'il-central-1': 5,
  'ap-northeast-3': 5,
  'ap-southeast-3': 5,
};
const SLOW_GET_LOG_EVENTS = new Set([
  'us-west-2',
  'eu-west-1',
  'eu-central-1',
  'ca-west-1',
  'il-central-1',
  'ap-northeast-3',
  'ap-southeast-3',
]);

function of(burst: number, refill: number, service: string, operations: string): Bucket {
  return { burst, refill, operations: operations.split(' ').map((name) => `${service}:${name}`) };
}

/** All calls of ELB together, on top of what their own buckets allow. Calls that only read have one of the same size. */
const ALL_OF_ELB: Bucket = { operations: ['elasticloadbalancing:*'], burst: 40, refill: 10 };

function bucketsOf(operation: string, region: string): readonly Bucket[] {
  if (operation === 'logs:FilterLogEvents') {
    const rate = FILTER_LOG_EVENTS[region] ?? 10;
    return [{ operations: [operation], burst: rate, refill: rate }];
  }
  if (operation === 'logs:GetLogEvents') {
    const rate = region === 'eu-west-3' ? 30 : SLOW_GET_LOG_EVENTS.has(region) ? 10 : 25;
    return [{ operations: [operation], burst: rate, refill: rate }];
  }
  const own = BUCKETS.filter(({ operations }) => operations.includes(operation));
  return operation.startsWith('elasticloadbalancing:') ? [...own, ALL_OF_ELB] : own;
}

/** Counts calls against the documented buckets; calls without a published one are free. */
export class Throttle {
  readonly #levels = new Map<string, { tokens: number; at: number }>();

  /** True when the call is within its limits at `now`, milliseconds of the world's time; a refused one costs nothing. */
  take(operation: string, accountId: string, region: string, now: number): boolean {
    const levels = bucketsOf(operation, region).map((bucket) => {
      const key = `${accountId} ${region} ${bucket.operations[0] ?? ''}`;
      const { tokens, at } = this.#levels.get(key) ?? { tokens: bucket.burst, at: now };
      return { key, tokens: Math.min(bucket.burst, tokens + ((now - at) / 1000) * bucket.refill) };
    });
    const granted = levels.every(({ tokens }) => tokens >= 1);
    for (const { key, tokens } of levels) {
      this.#levels.set(key, { tokens: granted ? tokens - 1 : tokens, at: now });
    }
    return granted;
  }
}
