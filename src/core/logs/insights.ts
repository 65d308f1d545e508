import type { InsightsAnswer, LogsApi } from '../aws/api';
import type { Connection } from '../aws/connection';
import type { Clock } from '../lib/clock';
import { QuaysideError } from '../lib/errors';
import type { LogSubject } from './model';
import { backOffMs, troubleOf } from './trouble';
import { findSearchPlaces, type SearchPlaces } from './searchPlaces';

export interface InsightsRequest {
  readonly subject: LogSubject;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** In the language of Logs Insights. */
  readonly text: string;
}

export interface InsightsResult extends Omit<InsightsAnswer, 'state'> {
  /** What was read: whole groups, also the lines that others write to them. */
  readonly groups: readonly string[];
}

const ASK_MS = 1000;
const MOST_GROUPS = 50;
const STOP_MS = 5000;
/** In a row; about two minutes. */
const MOST_FAILURES = 7;
const ENDED = {
  failed: 'CloudWatch could not finish the query',
  cancelled: 'The query was stopped by somebody else',
  timedOut: 'The query took longer than CloudWatch lets one run: ask for a shorter time',
} as const;

/**
 * Runs a query of Logs Insights over the groups that a subject logs to, in each of their regions, and waits for its end. No
 * groups when nothing of it is in CloudWatch. When the signal fires the query is stopped.
 */
export async function runInsights(
  {
    connection,
    clock,
  }: { readonly connection: Pick<Connection, 'info' | 'ecs' | 'logs'>; readonly clock: Clock },
  { subject, from, to, text }: InsightsRequest,
  signal: AbortSignal,
): Promise<InsightsResult> {
  const found = await findSearchPlaces(connection, subject, signal);
  const regions = byRegion(found.groups);
  const groups: string[] = [];
  const answers: InsightsAnswer[] = [];
  for (const [region, inRegion] of regions) {
    const names = inRegion.slice(0, MOST_GROUPS);
    groups.push(...names);
    const query = { groups: names, from, to, text };
    answers.push(await answerOf(connection.logs(region), clock, query, signal));
  }
  const sum = (of: (answer: InsightsAnswer) => number): number =>
    answers.reduce((total, answer) => total + of(answer), 0);
  return {
    groups,
    rows: answers.flatMap(({ rows }) => rows),
    scannedBytes: sum(({ scannedBytes }) => scannedBytes),
    scannedRecords: sum(({ scannedRecords }) => scannedRecords),
    matchedRecords: sum(({ matchedRecords }) => matchedRecords),
  };
}

async function answerOf(
  logs: LogsApi,
  clock: Clock,
  query: Parameters<LogsApi['startQuery']>[0],
  signal: AbortSignal,
): Promise<InsightsAnswer> {
  const id = await logs.startQuery(query, signal);
  let ended = false;
  try {
    for (let failures = 0; ;) {
      const answer = await resultsSoFar(logs, id, failures, signal);
      failures = answer === undefined ? failures + 1 : 0;
      if (answer !== undefined && answer.state !== 'running') {
        ended = true;
        if (answer.state === 'complete') return answer;
        throw new QuaysideError('awsError', ENDED[answer.state], {
          details: { operation: 'StartQuery', awsCode: answer.state },
        });
      }
      await clock.sleep(failures === 0 ? ASK_MS : backOffMs(failures), signal);
    }
  } finally {
    // What nobody waits for is not to read, and cost, any more; that it has just ended by itself is no trouble.
    if (!ended) await logs.stopQuery(id, AbortSignal.timeout(STOP_MS)).catch(() => undefined);
  }
}

/** Undefined where asking did not work for the moment: the query goes on meanwhile, and is paid for. */
async function resultsSoFar(
  logs: LogsApi,
  id: string,
  failures: number,
  signal: AbortSignal,
): Promise<InsightsAnswer | undefined> {
  try {
    return await logs.queryResults(id, signal);
  } catch (error) {
    const { kind } = troubleOf(error);
    const passes = kind === 'throttled' || kind === 'offline';
    if (!passes || failures >= MOST_FAILURES) throw error;
    return undefined;
  }
}

/** A result as comma-separated values (RFC 4180), with a first line of names. */
export function insightsCsv(rows: InsightsAnswer['rows']): string {
  const fields = insightsFields(rows);
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map((row) => {
    const values = new Map(row);
    return fields.map((field) => cell(harmless(values.get(field) ?? '')));
  });
  return [fields.map(cell), ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** The fields of a result in order of their first appearance: rows leave out what they do not have. */
export function insightsFields(rows: InsightsAnswer['rows']): readonly string[] {
  return [...new Set(rows.flatMap((row) => row.map(([field]) => field)))];
}

/** A program for tables would take what begins so for a formula; lines of logs are written by anybody. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
}

function byRegion(groups: SearchPlaces['groups']): ReadonlyMap<string, readonly string[]> {
  const regions = new Map<string, string[]>();
  for (const { region, group } of groups) regions.set(region, [...(regions.get(region) ?? []), group]);
  return regions;
}
