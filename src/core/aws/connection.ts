import type { ConnectionInfo } from '../model/connection';
import type { CallUse } from './use';
import type { EcrApi, EcsApi, ElbApi, LogsApi, ScalingApi, StsApi } from './api';

/**
 * One account, region and identity, with the APIs it can call. Clients are made on first use and shared. `logs` takes
 * a region because a container's log group may be in another one than its service.
 */
export interface Connection {
  readonly info: ConnectionInfo;
  readonly ecs: EcsApi;
  readonly ecr: EcrApi;
  readonly elb: ElbApi;
  readonly scaling: ScalingApi;
  readonly sts: StsApi;
  logs(region?: string): LogsApi;
  /** Images may lie in another region than the service that runs them. */
  ecrIn(region: string): EcrApi;
  /** The same connection for calls of another kind: who spends them, and whether a person waits. */
  as(use: CallUse): Connection;
  dispose(): void;
}
