/**
 * The token buckets that AWS keeps per account and region: how many calls at once, how many more a second. From "Request
 * throttling for the Amazon ECS API", "Request throttling for the ELB API" and "CloudWatch Logs quotas"; where nothing is
 * published, a careful guess. Application Auto Scaling has one bucket for all of its calls, apart from that of EC2 Auto
 * Scaling (re:Post, "autoscaling-api-calls-throttled"); how large it is AWS does not say.
 */
export interface BucketSize {
  readonly burst: number;
  readonly perSecond: number;
}

export const BUCKETS = {
  ecsClusterRead: { burst: 50, perSecond: 20 },
  ecsServiceRead: { burst: 100, perSecond: 20 },
  ecsResourceRead: { burst: 100, perSecond: 20 },
  ecsTaskDefinitionRead: { burst: 50, perSecond: 20 },
  ecsServiceDeployment: { burst: 50, perSecond: 20 },
  ecsServiceRevision: { burst: 50, perSecond: 20 },
  ecsTaskDefinitionModify: { burst: 20, perSecond: 1 },
  ecsServiceModify: { burst: 50, perSecond: 5 },
  ecrRead: { burst: 50, perSecond: 20 },
  ecrModify: { burst: 10, perSecond: 2 },
  elb: { burst: 40, perSecond: 10 },
  applicationAutoScaling: { burst: 10, perSecond: 4 },
  logsFilter: { burst: 5, perSecond: 5 },
  logsGet: { burst: 10, perSecond: 10 },
  logsLiveTail: { burst: 5, perSecond: 5 },
  logsQuery: { burst: 5, perSecond: 5 },
  sts: { burst: 50, perSecond: 50 },
} as const satisfies Readonly<Record<string, BucketSize>>;
export type BucketName = keyof typeof BUCKETS;

/** Which bucket a call is paid from. */
export const BUCKET_OF = {
  ListClusters: 'ecsClusterRead',
  DescribeClusters: 'ecsClusterRead',
  ListServices: 'ecsServiceRead',
  DescribeServices: 'ecsServiceRead',
  ListTasks: 'ecsResourceRead',
  DescribeTasks: 'ecsResourceRead',
  ListContainerInstances: 'ecsResourceRead',
  DescribeContainerInstances: 'ecsResourceRead',
  DescribeTaskDefinition: 'ecsTaskDefinitionRead',
  ListTaskDefinitions: 'ecsTaskDefinitionRead',
  ListTaskDefinitionFamilies: 'ecsTaskDefinitionRead',
  RegisterTaskDefinition: 'ecsTaskDefinitionModify',
  DeregisterTaskDefinition: 'ecsTaskDefinitionModify',
  DeleteTaskDefinitions: 'ecsTaskDefinitionModify',
  UpdateService: 'ecsServiceModify',
  ListServiceDeployments: 'ecsServiceDeployment',
  DescribeServiceDeployments: 'ecsServiceDeployment',
  DescribeServiceRevisions: 'ecsServiceRevision',
  StopServiceDeployment: 'ecsServiceModify',
  ContinueServiceDeployment: 'ecsServiceModify',
  DescribeRepositories: 'ecrRead',
  CreateRepository: 'ecrModify',
  DescribeImages: 'ecrRead',
  BatchGetImage: 'ecrRead',
  GetDownloadUrlForLayer: 'ecrRead',
  DescribePullThroughCacheRules: 'ecrRead',
  GetAuthorizationToken: 'ecrRead',
  DescribeTargetGroups: 'elb',
  DescribeTargetGroupAttributes: 'elb',
  DescribeTargetHealth: 'elb',
  DescribeScalableTargets: 'applicationAutoScaling',
  DescribeScalingPolicies: 'applicationAutoScaling',
  DescribeScheduledActions: 'applicationAutoScaling',
  DescribeScalingActivities: 'applicationAutoScaling',
  FilterLogEvents: 'logsFilter',
  GetLogEvents: 'logsGet',
  StartLiveTail: 'logsLiveTail',
  DescribeLogGroups: 'logsGet',
  CreateLogGroup: 'logsFilter',
  StartQuery: 'logsQuery',
  GetQueryResults: 'logsQuery',
  StopQuery: 'logsQuery',
  GetCallerIdentity: 'sts',
} as const satisfies Readonly<Record<string, BucketName>>;
export type Operation = keyof typeof BUCKET_OF;
