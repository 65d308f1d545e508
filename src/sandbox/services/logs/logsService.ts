import type { JsonObject } from '../../../core/lib/json';
import type { WorldClock } from '../../clock';
import type { JsonService } from '../../wire/service';
import type { LogSink } from '../logSink';

export interface LogsOptions {
  readonly clock: WorldClock;
  /** What `toJSON` gave in an earlier life. */
  readonly state?: JsonObject;
}

export interface LogsService extends JsonService, LogSink {
  toJSON(): JsonObject;
}

export function createLogsService(_options: LogsOptions): LogsService {
  throw new Error('coming next');
}
