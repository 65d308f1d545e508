import type { LogPage, LogsApi } from '../aws/api';
import type { Clock } from '../lib/clock';
import { backOffMs, troubleOf } from './trouble';

/** One page of a group's events. Waits out throttling, for as long as it takes; everything else is thrown. */
export async function readPage(
  logs: Pick<LogsApi, 'filterEvents'>,
  clock: Clock,
  query: Parameters<LogsApi['filterEvents']>[0],
  signal: AbortSignal,
): Promise<LogPage> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await logs.filterEvents(query, signal);
    } catch (error) {
      if (troubleOf(error).kind !== 'throttled') throw error;
      await clock.sleep(backOffMs(attempt), signal);
    }
  }
}
