import type { JsonObject, JsonValue } from '../../../core/lib/json';
import { STRATEGIES, strategyOf } from '../../engine/strategy';
import { flag, integer, record, records, text, texts } from '../../wire/input';
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
  checkStrategy(merged);
  const maximum = integer(merged, 'maximumPercent') ?? 200;
  const minimum = integer(merged, 'minimumHealthyPercent') ?? 100;
  if (maximum < 1 || minimum < 0) throw invalidParameter('Deployment percents must not be negative.');
  return merged;
}

const MINUTES = { least: 0, most: 1_440 } as const;
/** Documented: a pause may last 14 days. */
const PAUSE_MINUTES = 14 * 1_440;

/** Bounds as the API reference names them; AWS's texts are not known. */
function checkStrategy(configuration: JsonObject): void {
  const strategy = text(configuration, 'strategy');
  if (!STRATEGIES.some((known) => known === strategy)) {
    throw invalidParameter(`strategy should be one of [${STRATEGIES.join(',')}]`);
  }
  checkNumber('bakeTimeInMinutes', integer(configuration, 'bakeTimeInMinutes'), MINUTES);
  const linear = record(configuration, 'linearConfiguration');
  const canary = record(configuration, 'canaryConfiguration');
  for (const [name, needed] of [
    ['linearConfiguration', 'LINEAR'],
    ['canaryConfiguration', 'CANARY'],
  ] as const) {
    if (configuration[name] !== undefined && strategyOf(configuration) !== needed) {
      throw invalidParameter(`${name} is only valid with the deployment strategy ${needed}.`);
    }
  }
  checkNumber('stepPercent', linear?.['stepPercent'], { least: 3, most: 100 });
  checkNumber('stepBakeTimeInMinutes', integer(linear ?? {}, 'stepBakeTimeInMinutes'), MINUTES);
  checkNumber('canaryPercent', canary?.['canaryPercent'], { least: 0.1, most: 100 });
  checkNumber('canaryBakeTimeInMinutes', integer(canary ?? {}, 'canaryBakeTimeInMinutes'), MINUTES);
  for (const hook of records(configuration, 'lifecycleHooks') ?? []) checkHook(hook);
  checkEarlySuccess(configuration);
}

/** Documented: with rolling deployments only, both further members are needed, and no less than the minimum is enough. */
function checkEarlySuccess(configuration: JsonObject): void {
  const criteria = record(configuration, 'earlySuccessCriteria') ?? {};
  if (flag(criteria, 'enable') !== true) return;
  if (strategyOf(configuration) !== 'ROLLING') {
    throw invalidParameter('earlySuccessCriteria is only valid with the deployment strategy ROLLING.');
  }
  const percent = integer(criteria, 'healthyPercent');
  const cleanup = text(criteria, 'sourceServiceRevisionCleanup');
  if (percent === undefined) throw invalidParameter('healthyPercent cannot be empty.');
  if (cleanup !== 'BLOCKING' && cleanup !== 'DEFERRED') {
    throw invalidParameter('sourceServiceRevisionCleanup should be one of [BLOCKING,DEFERRED]');
  }
  const least = integer(configuration, 'minimumHealthyPercent') ?? 100;
  checkNumber('healthyPercent', percent, { least, most: 100 });
}

function checkHook(hook: JsonObject): void {
  const stages = texts(hook, 'lifecycleStages') ?? [];
  if (stages.length === 0) throw invalidParameter('lifecycleStages cannot be empty.');
  const timeout = record(hook, 'timeoutConfiguration') ?? {};
  checkNumber('timeoutInMinutes', integer(timeout, 'timeoutInMinutes'), { least: 1, most: PAUSE_MINUTES });
  if (text(hook, 'targetType') !== 'PAUSE') {
    if (text(hook, 'hookTargetArn') === undefined) throw invalidParameter('hookTargetArn cannot be empty.');
    return;
  }
  const shift = stages.find(
    (stage) => stage === 'TEST_TRAFFIC_SHIFT' || stage === 'PRODUCTION_TRAFFIC_SHIFT',
  );
  if (shift !== undefined) throw invalidParameter(`PAUSE hooks cannot be configured at the stage ${shift}.`);
}

function checkNumber(
  name: string,
  value: JsonValue | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'number' || value < least || value > most) {
    throw invalidParameter(`${name} must be between ${least} and ${most}.`);
  }
}
