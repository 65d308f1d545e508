import {
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  StartLiveTailCommand,
  type CloudWatchLogsClient,
  type LiveTailSessionLogEvent,
  type StartLiveTailResponseStream,
} from '@aws-sdk/client-cloudwatch-logs';
import { QuaysideError } from '../lib/errors';
import type { LiveTailUpdate, LogsApi } from './api';
import { assertBatch, type Caller } from './caller';
import { given } from './given';
import { createInsights } from './insights';
import { readLogPage, toLogEvent } from './logPage';
import { takeRawBody } from './rawJson';

export function createLogs(client: CloudWatchLogsClient, caller: Caller): LogsApi {
  return {
    async filterEvents(query, signal) {
      const { group, streams, prefix, newestFirst, from, to, pattern, nextToken, limit } = query;
      assertBatch('FilterLogEvents', streams.length, 100);
      const input = {
        logGroupName: group,
        startTime: from,
        ...(streams.length === 0 ? {} : { logStreamNames: [...streams] }),
        ...given('logStreamNamePrefix', prefix),
        ...(newestFirst === true ? { startFromHead: false } : {}),
        ...given('endTime', to),
        ...given('filterPattern', pattern),
        ...given('nextToken', nextToken),
        ...given('limit', limit),
      };
      return caller.call(
        'FilterLogEvents',
        async () => {
          const command = new FilterLogEventsCommand(input);
          const takeText = takeRawBody(command.middlewareStack);
          await client.send(command, { abortSignal: signal });
          return readLogPage(takeText(), { group });
        },
        signal,
      );
    },

    async streamEvents({ group, stream, from, nextToken }, signal) {
      const page = await caller.call(
        'GetLogEvents',
        async () => {
          const command = new GetLogEventsCommand({
            logGroupName: group,
            logStreamName: stream,
            startTime: from,
            startFromHead: true,
            ...given('nextToken', nextToken),
          });
          const takeText = takeRawBody(command.middlewareStack);
          await client.send(command, { abortSignal: signal });
          return readLogPage(takeText(), { group, stream });
        },
        signal,
      );
      // At the end of the stream the token that was asked with comes back.
      return page.nextToken === nextToken ? { events: page.events } : page;
    },

    async lastEvents({ group, stream, limit }, signal) {
      const input = { logGroupName: group, logStreamName: stream, limit, startFromHead: false };
      try {
        const answer = await caller.call(
          'GetLogEvents',
          () => client.send(new GetLogEventsCommand(input), { abortSignal: signal }),
          signal,
        );
        return (answer.events ?? []).map((event) => toLogEvent(event, group, stream));
      } catch (error) {
        // A container that never started has no stream, and a group is often made by the first line.
        if (QuaysideError.is(error, 'notFound')) return [];
        throw error;
      }
    },

    async hasGroup(name, signal) {
      const answer = await caller.call(
        'DescribeLogGroups',
        () =>
          client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 50 }), {
            abortSignal: signal,
          }),
        signal,
      );
      // Sorted by name, so the shortest that begins with it, itself, comes first.
      return (answer.logGroups ?? []).some(({ logGroupName }) => logGroupName === name);
    },

    async createGroup(name, signal) {
      await caller.call(
        'CreateLogGroup',
        () => client.send(new CreateLogGroupCommand({ logGroupName: name }), { abortSignal: signal }),
        signal,
        { repeatable: false },
      );
    },

    liveTail: (query, signal) => liveTail(client, caller, query, signal),
    ...createInsights(client, caller),
  };
}

async function* liveTail(
  client: CloudWatchLogsClient,
  caller: Caller,
  { groupArn, streams, pattern }: Parameters<LogsApi['liveTail']>[0],
  signal: AbortSignal,
): AsyncGenerator<LiveTailUpdate, void, undefined> {
  assertBatch('StartLiveTail', streams.length, 100);
  // The connection stays open for hours: it ends with the signal and when the reader leaves the loop.
  const reading = new AbortController();
  const either = AbortSignal.any([signal, reading.signal]);
  const input = {
    // ARNs as ECS and Logs write them may end in `:*`, which this call refuses.
    logGroupIdentifiers: [groupArn.replace(/:\*$/, '')],
    ...(streams.length === 0 ? {} : { logStreamNames: [...streams] }),
    ...given('logEventFilterPattern', pattern),
  };
  try {
    const answer = await caller.call(
      'StartLiveTail',
      () => client.send(new StartLiveTailCommand(input), { abortSignal: either }),
      signal,
    );
    for await (const part of answer.responseStream ?? []) {
      const update = toUpdate(part);
      if (update !== undefined) yield update;
    }
    if (!signal.aborted)
      throw new QuaysideError('unreachable', 'The live tail ended without a word', {
        details: { operation: 'StartLiveTail', awsCode: 'StreamEnded' },
      });
  } catch (error) {
    if (signal.aborted) return;
    throw caller.toError('StartLiveTail', error);
  } finally {
    reading.abort();
  }
}

function toUpdate(part: StartLiveTailResponseStream): LiveTailUpdate | undefined {
  if (part.sessionStart !== undefined) return { kind: 'started' };
  if (part.sessionUpdate === undefined) return undefined;
  const { sessionResults, sessionMetadata } = part.sessionUpdate;
  return {
    kind: 'events',
    events: (sessionResults ?? []).map((event) =>
      toLogEvent(event, groupName(event), event.logStreamName ?? ''),
    ),
    sampled: sessionMetadata?.sampled ?? false,
  };
}

/** `123456789012:/ecs/app` names account and group. */
function groupName({ logGroupIdentifier = '' }: LiveTailSessionLogEvent): string {
  return logGroupIdentifier.slice(logGroupIdentifier.indexOf(':') + 1);
}
