import type { JsonObject } from '../../core/lib/json';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** A metric alarm of CloudWatch. Nothing measures: its state is what somebody set. */
export interface AlarmRecord {
  readonly name: string;
  readonly arn: string;
  /** Members of PutMetricAlarm as they came. */
  readonly given: JsonObject;
  readonly configuredAt: number;
  state: AlarmState;
  reason: string;
  stateUpdatedAt: number;
}
