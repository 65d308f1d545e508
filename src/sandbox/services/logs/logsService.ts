import type { JsonObject } from '../../../core/lib/json';
import type { WorldClock } from '../../clock';
import type { JsonService } from '../../wire/service';
import type { LogSink } from '../logSink';
import { groupOperations } from './groupOperations';
import { insightsOperations } from './insightsOperations';
import { LiveTail } from './liveTail';
import { LogStore, type LogLimits } from './logStore';
import { readOperations } from './readOperations';

export interface LogsOptions {
  readonly clock: WorldClock;
  /** What `toJSON` gave in an earlier life. */
  readonly state?: JsonObject;
  readonly limits?: LogLimits;
}

export interface LogsService extends JsonService, LogSink {
  toJSON(): JsonObject;
}

/** CloudWatch Logs: history, search and live tail of what tasks write. */
export function createLogsService({ clock, state, limits }: LogsOptions): LogsService {
  const store = new LogStore(state, limits);
  const liveTail = new LiveTail(store, clock);
  return {
    protocol: 'awsJson1.1',
    signingName: 'logs',
    targetPrefix: 'Logs_20140328',
    operations: {
      ...groupOperations(store, clock),
      ...readOperations(store, clock),
      ...insightsOperations(store, clock),
      StartLiveTail: (input, context) => liveTail.start(input, context),
    },
    hasGroup: (accountId, region, group) => store.group({ accountId, region }, group) !== undefined,
    createGroup: (accountId, region, name) => {
      if (store.group({ accountId, region }, name) === undefined) {
        store.createGroup({ accountId, region }, name, clock.now());
      }
    },
    append: (accountId, region, groupName, streamName, events) => {
      const group = store.group({ accountId, region }, groupName);
      // The group may have been deleted while its tasks run: their output is lost then, as with AWS.
      if (group === undefined) return;
      const now = clock.now();
      const stream = group.streams.get(streamName) ?? store.createStream(group, streamName, now);
      store.append(group, stream, events, now);
    },
    toJSON: () => store.toJSON(),
  };
}
