import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../core/lib/json';
import type { WorldClock } from '../../clock';
import { integer, text, texts } from '../../wire/input';
import { AwsError, type CallContext, type Operation } from '../../wire/service';
import { parseInsightsQuery, type InsightsQuery } from './insightsQuery';
import { runInsights, type InsightsResult } from './insightsRun';
import { QuerySyntaxError } from './insightsTokens';
import type { LogGroup, LogStore } from './logStore';
import { decodeToken, encodeToken, groupByArn, invalidParameter, required } from './scope';

/** A query is scheduled, then runs, then is complete; its result is kept for a while. */
const SCHEDULED_MS = 500;
const RUNNING_MS = 1_500;
const KEPT_MS = 60 * 60 * 1000;
const MAX_RUNNING = 30;
const MAX_RESULTS = 10_000;
const MAX_GROUPS = 50;

interface RunningQuery {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly groups: readonly LogGroup[];
  readonly query: InsightsQuery;
  readonly queryString: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly limit: number;
  readonly startedAt: number;
  cancelled: boolean;
  result?: InsightsResult;
}

/** Logs Insights, with the commands that are used most; see `insightsQuery.ts`. */
export function insightsOperations(store: LogStore, clock: WorldClock): Record<string, Operation> {
  const queries = new Map<string, RunningQuery>();

  const statusOf = ({ cancelled, startedAt }: RunningQuery): string => {
    if (cancelled) return 'Cancelled';
    const age = clock.now() - startedAt;
    if (age < SCHEDULED_MS) return 'Scheduled';
    return age < RUNNING_MS ? 'Running' : 'Complete';
  };
  const resultOf = (query: RunningQuery): InsightsResult =>
    (query.result ??= runInsights(query.groups, query.query, query));
  const requireQuery = (input: JsonObject, { accountId }: CallContext): RunningQuery => {
    const query = queries.get(required(input, 'queryId'));
    if (query?.accountId === accountId) return query;
    throw new AwsError('ResourceNotFoundException', 'The specified query does not exist.');
  };
  const isRunning = (query: RunningQuery): boolean => ['Scheduled', 'Running'].includes(statusOf(query));

  return {
    StartQuery: (input, context) => {
      const now = clock.now();
      for (const [id, { startedAt }] of queries) if (now - startedAt > KEPT_MS) queries.delete(id);
      const { accountId, region } = context;
      const own = [...queries.values()].filter((query) => query.accountId === accountId && isRunning(query));
      if (own.length >= MAX_RUNNING) {
        throw new AwsError(
          'LimitExceededException',
          `Account maximum query concurrency of [${MAX_RUNNING}] reached.`,
        );
      }
      const queryString = required(input, 'queryString');
      const groups = groupsOf(store, input, context);
      for (const group of groups) store.expire(group, now);
      const startTime = integer(input, 'startTime') ?? 0;
      const endTime = integer(input, 'endTime') ?? 0;
      if (endTime < startTime) throw invalidParameter('End time should not be before start time.');
      const limit = integer(input, 'limit') ?? MAX_RESULTS;
      if (limit < 1 || limit > MAX_RESULTS) {
        throw invalidParameter(`limit must be between 1 and ${MAX_RESULTS}.`);
      }
      const query = parse(queryString);
      const id = randomUUID();
      const range = { startTime, endTime, limit };
      const who = { id, accountId, region };
      queries.set(id, { ...who, groups, query, queryString, ...range, startedAt: now, cancelled: false });
      return { queryId: id };
    },

    GetQueryResults: (input, context) => {
      const query = requireQuery(input, context);
      const status = statusOf(query);
      const nothing = { recordsMatched: 0, recordsScanned: 0, bytesScanned: 0 };
      const answer = { queryLanguage: 'CWLI', status };
      if (status !== 'Complete') return { ...answer, results: [], statistics: nothing };
      const { results, statistics } = resultOf(query);
      const { items, nextToken } = pageOf(input, results);
      return { ...answer, results: items, statistics, ...(nextToken !== undefined && { nextToken }) };
    },

    StopQuery: (input, context) => {
      const query = requireQuery(input, context);
      if (!isRunning(query)) {
        throw invalidParameter(`Query is not in a running state. Current state: ${statusOf(query)}`);
      }
      query.cancelled = true;
      return { success: true };
    },

    DescribeQueries: (input, { accountId, region }) => {
      const group = text(input, 'logGroupName');
      const status = text(input, 'status');
      const found = [...queries.values()].filter(
        (query) =>
          query.accountId === accountId &&
          query.region === region &&
          (group === undefined || query.groups.some(({ name }) => name === group)) &&
          (status === undefined || statusOf(query) === status),
      );
      found.sort((a, b) => b.startedAt - a.startedAt);
      return {
        queries: found.slice(0, integer(input, 'maxResults') ?? 1000).map((query) => ({
          queryLanguage: 'CWLI',
          queryId: query.id,
          queryString: query.queryString,
          status: statusOf(query),
          createTime: query.startedAt,
          logGroupName: query.groups[0]?.name,
        })),
      };
    },
  };
}

function parse(queryString: string): InsightsQuery {
  try {
    return parseInsightsQuery(queryString);
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error;
    const line = queryString.slice(0, error.position).split('\n').length;
    const message = `${error.message} at line ${line} and position ${error.position}`;
    const location = { startCharOffset: error.position, endCharOffset: error.position + 1 };
    throw new AwsError('MalformedQueryException', message, {
      members: { queryCompileError: { location, message: error.message } },
    });
  }
}

/** Named by one of three members; ARNs work as identifiers. */
function groupsOf(store: LogStore, input: JsonObject, scope: CallContext): readonly LogGroup[] {
  const single = text(input, 'logGroupName');
  const lists = [
    single === undefined ? undefined : [single],
    texts(input, 'logGroupNames'),
    texts(input, 'logGroupIdentifiers'),
  ].filter((list) => list !== undefined);
  const [names] = lists;
  if (names === undefined || lists.length > 1) {
    throw invalidParameter(
      'Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.',
    );
  }
  if (names.length === 0 || names.length > MAX_GROUPS) {
    throw invalidParameter(`Between 1 and ${MAX_GROUPS} log groups can be queried.`);
  }
  return names.map((name) => {
    const group = name.startsWith('arn:') ? groupByArn(store, name) : store.group(scope, name);
    if (group?.scope.accountId === scope.accountId) return group;
    throw new AwsError(
      'ResourceNotFoundException',
      `Log group '${name}' does not exist for account ID '${scope.accountId}'`,
    );
  });
}

function pageOf<T>(
  input: JsonObject,
  all: readonly T[],
): { readonly items: readonly T[]; readonly nextToken?: string } {
  const token = text(input, 'nextToken');
  const from = token === undefined ? 0 : (integer(decodeToken(token), 'from') ?? 0);
  const to = from + (integer(input, 'maxItems') ?? MAX_RESULTS);
  const items = all.slice(from, to);
  return to < all.length ? { items, nextToken: encodeToken({ from: to }) } : { items };
}
