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
  of(100, 20, 'ecs', 'ListTasks DescribeTasks ListContainerInstances DescribeContainerInstances'),
  of(50, 20, 'ecs', 'DescribeTaskDefinition ListTaskDefinitions ListTaskDefinitionFamilies'),
  of(50, 20, 'ecs', 'ListServiceDeployments DescribeServiceDeployments'),
  of(50, 20, 'ecs', 'DescribeServiceRevisions'),
  of(50, 20, 'ecs', 'DescribeCapacityProviders'),
  of(50, 20, 'ecs', 'ListTagsForResource'),
  of(20, 1, 'ecs', 'RegisterTaskDefinition DeregisterTaskDefinition'),
  of(5, 1, 'ecs', 'DeleteTaskDefinitions'),
  of(50, 5, 'ecs', 'CreateService UpdateService DeleteService'),
  of(100, 40, 'ecs', 'RunTask StopTask'),
  of(20, 1, 'ecs', 'CreateCluster UpdateCluster UpdateClusterSettings DeleteCluster'),
  // No call that changes a load balancer exists here, so this is the bucket of all calls, too.
  of(
    40,
    10,
    'elasticloadbalancing',
    'DescribeLoadBalancers DescribeListeners DescribeRules DescribeTargetGroups DescribeTargetGroupAttributes DescribeTargetHealth',
  ),
  of(500, 500, 'ecr', 'GetAuthorizationToken'),
  of(2000, 2000, 'ecr', 'BatchGetImage'),
  of(1000, 1000, 'ecr', 'BatchCheckLayerAvailability'),
  of(10, 10, 'logs', 'DescribeLogGroups'),
  of(25, 25, 'logs', 'DescribeLogStreams'),
  of(5, 5, 'logs', 'StartLiveTail'),
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

function bucketOf(operation: string, region: string): Bucket | undefined {
  if (operation === 'logs:FilterLogEvents') {
    const rate = FILTER_LOG_EVENTS[region] ?? 10;
    return { operations: [operation], burst: rate, refill: rate };
  }
  if (operation === 'logs:GetLogEvents') {
    const rate = region === 'eu-west-3' ? 30 : SLOW_GET_LOG_EVENTS.has(region) ? 10 : 25;
    return { operations: [operation], burst: rate, refill: rate };
  }
  return BUCKETS.find(({ operations }) => operations.includes(operation));
}

/** Counts calls against the documented buckets; calls without a published one are free. */
export class Throttle {
  readonly #levels = new Map<string, { tokens: number; at: number }>();

  /** True when the call is within its limits at `now`, milliseconds of the world's time. */
  take(operation: string, accountId: string, region: string, now: number): boolean {
    const bucket = bucketOf(operation, region);
    if (bucket === undefined) return true;
    const key = `${accountId} ${region} ${bucket.operations[0] ?? ''}`;
    const { tokens, at } = this.#levels.get(key) ?? { tokens: bucket.burst, at: now };
    const level = Math.min(bucket.burst, tokens + ((now - at) / 1000) * bucket.refill);
    this.#levels.set(key, { tokens: level >= 1 ? level - 1 : level, at: now });
    return level >= 1;
  }
}
