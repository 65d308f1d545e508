import type { JsonObject } from '../../../core/lib/json';
import { flag, integer, record, text } from '../../wire/input';
import { invalidParameter } from './errors';

const DEFAULTS: JsonObject = {
  maximumPercent: 200,
  minimumHealthyPercent: 100,
  strategy: 'ROLLING',
  bakeTimeInMinutes: 0,
};
const BREAKER_DEFAULTS: JsonObject = {
  enable: false,
  rollback: false,
  resetOnHealthyTask: true,
  thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
};

/** The former configuration with what the request changes: members that are left out keep their value. */
export function mergeDeploymentConfiguration(former: JsonObject, wanted: JsonObject): JsonObject {
  const breaker = {
    ...BREAKER_DEFAULTS,
    ...record(former, 'deploymentCircuitBreaker'),
    ...record(wanted, 'deploymentCircuitBreaker'),
  };
  const merged: JsonObject = {
    ...DEFAULTS,
    ...former,
    ...wanted,
    // Without the breaker there is nothing that could roll back: stored as false.
    deploymentCircuitBreaker: {
      ...breaker,
      rollback: flag(breaker, 'enable') === true && flag(breaker, 'rollback') === true,
    },
  };
  if (text(merged, 'strategy') !== 'ROLLING') {
    throw invalidParameter('The sandbox plays the deployment strategy ROLLING only.');
  }
  const maximum = integer(merged, 'maximumPercent') ?? 200;
  const minimum = integer(merged, 'minimumHealthyPercent') ?? 100;
  if (maximum < 1 || minimum < 0) throw invalidParameter('Deployment percents must not be negative.');
  return merged;
}
