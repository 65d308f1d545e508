import { flag, integer, record, text } from '../wire/input';
import type { ServiceRecord } from '../world/records';
import { strategyOf } from './strategy';

/** When a rolling deployment counts as successful although it has not replaced everything. */
export interface EarlySuccess {
  /** So many healthy tasks are enough. */
  readonly healthy: number;
  /** Whether the tasks of older deployments have to be gone first. */
  readonly afterCleanup: boolean;
}

/** Documented: a share of the desired count, only where it is enabled, and for rolling deployments. */
export function earlySuccessOf({
  desiredCount,
  deploymentConfiguration,
}: ServiceRecord): EarlySuccess | undefined {
  const criteria = record(deploymentConfiguration, 'earlySuccessCriteria') ?? {};
  if (flag(criteria, 'enable') !== true || strategyOf(deploymentConfiguration) !== 'ROLLING')
    return undefined;
  const percent = integer(criteria, 'healthyPercent');
  if (percent === undefined) return undefined;
  return {
    healthy: Math.ceil((desiredCount * percent) / 100),
    afterCleanup: text(criteria, 'sourceServiceRevisionCleanup') !== 'DEFERRED',
  };
}
