import type { WorldClock } from '../../clock';
import type { Registry } from '../../registry/registry';
import type { JsonService } from '../../wire/service';

export interface EcrOptions {
  readonly registry: Registry;
  readonly clock: WorldClock;
}

export function createEcrService(_options: EcrOptions): JsonService {
  throw new Error('coming next');
}
