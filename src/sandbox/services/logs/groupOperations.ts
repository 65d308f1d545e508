import type { JsonObject } from '../../../core/lib/json';
import type { WorldClock } from '../../clock';
import { flag, integer, records, text } from '../../wire/input';
import { AwsError, type Operation } from '../../wire/service';
import type { LogGroup, LogStore, LogStream } from './logStore';
import {
  decodeToken,
  encodeToken,
  groupArn,
  groupName,
  groupNotFound,
  invalidParameter,
  limitOf,
  required,
  requireGroup,
  requireStream,
  streamName,
} from './scope';

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_AGE_MS = 14 * DAY_MS;
const MAX_AHEAD_MS = 2 * 60 * 60 * 1000;

export function groupOperations(store: LogStore, clock: WorldClock): Record<string, Operation> {
  return {
    CreateLogGroup: (input, scope) => {
      const name = groupName(input);
      if (store.group(scope, name) !== undefined) {
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
      }
      store.createGroup(scope, name, clock.now());
      return {};
    },

    DescribeLogGroups: (input, scope) => {
      const prefix = text(input, 'logGroupNamePrefix');
      const pattern = text(input, 'logGroupNamePattern');
      if (prefix !== undefined && pattern !== undefined) {
        throw invalidParameter(
          'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
        );
      }
      const groups = store
        .groups(scope)
        .filter(({ name }) => name.startsWith(prefix ?? '') && name.includes(pattern ?? ''));
      const { items, nextToken } = page(input, groups);
      return { logGroups: items.map(describeGroup), nextToken };
    },

    CreateLogStream: (input, scope) => {
      const group = store.group(scope, groupName(input));
      const name = streamName(input);
      if (group === undefined) throw groupNotFound();
      if (group.streams.has(name)) {
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
      }
      store.createStream(group, name, clock.now());
      return {};
    },

    DescribeLogStreams: (input, scope) => {
      const group = requireGroup(store, input, scope);
      const prefix = text(input, 'logStreamNamePrefix');
      const byTime = text(input, 'orderBy') === 'LastEventTime';
      if (byTime && prefix !== undefined) {
        throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
      }
      const streams = [...group.streams.values()]
        .filter(({ name }) => name.startsWith(prefix ?? ''))
        .sort(
          (a, b) => (byTime ? (a.lastEventAt ?? 0) - (b.lastEventAt ?? 0) : 0) || (a.name < b.name ? -1 : 1),
        );
      if (flag(input, 'descending') === true) streams.reverse();
      const { items, nextToken } = page(input, streams);
      return { logStreams: items.map((stream) => describeStream(group, stream)), nextToken };
    },

    PutLogEvents: (input, scope) => {
      const group = store.group(scope, groupName(input));
      if (group === undefined) throw groupNotFound();
      const stream = requireStream(group, streamName(input));
      const now = clock.now();
      const events = eventsOf(input);
      const tooOld = events.filter(({ timestamp }) => timestamp < now - MAX_AGE_MS).length;
      const firstTooNew = events.findIndex(({ timestamp }) => timestamp > now + MAX_AHEAD_MS);
      store.append(group, stream, events.slice(tooOld, firstTooNew < 0 ? undefined : firstTooNew), now);
      const rejected = {
        ...(tooOld === 0 ? {} : { tooOldLogEventEndIndex: tooOld }),
        ...(firstTooNew < 0 ? {} : { tooNewLogEventStartIndex: firstTooNew }),
      };
      return {
        nextSequenceToken: sequenceToken(stream),
        ...(Object.keys(rejected).length === 0 ? {} : { rejectedLogEventsInfo: rejected }),
      };
    },
  };
}

function eventsOf(input: JsonObject): readonly { readonly timestamp: number; readonly message: string }[] {
  const events = (records(input, 'logEvents') ?? []).map((event) => ({
    timestamp: integer(event, 'timestamp') ?? 0,
    message: required(event, 'message'),
  }));
  if (events.length === 0 || events.length > 10_000) {
    throw invalidParameter(
      "1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length between 1 and 10000",
    );
  }
  events.forEach(({ timestamp }, index) => {
    if (timestamp < (events[index - 1]?.timestamp ?? 0)) {
      throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
    }
  });
  return events;
}

/** The token is the name of the last item before; lists may change between pages, so a vanished name starts at the end. */
function page<T extends { readonly name: string }>(
  input: JsonObject,
  all: readonly T[],
): { readonly items: readonly T[]; readonly nextToken?: string } {
  const limit = limitOf(input, 50);
  const token = text(input, 'nextToken');
  const after = token === undefined ? undefined : text(decodeToken(token), 'after');
  const start = after === undefined ? 0 : all.findIndex(({ name }) => name === after) + 1;
  const rest = after !== undefined && start === 0 ? [] : all.slice(start);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  if (last === undefined || items.length === rest.length) return { items };
  return { items, nextToken: encodeToken({ after: last.name }) };
}

function describeGroup(group: LogGroup): JsonObject {
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    metricFilterCount: 0,
    arn: `${groupArn(group)}:*`,
    logGroupArn: groupArn(group),
    storedBytes: group.storedBytes,
    logGroupClass: 'STANDARD',
  };
}

/** The three times are left out while a stream is empty. `storedBytes` is always 0, as AWS has it since 2019. */
function describeStream(group: LogGroup, stream: LogStream): JsonObject {
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    firstEventTimestamp: stream.firstEventAt,
    lastEventTimestamp: stream.lastEventAt,
    lastIngestionTime: stream.lastIngestionAt,
    uploadSequenceToken: sequenceToken(stream),
    arn: `${groupArn(group)}:log-stream:${stream.name}`,
    storedBytes: 0,
  };
}

/** AWS still sends one and takes any. */
function sequenceToken({ createdAt }: LogStream): string {
  return `4904${String(createdAt).padStart(52, '0')}`;
}
