/** A service deployment as DescribeServiceDeployments tells it. */
export interface ServiceDeployment {
  readonly arn: string;
  readonly serviceArn: string;
  readonly clusterArn: string;
  /** PENDING, IN_PROGRESS, STOP_REQUESTED, STOPPED, SUCCESSFUL, ROLLBACK_REQUESTED, ROLLBACK_IN_PROGRESS, … */
  readonly status: string;
  readonly statusReason?: string;
  readonly lifecycleStage?: string;
  readonly targetRevisionArn?: string;
  readonly sourceRevisionArns: readonly string[];
  readonly rollbackReason?: string;
  readonly rollbackRevisionArn?: string;
  readonly breaker?: { readonly status: string; readonly failureCount: number; readonly threshold: number };
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly stoppedAt?: number;
}

/** A service revision: what a service deployment brings or replaces. */
export interface ServiceRevision {
  readonly arn: string;
  readonly taskDefinitionArn: string;
  readonly containerImages: readonly {
    readonly container: string;
    readonly image: string;
    readonly digest?: string;
  }[];
}
