import type { JsonObject } from '../../core/lib/json';

export interface TargetRecord {
  readonly id: string;
  readonly port: number;
  readonly availabilityZone: string;
  state: 'initial' | 'healthy' | 'unhealthy' | 'draining';
  reason?: string;
  description?: string;
}

export interface TargetGroupRecord {
  readonly arn: string;
  readonly name: string;
  /** The answer's members, health check settings included. */
  readonly body: JsonObject;
  readonly attributes: Readonly<Record<string, string>>;
  targets: TargetRecord[];
}

export interface LoadBalancerRecord {
  readonly arn: string;
  readonly name: string;
  readonly body: JsonObject;
}

export interface ListenerRecord {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly body: JsonObject;
  readonly rules: readonly { readonly arn: string; readonly body: JsonObject }[];
}
