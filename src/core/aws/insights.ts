import {
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
  type CloudWatchLogsClient,
} from '@aws-sdk/client-cloudwatch-logs';
import type { InsightsAnswer, LogsApi } from './api';
import { assertBatch, type Caller } from './caller';

/** Leads to the whole line by another call; no field of it. */
const POINTER = '@ptr';

/** Queries of Logs Insights. */
export function createInsights(
  client: CloudWatchLogsClient,
  caller: Caller,
): Pick<LogsApi, 'startQuery' | 'queryResults' | 'stopQuery'> {
  return {
    async startQuery({ groups, from, to, text }, signal) {
      assertBatch('StartQuery', groups.length, 50);
      const input = {
        logGroupNames: [...groups],
        // Seconds here, and both ends belong to the range.
        startTime: Math.floor(from / 1000),
        endTime: Math.ceil(to / 1000),
        queryString: text,
      };
      const { queryId } = await caller.call(
        'StartQuery',
        () => client.send(new StartQueryCommand(input), { abortSignal: signal }),
        signal,
        // Sent twice it would be billed twice.
        { repeatable: false },
      );
      return queryId ?? '';
    },

    async queryResults(queryId, signal) {
      const { status, results, statistics } = await caller.call(
        'GetQueryResults',
        () => client.send(new GetQueryResultsCommand({ queryId }), { abortSignal: signal }),
        signal,
      );
      return {
        state: stateOf(status),
        rows: (results ?? []).map((row) =>
          row.flatMap(({ field, value }) =>
            field === undefined || field === POINTER ? [] : [[field, value ?? ''] as const],
          ),
        ),
        scannedBytes: statistics?.bytesScanned ?? 0,
        scannedRecords: statistics?.recordsScanned ?? 0,
        matchedRecords: statistics?.recordsMatched ?? 0,
      };
    },

    async stopQuery(queryId, signal) {
      await caller.call(
        'StopQuery',
        () => client.send(new StopQueryCommand({ queryId }), { abortSignal: signal }),
        signal,
      );
    },
  };
}

function stateOf(status: string | undefined): InsightsAnswer['state'] {
  switch (status) {
    case 'Complete':
      return 'complete';
    case 'Failed':
      return 'failed';
    case 'Cancelled':
      return 'cancelled';
    case 'Timeout':
      return 'timedOut';
    default:
      return 'running';
  }
}
