import type { ServiceEvent } from '../model/service';
import type { TargetGroup, TargetHealth } from '../model/targetGroup';
import type { Task } from '../model/task';

/** Everything that is known about a failure, as it was read. Nothing here is a judgement; what was not read is absent. */
export interface Evidence {
  /** When this was gathered, in milliseconds since the epoch; waiting and draining are counted up to here. */
  readonly at?: number;
  /** Tasks of the deployment or service in question; those that have not stopped are passed over. */
  readonly tasks: readonly Task[];
  /** By task ARN: names of containers in the order in which they were seen to stop. AWS does not tell it afterwards. */
  readonly stopOrder?: Readonly<Record<string, readonly string[]>>;
  /** Service events after the cursor, newest first. */
  readonly events: readonly ServiceEvent[];
  readonly targetGroups: readonly TargetGroupEvidence[];
  /** Names of the CloudWatch alarms that went off. */
  readonly alarms: readonly string[];
  readonly deployment?: DeploymentEvidence;
  readonly service?: ServiceFacts;
  readonly taskDefinition?: TaskDefinitionFacts;
  readonly logs: readonly LogExcerpt[];
  /** Output of the build and of the push, oldest line first. */
  readonly output: readonly ProgramOutput[];
  readonly errors: readonly CallError[];
  /** `failures[]` of a call that AWS answered with HTTP 200: RunTask, DescribeServices. */
  readonly refusals: readonly Refusal[];
  /** Digests before and after, where both revisions tell them. */
  readonly images?: readonly ImageChange[];
  /** Lines of the Dockerfile that was built. */
  readonly dockerfile?: readonly string[];
}

export const NO_EVIDENCE: Evidence = {
  tasks: [],
  events: [],
  targetGroups: [],
  alarms: [],
  logs: [],
  output: [],
  errors: [],
  refusals: [],
};

export interface TargetGroupEvidence {
  readonly group: Pick<TargetGroup, 'arn' | 'name'> & Partial<TargetGroup>;
  /** The status codes that count as healthy, as the group has them: `200`, `200-399`. */
  readonly matcher?: string;
  readonly targets: readonly TargetHealth[];
}

export interface DeploymentEvidence {
  /** Of the service deployment: IN_PROGRESS, SUCCESSFUL, STOPPED, ROLLBACK_SUCCESSFUL… */
  readonly status?: string;
  readonly statusReason?: string;
  readonly rollbackReason?: string;
  /** Of the service's own `deployments[]`: IN_PROGRESS, COMPLETED or FAILED. */
  readonly rolloutState?: string;
  readonly rolloutStateReason?: string;
  readonly hooks?: readonly { readonly target: string; readonly status: string }[];
  /** `family:revision` of a newer deployment that took over. */
  readonly supersededBy?: string;
}

export interface ServiceFacts {
  readonly name: string;
  readonly desired?: number;
  readonly healthCheckGracePeriodSeconds?: number;
}

/** The last lines of one container of one task, oldest first. */
export interface LogExcerpt {
  readonly taskArn: string;
  readonly container: string;
  readonly lines: readonly string[];
}

export interface ProgramOutput {
  readonly program: 'build' | 'push';
  readonly lines: readonly string[];
}

/** A call that failed: our own code, AWS's name of the error, and its words. */
export interface CallError {
  readonly code: string;
  readonly awsCode?: string;
  /** What was called, such as `UpdateService`. */
  readonly operation?: string;
  /** The IAM action that was refused. */
  readonly action?: string;
  readonly message: string;
}

export interface Refusal {
  readonly arn?: string;
  readonly reason: string;
  readonly detail?: string;
}

export interface ImageChange {
  readonly container: string;
  readonly image: string;
  readonly before: string;
  readonly after: string;
}

/** What a JSON path into the task definition needs, and what sentences about it say. Holds names, never values. */
export interface TaskDefinitionFacts {
  readonly memory?: string;
  readonly executionRoleArn?: string;
  readonly taskRoleArn?: string;
  readonly runtimePlatform?: {
    readonly cpuArchitecture?: string;
    readonly operatingSystemFamily?: string;
  };
  /** In the order of the definition: their place there is their index in a path. */
  readonly containers: readonly ContainerFacts[];
}

export interface ContainerFacts {
  readonly name: string;
  readonly essential: boolean;
  readonly memory?: number;
  readonly secrets?: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly dependsOn?: readonly { readonly container: string; readonly condition: string }[];
  readonly logConfiguration?: {
    readonly driver: string;
    readonly options: Readonly<Record<string, string>>;
  };
  readonly hasHealthCheck?: boolean;
}
