export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly targetType: string;
  readonly healthCheckPath?: string;
  readonly healthCheckIntervalSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  readonly loadBalancerArns: readonly string[];
}

export interface TargetHealth {
  readonly id: string;
  readonly port: number;
  readonly availabilityZone?: string;
  /** initial, healthy, unhealthy, unused, draining, unhealthy.draining or unavailable; healthy targets carry only this. */
  readonly state: string;
  readonly reason?: string;
  readonly description?: string;
}
