import type { JsonObject } from '../../core/lib/json';
import type { ProbeResult } from '../engine/probe';
import type { ShiftRecord } from './shiftRecords';

/*
 * What the world consists of, as plain data: it is saved as it is. Only the engine and the services write to it. Times
 * are milliseconds since the epoch, in the world's time; members that AWS leaves out are missing here, too.
 */

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface ClusterRecord {
  readonly name: string;
  readonly arn: string;
  status: 'ACTIVE' | 'INACTIVE';
  /** Members of CreateCluster and its updates, as they came. */
  given: JsonObject;
  tags: readonly Tag[];
}

export interface TaskDefinitionRecord {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  status: 'ACTIVE' | 'INACTIVE' | 'DELETE_IN_PROGRESS';
  /** All other members of the answer, those that the sandbox does not know included. */
  readonly body: JsonObject;
  tags: readonly Tag[];
  deregisteredAt?: number;
}

export type RolloutState = 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';

export interface DeploymentRecord {
  /** `ecs-svc/` and 19 digits. */
  readonly id: string;
  status: 'PRIMARY' | 'ACTIVE' | 'DRAINING';
  readonly taskDefinition: string;
  readonly revisionArn: string;
  serviceDeploymentArn: string;
  /** What the tasks are placed and connected with: launchType, networkConfiguration, loadBalancers… */
  readonly placement: JsonObject;
  /** True when its tasks are behind the alternate target groups. */
  readonly alternate?: boolean;
  createdAt: number;
  updatedAt: number;
  rolloutState: RolloutState;
  rolloutStateReason: string;
  failedTasks: number;
  /** Failures that the circuit breaker counts; a healthy task sets it back. */
  failureCount: number;
  /** True when this deployment came back because a newer one failed. */
  rollback?: boolean;
  /** Set while everything is in place and only the wait before COMPLETED is left. */
  settledAt?: number;
}

export type ServiceDeploymentStatus =
  | 'PENDING'
  | 'IN_PROGRESS'
  | 'STOP_REQUESTED'
  | 'STOPPED'
  | 'SUCCESSFUL'
  | 'ROLLBACK_REQUESTED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_SUCCESSFUL'
  | 'ROLLBACK_FAILED';

export interface ServiceDeploymentRecord {
  readonly arn: string;
  readonly targetRevisionArn: string;
  readonly sourceRevisionArns: readonly string[];
  /** The entry of `deployments` that it belongs to. */
  readonly deploymentId: string;
  readonly deploymentConfiguration: JsonObject;
  readonly createdAt: number;
  status: ServiceDeploymentStatus;
  updatedAt: number;
  startedAt?: number;
  finishedAt?: number;
  stoppedAt?: number;
  statusReason?: string;
  rollback?: { readonly reason: string; readonly startedAt: number; readonly revisionArn: string };
  breaker: {
    status: 'DISABLED' | 'MONITORING' | 'MONITORING_COMPLETE' | 'TRIGGERED';
    failureCount: number;
    threshold: number;
  };
  /** Missing where no alarms watch over the deployment. */
  alarms?: {
    status: 'MONITORING' | 'MONITORING_COMPLETE' | 'TRIGGERED';
    readonly names: readonly string[];
    triggered: readonly string[];
  };
  /** Missing in rolling deployments. */
  shift?: ShiftRecord;
}

export interface ServiceRevisionRecord {
  readonly arn: string;
  readonly taskDefinition: string;
  readonly createdAt: number;
  readonly placement: JsonObject;
  readonly alternate?: boolean;
}

export interface EventRecord {
  readonly id: string;
  readonly createdAt: number;
  readonly message: string;
}

/** A deployment that completed, kept so that a rollback can return to it after it left the list. */
export interface CompletedDeployment {
  readonly id: string;
  readonly taskDefinition: string;
  readonly revisionArn: string;
  readonly placement: JsonObject;
  readonly alternate?: boolean;
}

