import type { JsonObject } from '../../../core/lib/json';
import type { WorldClock } from '../../clock';
import { flag, integer, record, records, text, texts } from '../../wire/input';
import { AwsError, type CallContext, type Operation } from '../../wire/service';
import { sizeOf, type LogGroup, type LogStore, type LogStream } from './logStore';
import {
  decodeToken,
  encodeToken,
  groupArn,
  groupByArn,
  groupName,
  groupNotFound,
  invalidParameter,
  limitOf,
  required,
  requireGroup,
  requireStream,
  streamName,
} from './scope';

const MAX_BATCH_BYTES = 1_048_576;
const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
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
      store.createGroup(scope, name, clock.now(), {
        logGroupClass: text(input, 'logGroupClass') ?? 'STANDARD',
        tags: stringMap(input, 'tags'),
      });
      return {};
    },

    DeleteLogGroup: (input, scope) => {
      const group = store.group(scope, groupName(input));
      if (group === undefined) throw groupNotFound();
      store.deleteGroup(group);
      return {};
    },

    PutRetentionPolicy: (input, scope) => {
      const group = store.group(scope, groupName(input));
      const days = integer(input, 'retentionInDays') ?? 0;
      if (!RETENTION_DAYS.includes(days)) {
        throw invalidParameter(
          `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${RETENTION_DAYS.join(', ')}]`,
        );
      }
      if (group === undefined) throw groupNotFound();
      group.retentionInDays = days;
      return {};
    },

    DeleteRetentionPolicy: (input, scope) => {
      const group = store.group(scope, groupName(input));
      if (group === undefined) throw groupNotFound();
      delete group.retentionInDays;
      return {};
    },

    TagResource: (input, scope) => {
      const group = requireResource(store, input, scope);
      group.tags = { ...group.tags, ...stringMap(input, 'tags') };
      return {};
    },

    UntagResource: (input, scope) => {
      const group = requireResource(store, input, scope);
      const gone = texts(input, 'tagKeys') ?? [];
      group.tags = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !gone.includes(key)));
      return {};
    },

    ListTagsForResource: (input, scope) => ({ tags: { ...requireResource(store, input, scope).tags } }),

    DescribeLogGroups: (input, scope) => {
      const prefix = text(input, 'logGroupNamePrefix');
      const pattern = text(input, 'logGroupNamePattern');
      if (prefix !== undefined && pattern !== undefined) {
        throw invalidParameter(
          'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
        );
      }
      const wantedClass = text(input, 'logGroupClass');
      const groups = store
        .groups(scope)
        .filter(
          ({ name, logGroupClass }) =>
            name.startsWith(prefix ?? '') &&
            name.includes(pattern ?? '') &&
            (wantedClass ?? logGroupClass) === logGroupClass,
        );
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

    DeleteLogStream: (input, scope) => {
      const group = store.group(scope, groupName(input));
      if (group === undefined) throw groupNotFound();
      store.deleteStream(group, requireStream(group, streamName(input)));
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
  const bytes = events.reduce((sum, { message }) => sum + sizeOf(message), 0);
  if (bytes > MAX_BATCH_BYTES) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${MAX_BATCH_BYTES}`);
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

/** The group of an ARN, which may end in `:*`. */
function requireResource(store: LogStore, input: JsonObject, { accountId }: CallContext): LogGroup {
  const group = groupByArn(store, required(input, 'resourceArn').replace(/:\*$/, ''));
  if (group?.scope.accountId !== accountId) throw groupNotFound();
  return group;
}

function stringMap(input: JsonObject, name: string): Readonly<Record<string, string>> {
  const given = record(input, name) ?? {};
  return Object.fromEntries(Object.keys(given).map((key) => [key, text(given, key) ?? '']));
}

function describeGroup(group: LogGroup): JsonObject {
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    metricFilterCount: 0,
    arn: `${groupArn(group)}:*`,
    logGroupArn: groupArn(group),
    storedBytes: group.storedBytes,
    logGroupClass: group.logGroupClass,
    ...(group.retentionInDays !== undefined && { retentionInDays: group.retentionInDays }),
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
