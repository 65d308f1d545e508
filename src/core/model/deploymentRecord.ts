/** What a service deployment tells of one revision: its tasks, and the share of the traffic that it is to get. */
export interface RevisionShare {
  readonly arn: string;
  readonly requested: number;
  readonly running: number;
  readonly pending: number;
  /** Per cent, 0 to 100; absent where no traffic is shifted (rolling deployments). */
  readonly production?: number;
  readonly test?: number;
}

/** Something that runs at a stage of a deployment: a function of the account, or a pause that waits for a person. */
export interface LifecycleHook {
  readonly id: string;
  /** AWS_LAMBDA or PAUSE. */
  readonly kind: string;
  readonly targetArn?: string;
  /** AWAITING_ACTION, IN_PROGRESS, SUCCEEDED, FAILED or TIMED_OUT. */
  readonly status: string;
  readonly expiresAt?: number;
  /** CONTINUE or ROLLBACK: what ECS does when it expires. */
  readonly timeoutAction?: string;
}

/** How a service deployment replaces the old revision. */
export interface DeploymentStrategy {
  /** ROLLING, BLUE_GREEN, LINEAR or CANARY. */
  readonly name: string;
  /** Minutes that both revisions run on after all traffic has shifted. */
  readonly bakeMinutes: number;
  /** Linear: per cent of each step, and minutes between two. */
  readonly step?: { readonly percent: number; readonly bakeMinutes: number };
  /** Canary: per cent that go first, and minutes before the rest. */
  readonly canary?: { readonly percent: number; readonly bakeMinutes: number };
}

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
  /** What it brings; absent in lists. */
  readonly target?: RevisionShare;
  /** What it replaces; absent in lists. */
  readonly sources?: readonly RevisionShare[];
  readonly hooks?: readonly LifecycleHook[];
  readonly strategy?: DeploymentStrategy;
  readonly alarms?: {
    /** DISABLED, MONITORING, MONITORING_COMPLETE or TRIGGERED. */
    readonly status: string;
    readonly names: readonly string[];
    readonly triggered: readonly string[];
  };
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
