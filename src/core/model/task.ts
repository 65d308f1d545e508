export interface Container {
  readonly name: string;
  readonly image: string;
  readonly imageDigest?: string;
  readonly lastStatus: string;
  /** HEALTHY, UNHEALTHY or UNKNOWN. */
  readonly health: string;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly runtimeId?: string;
  readonly essential?: boolean;
  /** RUNNING, PENDING or STOPPED: the agent of ECS Exec; absent where there is none. */
  readonly execAgent?: string;
  readonly hostPorts: readonly {
    readonly containerPort: number;
    readonly hostPort: number;
    readonly bindIp: string;
  }[];
}

export interface Task {
  readonly arn: string;
  readonly clusterArn: string;
  readonly taskDefinitionArn: string;
  /** PROVISIONING, PENDING, ACTIVATING, RUNNING, DEACTIVATING, STOPPING, DEPROVISIONING, STOPPED. */
  readonly lastStatus: string;
  readonly desiredStatus: string;
  /** HEALTHY, UNHEALTHY or UNKNOWN (no container health check). */
  readonly health: string;
  /** `service:<name>` or `family:<name>`. */
  readonly group: string;
  /** `ecs-svc/<digits>` of the rollout that started it. */
  readonly startedBy?: string;
  /** True when it was started with ECS Exec switched on. */
  readonly execEnabled?: boolean;
  readonly launchType?: string;
  readonly availabilityZone?: string;
  readonly privateIp?: string;
  readonly containerInstanceArn?: string;
  readonly containers: readonly Container[];
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  /** Milliseconds since the epoch; absent when it has not happened. */
  readonly createdAt: number;
  readonly pullStartedAt?: number;
  readonly pullStoppedAt?: number;
  readonly startedAt?: number;
  readonly stoppingAt?: number;
  readonly executionStoppedAt?: number;
  readonly stoppedAt?: number;
}
