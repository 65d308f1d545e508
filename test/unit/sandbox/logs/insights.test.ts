import {
  DescribeQueriesCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
  type CloudWatchLogsClient,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT, REGION, START, startSandboxParts, type SandboxParts } from '../../../support/sandboxParts';

const logGroupName = '/ecs/shop';
const LINES = [
  { level: 'info', status: 200, took: 12, user: { name: 'ann' } },
  { level: 'error', status: 503, took: 900, message: 'timeout' },
  { level: 'info', status: 200, took: 20 },
  { level: 'error', status: 500, took: 5, message: 'Null pointer' },
] as const;

let parts: SandboxParts;
let client: CloudWatchLogsClient;

beforeEach(async () => {
  parts = await startSandboxParts();
  client = parts.logsClient();
  parts.logs.createGroup(ACCOUNT, REGION, logGroupName);
  const events = LINES.map((line, index) => ({
    timestamp: START + index * 60_000,
    message: JSON.stringify(line),
  }));
  parts.logs.append(ACCOUNT, REGION, logGroupName, 'web/app/1', events);
  const plain = [{ timestamp: START + 600_000, message: 'plain ERROR text' }];
  parts.logs.append(ACCOUNT, REGION, logGroupName, 'web/app/2', plain);
});
afterEach(() => parts.close());

const start = (queryString: string, more: object = {}) =>
  client.send(
    new StartQueryCommand({
      logGroupName,
      startTime: START / 1000,
      endTime: START / 1000 + 3600,
      queryString,
      ...more,
    }),
  );

/** The result's rows as objects, without the pointers. */
async function run(queryString: string, more: object = {}): Promise<Record<string, string | undefined>[]> {
  const { queryId } = await start(queryString, more);
  await parts.clock.advance(5_000);
  const { results = [], status } = await client.send(new GetQueryResultsCommand({ queryId }));
  expect(status).toBe('Complete');
  return results.map((row) =>
    Object.fromEntries(
      row.flatMap(({ field = '', value }): [string, string | undefined][] =>
        field === '@ptr' ? [] : [[field, value]],
      ),
    ),
  );
}

describe('a query', () => {
  it('gives times and messages, newest first, as many as it may', async () => {
    const rows = await run('fields @timestamp, @message | limit 2');
    expect(rows).toEqual([
      { '@timestamp': '2026-09-01 08:10:00.000', '@message': 'plain ERROR text' },
      { '@timestamp': '2026-09-01 08:03:00.000', '@message': JSON.stringify(LINES[3]) },
    ]);
    expect(await run('fields @message', { limit: 3 })).toHaveLength(3);
    expect(await run('fields @message', { endTime: START / 1000 + 60 })).toHaveLength(2);
  });

  it.each([
    ['@message like /error/i', 3],
    ['@message like /(?i)error/', 3],
    ['@message like "ERROR"', 1],
    ['@message not like /error/', 3],
    ['level = "error" and status >= 503', 1],
    ['status in [500, 503]', 2],
    ['status not in [500, 503]', 3],
    ['not (level = "error") and ispresent(level)', 2],
    ['took > 15 or message = "Null pointer"', 3],
    ['user.name = "ann"', 1],
    ['level != "info"', 3],
    ['@logStream like "app/2"', 1],
  ])('filters by %s', async (filter, count) => {
    expect(await run(`fields @message\n| filter ${filter}`)).toHaveLength(count);
  });

  it('sorts by numbers, and shows fields of documents', async () => {
    const rows = await run(
      '# slowest first\nfields took, user.name as who | filter ispresent(took) | sort took desc',
    );
    expect(rows).toEqual([{ took: '900' }, { took: '20' }, { took: '12', who: 'ann' }, { took: '5' }]);
  });

  it('counts by time and by field', async () => {
    expect(await run('stats count(*) as n by bin(2m) as t | sort t')).toEqual([
      { t: '2026-09-01 08:00:00.000', n: '2' },
      { t: '2026-09-01 08:02:00.000', n: '2' },
      { t: '2026-09-01 08:10:00.000', n: '1' },
    ]);
    const byLevel =
      'filter ispresent(level) | stats count(*), avg(took), max(took), count_distinct(status) by level | sort level';
    expect(await run(byLevel)).toEqual([
      {
        level: 'error',
        'count(*)': '2',
        'avg(took)': '452.5',
        'max(took)': '900',
        'count_distinct(status)': '2',
      },
      { level: 'info', 'count(*)': '2', 'avg(took)': '16', 'max(took)': '20', 'count_distinct(status)': '1' },
    ]);
    expect(await run('filter level = "none" | stats count(*) as n')).toEqual([{ n: '0' }]);
  });

  it('is scheduled, runs, and can be stopped meanwhile', async () => {
    const { queryId } = await start('fields @message');
    const status = async () => (await client.send(new GetQueryResultsCommand({ queryId }))).status;
    expect(await status()).toBe('Scheduled');
    await parts.clock.advance(1_000);
    expect(await status()).toBe('Running');
    expect((await client.send(new StopQueryCommand({ queryId }))).success).toBe(true);
    expect(await status()).toBe('Cancelled');
    await expect(client.send(new StopQueryCommand({ queryId }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const { queries } = await client.send(new DescribeQueriesCommand({ logGroupName }));
    expect(queries).toMatchObject([{ queryId, status: 'Cancelled', queryString: 'fields @message' }]);
  });

  it('says what it has looked at', async () => {
    const { queryId } = await start('filter level = "error"');
    await parts.clock.advance(2_000);
    const { statistics } = await client.send(new GetQueryResultsCommand({ queryId }));
    expect(statistics).toMatchObject({ recordsMatched: 2, recordsScanned: 5 });
  });

  it.each([
    'fields',
    'filter level =',
    'sort',
    'stats nothing(x)',
    'dance',
    'fields @message | limit many',
    'fields a ~ b',
  ])('that cannot be understood is refused: %s', async (queryString) => {
    await expect(start(queryString)).rejects.toMatchObject({ name: 'MalformedQueryException' });
  });

  it('needs a group that is there, and exactly one way to name it', async () => {
    const wrong = [
      { logGroupName: 'absent' },
      { logGroupNames: [logGroupName] },
      { logGroupName: undefined },
    ];
    const names: unknown[] = [];
    for (const more of wrong) {
      await start('fields @message', more).catch((error: unknown) => names.push((error as Error).name));
    }
    expect(names).toEqual([
      'ResourceNotFoundException',
      'InvalidParameterException',
      'InvalidParameterException',
    ]);
    const logGroupIdentifiers = [`arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${logGroupName}`];
    expect(await run('fields @message', { logGroupName: undefined, logGroupIdentifiers })).toHaveLength(5);
  });
});
