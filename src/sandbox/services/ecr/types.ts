import type { WorldClock } from '../../clock';
import type { Registry } from '../../registry/registry';

export interface EcrOptions {
  readonly registry: Registry;
  readonly clock: WorldClock;
}

export interface ImageId {
  readonly imageDigest?: string;
  readonly imageTag?: string;
}
