import type { JsonObject } from '../../core/lib/json';

export interface TargetRecord {
  readonly id: string;
  readonly port: number;
  readonly availabilityZone: string;
  state: 'initial' | 'healthy' | 'unhealthy' | 'draining';
  reason?: string;
  description?: string;
}

interface Tagged {
  readonly tags?: Readonly<Record<string, string>>;
}

export interface TargetGroupRecord extends Tagged {
  readonly arn: string;
  readonly name: string;
  /** The answer's members, health check settings included. */
  readonly body: JsonObject;
  readonly attributes: Readonly<Record<string, string>>;
  targets: TargetRecord[];
}

export interface LoadBalancerRecord extends Tagged {
  readonly arn: string;
  readonly name: string;
  readonly body: JsonObject;
  /** One that was made here is provisioning until then; milliseconds since the epoch. */
  readonly activeAt?: number;
  /** Those that were changed; all others have ELB's defaults. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface RuleRecord extends Tagged {
  readonly arn: string;
  readonly body: JsonObject;
}

export interface ListenerRecord extends Tagged {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly body: JsonObject;
  readonly rules: readonly RuleRecord[];
}
