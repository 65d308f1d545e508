/** What of a service's scaling is switched off for a while. */
export type SuspendedScaling = 'in' | 'out' | 'scheduled';

/** Between which counts Application Auto Scaling moves a service's desired count. */
export interface ScalingTarget {
  /** `service/<cluster>/<service>`. */
  readonly resourceId: string;
  readonly min: number;
  readonly max: number;
  readonly suspended: readonly SuspendedScaling[];
}

/** A rule by which the count moves; texts are AWS's own. */
export interface ScalingPolicy {
  readonly arn: string;
  readonly name: string;
  /** TargetTrackingScaling, StepScaling or PredictiveScaling. */
  readonly type: string;
  /** Of target tracking: a predefined metric's type, or the name of a metric of one's own where it has one. */
  readonly metric?: string;
  /** Of target tracking: what the metric is kept at. */
  readonly targetValue?: number;
  /** It only ever adds tasks. */
  readonly scaleInDisabled: boolean;
  /** Of step scaling. */
  readonly steps?: number;
  /** Names of the CloudWatch alarms behind it. */
  readonly alarms: readonly string[];
}

/** A change of the limits at a set time. */
export interface ScheduledScaling {
  readonly arn: string;
  readonly name: string;
  /** `cron(…)`, `rate(…)` or `at(…)`. */
  readonly schedule: string;
  /** Absent: UTC. */
  readonly timezone?: string;
  readonly min?: number;
  readonly max?: number;
}

/** Something that was done, or was not done for a reason. */
export interface ScalingActivity {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** `Setting desired count to 4.` */
  readonly description: string;
  readonly cause: string;
  /** Pending, InProgress, Successful, Overridden, Unfulfilled or Failed. */
  readonly status: string;
  readonly statusMessage?: string;
  /** Codes such as AlreadyAtMaxCapacity; empty when the count was moved. */
  readonly notScaled: readonly string[];
}

/** How Application Auto Scaling names a service. */
export function scalingResourceId(clusterName: string, serviceName: string): string {
  return `service/${clusterName}/${serviceName}`;
}
