import type { JsonObject } from '../../core/lib/json';
import { integer, record, records, text, texts } from '../wire/input';
import type { LifecycleStage } from '../world/shiftRecords';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

export type Strategy = 'ROLLING' | 'BLUE_GREEN' | 'LINEAR' | 'CANARY';
export const STRATEGIES: readonly Strategy[] = ['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'];

export function strategyOf(configuration: JsonObject): Strategy {
  const wanted = text(configuration, 'strategy');
  return STRATEGIES.find((strategy) => strategy === wanted) ?? 'ROLLING';
}

/** A number with a fraction, such as `canaryPercent`. */
function decimal(input: JsonObject, name: string, fallback: number): number {
  const value = input[name];
  return typeof value === 'number' ? value : fallback;
}

/** The percentages of production traffic that the new revision gets one after the other; the last is 100. */
export function productionSteps(configuration: JsonObject): readonly number[] {
  switch (strategyOf(configuration)) {
    case 'CANARY': {
      const percent = decimal(record(configuration, 'canaryConfiguration') ?? {}, 'canaryPercent', 5);
      return percent >= 100 ? [100] : [percent, 100];
    }
    case 'LINEAR': {
      const step = decimal(record(configuration, 'linearConfiguration') ?? {}, 'stepPercent', 10);
      // In tenths of a percent, so that steps of 33.3 add up without a rest of the floating point.
      const tenths = Math.max(1, Math.round(step * 10));
      const count = Math.ceil(1_000 / tenths);
      return Array.from({ length: count }, (_, index) => Math.min(1_000, (index + 1) * tenths) / 10);
    }
    case 'BLUE_GREEN':
    case 'ROLLING':
      return [100];
  }
}

/** The wait after each step but the last, in milliseconds. */
export function stepBakeMs(configuration: JsonObject): number {
  switch (strategyOf(configuration)) {
    case 'CANARY': {
      const canary = record(configuration, 'canaryConfiguration') ?? {};
      return (integer(canary, 'canaryBakeTimeInMinutes') ?? 10) * MINUTE_MS;
    }
    case 'LINEAR': {
      const linear = record(configuration, 'linearConfiguration') ?? {};
      return (integer(linear, 'stepBakeTimeInMinutes') ?? 6) * MINUTE_MS;
    }
    case 'BLUE_GREEN':
    case 'ROLLING':
      return 0;
  }
}

/** How long both revisions run after all production traffic has shifted, in milliseconds. */
export function bakeMs(configuration: JsonObject): number {
  return (integer(configuration, 'bakeTimeInMinutes') ?? 0) * MINUTE_MS;
}

export interface HookSettings {
  readonly targetType: 'AWS_LAMBDA' | 'PAUSE';
  readonly targetArn?: string;
  readonly timeoutMs: number;
  readonly timeoutAction: 'CONTINUE' | 'ROLLBACK';
}

/** The hooks of a stage; without settings they time out after a day, and roll back then (documented). */
export function hooksAt(configuration: JsonObject, stage: LifecycleStage): readonly HookSettings[] {
  return (records(configuration, 'lifecycleHooks') ?? [])
    .filter((hook) => (texts(hook, 'lifecycleStages') ?? []).includes(stage))
    .map((hook) => {
      const timeout = record(hook, 'timeoutConfiguration') ?? {};
      const targetArn = text(hook, 'hookTargetArn');
      return {
        targetType: text(hook, 'targetType') === 'PAUSE' ? 'PAUSE' : 'AWS_LAMBDA',
        timeoutMs: (integer(timeout, 'timeoutInMinutes') ?? DAY_MINUTES) * MINUTE_MS,
        timeoutAction: text(timeout, 'action') === 'CONTINUE' ? 'CONTINUE' : 'ROLLBACK',
        ...(targetArn !== undefined && { targetArn }),
      };
    });
}