export interface ServiceRecord {
  readonly name: string;
  readonly arn: string;
  readonly clusterName: string;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  desiredCount: number;
  taskDefinition: string;
  /** Members of CreateService and UpdateService that are kept as they came. */
  given: JsonObject;
  deploymentConfiguration: JsonObject;
  tags: readonly Tag[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly clientToken?: string;
  readonly createInput: JsonObject;
  deployments: DeploymentRecord[];
  serviceDeployments: ServiceDeploymentRecord[];
  revisions: ServiceRevisionRecord[];
  completed?: CompletedDeployment;
  /** Only with a deployment controller other than ECS. */
  taskSets?: TaskSetRecord[];
  /** Newest first. */
  events: EventRecord[];
  /** True since the steady-state event was written, until something moves. */
  steady: boolean;
  /** Starts that failed in a row; the next one waits the longer. */
  failedStarts: number;
  nextStartAt?: number;
  scaling?: ScalingRecord;
}

/** The desired count moves by itself between the two, a step each period: a stand-in for a scaling policy. */
export interface ScalingRecord {
  readonly min: number;
  readonly max: number;
  readonly periodMs: number;
  /** Oldest first; milliseconds since the epoch. */
  readonly changes: { readonly at: number; readonly from: number; readonly to: number }[];
}

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

export interface ContainerRecord {
  readonly name: string;
  readonly arn: string;
  readonly image: string;
  readonly essential: boolean;
  readonly hasHealthCheck: boolean;
  /** Members cpu, memory, memoryReservation of the answer. */
  readonly resources: JsonObject;
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED';
  healthStatus: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';
  runtimeId?: string;
  imageDigest?: string;
  exitCode?: number;
  reason?: string;
  /** What it answers to the checks of a target group, where that is acted out, too. */
  answers?: ProbeResult;
  /** Container port -> port on 127.0.0.1. */
  hostPorts?: Readonly<Record<string, number>>;
}

export interface Attachment {
  readonly id: string;
  readonly subnetId: string;
  readonly networkInterfaceId: string;
  readonly macAddress: string;
  readonly privateIPv4Address: string;
  status: 'PRECREATED' | 'ATTACHED' | 'DETACHING' | 'DELETED';
  /** True when the task was stopped before its network interface was there. */
  neverAttached?: true;
}

export interface TaskTarget {
  readonly targetGroupArn: string;
  readonly id: string;
  readonly port: number;
  readonly containerName: string;
  readonly containerPort: number;
}

export interface TaskRecord {
  readonly id: string;
  readonly arn: string;
  readonly clusterName: string;
  readonly taskDefinition: string;
  readonly group: string;
  readonly serviceName?: string;
  /** The deployment's id for tasks of a service. */
  readonly startedBy?: string;
  readonly launchType: string;
  readonly capacityProviderName?: string;
  readonly containerInstanceArn?: string;
  readonly availabilityZone: string;
  readonly overrides: JsonObject;
  tags: readonly Tag[];
  readonly enableExecuteCommand: boolean;
  readonly createdAt: number;
  readonly attachment?: Attachment;
  readonly containers: ContainerRecord[];
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  version: number;
  targets: readonly TaskTarget[];
  /** The scheduler's verdict: checks pass, or 40 s went by without any. */
  healthy: boolean;
  /** Written down by a seed as it is: nothing runs behind it. */
  readonly standIn?: true;
  /** Whether this task's failure was counted already. */
  counted: boolean;
  connectivityAt?: number;
  pullStartedAt?: number;
  pullStoppedAt?: number;
  startedAt?: number;
  stoppingAt?: number;
  executionStoppedAt?: number;
  stoppedAt?: number;
  stopCode?: string;
  stoppedReason?: string;
  /** Until then it is not stopped to scale in or to deploy. */
  protectedUntil?: number;
}

/** A capacity provider that somebody made; those of Fargate are always there. */
export interface CapacityProviderRecord {
  readonly name: string;
  readonly arn: string;
  /** Members of CreateCapacityProvider and its updates, as they came. */
  given: JsonObject;
  status: 'ACTIVE' | 'INACTIVE';
  updateStatus?: string;
  tags: readonly Tag[];
}

/** A task set of a service with the controller EXTERNAL or CODE_DEPLOY. */
export interface TaskSetRecord {
  /** `ecs-svc/` and 19 digits, as a deployment's. */
  readonly id: string;
  readonly arn: string;
  status: 'PRIMARY' | 'ACTIVE' | 'DRAINING';
  readonly taskDefinition: string;
  readonly placement: JsonObject;
  /** Members of CreateTaskSet that are kept as they came. */
  readonly given: JsonObject;
  readonly createdAt: number;
  updatedAt: number;
  /** Percent of the service's desired count. */
  scale: number;
  stabilityStatus: 'STEADY_STATE' | 'STABILIZING';
  stabilityStatusAt: number;
  tags: readonly Tag[];
}
