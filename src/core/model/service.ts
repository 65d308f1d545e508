/** One entry of a service's `deployments[]`: the scheduler's view of a revision that is coming, running or going. */
export interface ServiceRollout {
  /** `ecs-svc/<digits>`; tasks carry it as `startedBy`. */
  readonly id: string;
  /** PRIMARY, ACTIVE, INACTIVE or DRAINING. */
  readonly status: string;
  readonly taskDefinitionArn: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  readonly failedTasks: number;
  /** IN_PROGRESS, COMPLETED or FAILED; absent when the controller is not ECS. */
  readonly rolloutState?: string;
  readonly rolloutStateReason?: string;
  /** Milliseconds since the epoch, like all times here. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface ServiceEvent {
  readonly id: string;
  readonly at: number;
  readonly message: string;
}

export interface ServiceLoadBalancer {
  readonly targetGroupArn: string;
  readonly containerName: string;
  readonly containerPort: number;
  /** The other of the two target groups between which a blue/green, linear or canary deployment moves. */
  readonly alternateTargetGroupArn?: string;
}

export interface CircuitBreaker {
  readonly enabled: boolean;
  readonly rollback: boolean;
  /** How failures are counted, where the answer says so: a number, or per cent of the desired count with and without bounds. */
  readonly threshold?: { readonly type: string; readonly value: number };
  /** Whether a task that becomes healthy sets the count back to 0; ECS does so unless told otherwise. */
  readonly resetOnHealthyTask?: boolean;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface Service {
  readonly arn: string;
  readonly name: string;
  readonly clusterArn: string;
  /** ACTIVE, DRAINING or INACTIVE. */
  readonly status: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  readonly taskDefinitionArn: string;
  readonly launchType?: string;
  /** REPLICA or DAEMON. */
  readonly scheduling: string;
  /** ECS, CODE_DEPLOY or EXTERNAL. */
  readonly controller: string;
  /** ROLLING, BLUE_GREEN, LINEAR or CANARY. */
  readonly strategy: string;
  /** True for Express Mode services, which have a door of their own for updates. */
  readonly express: boolean;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly circuitBreaker: CircuitBreaker;
  readonly healthCheckGracePeriodSeconds: number;
  readonly loadBalancers: readonly ServiceLoadBalancer[];
  readonly rollouts: readonly ServiceRollout[];
  /** Newest first, at most 100. */
  readonly events: readonly ServiceEvent[];
  readonly createdAt: number;
  readonly tags: readonly Tag[];
  /** ARN of the service deployment in progress; absent shortly after an update and when nothing is rolling. */
  readonly currentServiceDeployment?: string;
  /** ARNs of the service revisions that run now; absent where another controller than ECS deploys. */
  readonly currentRevisionArns?: readonly string[];
  readonly execEnabled: boolean;
  readonly networkMode?: 'awsvpc';
}

/** Each target group of a service once, also those to which a deployment may move its traffic. */
export function targetGroupArns({ loadBalancers }: Pick<Service, 'loadBalancers'>): readonly string[] {
  const arns = loadBalancers.flatMap(({ targetGroupArn, alternateTargetGroupArn: other }) =>
    other === undefined ? [targetGroupArn] : [targetGroupArn, other],
  );
  return [...new Set(arns)];
}

export function primaryRollout(service: Pick<Service, 'rollouts'>): ServiceRollout | undefined {
  return service.rollouts.find(({ status }) => status === 'PRIMARY');
}
