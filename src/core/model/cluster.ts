export interface Cluster {
  readonly arn: string;
  readonly name: string;
  readonly status: string;
  readonly activeServices: number;
  readonly runningTasks: number;
  readonly pendingTasks: number;
  readonly containerInstances: number;
}
