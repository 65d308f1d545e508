import type { JsonObject } from '../../../core/lib/json';
import type { WorldClock } from '../../clock';
import type { Engine } from '../../engine/engine';
import { text, texts, without } from '../../wire/input';
import {
  AwsError,
  type CallContext,
  type JsonService,
  type Operation,
  type QueryService,
} from '../../wire/service';
import type { AlarmRecord, AlarmState } from '../../world/alarmRecord';
import type { Region } from '../../world/region';
import type { World } from '../../world/world';

export interface CloudWatchDeps {
  readonly world: World;
  readonly clock: WorldClock;
  readonly engine: Pick<Engine, 'alarmsChanged'>;
}

/** How a protocol writes times down. */
type TimeFormat = (milliseconds: number) => number | string;

const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
const COMMON = { signingName: 'monitoring', iamPrefix: 'cloudwatch' } as const;

/** CloudWatch's alarms, in both protocols that clients speak. */
export function createCloudWatchServices(deps: CloudWatchDeps): readonly [JsonService, QueryService] {
  return [
    {
      ...COMMON,
      protocol: 'awsJson1.0',
      targetPrefix: 'GraniteServiceVersion20100801',
      operations: alarmOperations(deps, (milliseconds) => milliseconds / 1000),
    },
    {
      ...COMMON,
      protocol: 'awsQuery',
      version: '2010-08-01',
      xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
      operations: alarmOperations(deps, (milliseconds) => new Date(milliseconds).toISOString()),
    },
  ];
}

function alarmOperations(
  { world, clock, engine }: CloudWatchDeps,
  time: TimeFormat,
): Record<string, Operation> {
  const regionOf = (context: CallContext): Region => world.region(context.accountId, context.region);
  return {
    DescribeAlarms(input, context) {
      const names = texts(input, 'AlarmNames');
      const prefix = text(input, 'AlarmNamePrefix');
      if (names !== undefined && prefix !== undefined) {
        throw validation('AlarmNames and AlarmNamePrefix cannot be given together');
      }
      if ((names ?? []).length > 100) throw validation('AlarmNames can have 100 elements at most');
      const types = texts(input, 'AlarmTypes') ?? ['MetricAlarm'];
      const state = text(input, 'StateValue');
      const found = [...regionOf(context).alarms.values()]
        .filter(
          (alarm) =>
            types.includes('MetricAlarm') &&
            (names?.includes(alarm.name) ?? true) &&
            alarm.name.startsWith(prefix ?? '') &&
            (state === undefined || alarm.state === state),
        )
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const size = pageSize(input);
      const token = text(input, 'NextToken');
      const after = token === undefined ? '' : Buffer.from(token, 'base64').toString('utf8');
      const rest = found.filter(({ name }) => name > after);
      const last = rest[size - 1];
      return {
        MetricAlarms: rest.slice(0, size).map((alarm) => alarmAnswer(alarm, time)),
        CompositeAlarms: [],
        ...(last !== undefined &&
          rest.length > size && { NextToken: Buffer.from(last.name).toString('base64') }),
      };
    },

    PutMetricAlarm(input, context) {
      const region = regionOf(context);
      const name = text(input, 'AlarmName') ?? '';
      if (name === '' || name.length > 255) throw validation('AlarmName must have 1 to 255 characters');
      const now = clock.now();
      const known = region.alarms.get(name);
      region.alarms.set(name, {
        name,
        arn: region.arn('cloudwatch', `alarm:${name}`),
        given: without(input, 'AlarmName', 'Tags'),
        configuredAt: now,
        state: known?.state ?? 'INSUFFICIENT_DATA',
        reason: known?.reason ?? 'Unchecked: Initial alarm creation',
        stateUpdatedAt: known?.stateUpdatedAt ?? now,
      });
      return {};
    },

    SetAlarmState(input, context) {
      const region = regionOf(context);
      const alarm = region.alarms.get(text(input, 'AlarmName') ?? '');
      if (alarm === undefined) throw new AwsError('ResourceNotFound', 'Unknown', { status: 404 });
      const state = STATES.find((one) => one === input['StateValue']);
      if (state === undefined) throw validation(`StateValue must be one of ${STATES.join(', ')}`);
      alarm.state = state;
      alarm.reason = text(input, 'StateReason') ?? '';
      alarm.stateUpdatedAt = clock.now();
      engine.alarmsChanged(region);
      return {};
    },

    DeleteAlarms(input, context) {
      const { alarms } = regionOf(context);
      for (const name of texts(input, 'AlarmNames') ?? []) alarms.delete(name);
      return {};
    },
  };
}

function alarmAnswer(alarm: AlarmRecord, time: TimeFormat): JsonObject {
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    Dimensions: [],
    ...alarm.given,
    AlarmConfigurationUpdatedTimestamp: time(alarm.configuredAt),
    StateValue: alarm.state,
    StateReason: alarm.reason,
    StateUpdatedTimestamp: time(alarm.stateUpdatedAt),
    StateTransitionedTimestamp: time(alarm.stateUpdatedAt),
  };
}

/** A number in one protocol, its digits in the other. */
function pageSize(input: JsonObject): number {
  const size = Number(input['MaxRecords'] ?? 100);
  if (!Number.isInteger(size) || size < 1 || size > 100) throw validation('MaxRecords must be 1 to 100');
  return size;
}

function validation(text: string): AwsError {
  return new AwsError('ValidationError', text);
}
