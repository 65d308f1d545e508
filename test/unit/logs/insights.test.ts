import { beforeEach, describe, expect, it } from 'vitest';
import type { InsightsAnswer, LogsApi } from '../../../src/core/aws/api';
import { QuaysideError, type ErrorCode } from '../../../src/core/lib/errors';
import {
  insightsCsv,
  insightsFields,
  runInsights,
  type InsightsResult,
} from '../../../src/core/logs/insights';
import { awslogsContainer, CLUSTER, FakeCloud, SERVICE } from './fakeCloud';
import { VirtualTime } from './virtualTime';

describe('a query of Logs Insights', () => {
  let time: VirtualTime;
  /** What each question about the query is answered, one after the other. */
  let answers: (InsightsAnswer['state'] | ErrorCode)[];
  let asked: string[];

  beforeEach(() => {
    time = new VirtualTime();
    answers = [];
    asked = [];
  });

  async function run(): Promise<InsightsResult> {
    const options = { Name: 'cloudwatch_logs', log_group_name: '/routed', region: 'eu-west-1' };
    const routed = { name: 'routed', logConfiguration: { logDriver: 'awsfirelens', options } };
    const cloud = new FakeCloud(time, { containerDefinitions: [awslogsContainer('app'), routed] });
    cloud.startTask('aaaaaa11');
    const { connection } = cloud;
    const logs = (region: string): LogsApi => ({
      ...connection.logs(region),
      startQuery: ({ groups }) => {
        asked.push(`${region} ${groups.join(' ')}`);
        return Promise.resolve('id');
      },
      queryResults: () => {
        const state = answers.shift() ?? 'complete';
        if (!['running', 'complete', 'failed', 'cancelled', 'timedOut'].includes(state))
          return Promise.reject(new QuaysideError(state as ErrorCode, 'no'));
        const numbers = { scannedBytes: 1, scannedRecords: 2, matchedRecords: 1 };
        return Promise.resolve({
          state: state as InsightsAnswer['state'],
          rows: [[['a', region]]],
          ...numbers,
        });
      },
      stopQuery: () => {
        asked.push('stop');
        return Promise.resolve();
      },
    });
    const subject = { clusterArn: CLUSTER, serviceArn: SERVICE };
    const running = runInsights(
      { connection: { ...connection, logs }, clock: time },
      { subject, from: time.now() - 1000, to: time.now(), text: 'fields a' },
      new AbortController().signal,
    );
    running.catch(() => undefined);
    await time.pass(600_000);
    return running;
  }

  it('reads the groups in all their regions, also one whose streams nobody can name', async () => {
    const { groups, rows, scannedBytes } = await run();
    expect(asked).toEqual(['us-east-1 /ecs/web', 'eu-west-1 /routed']);
    expect(groups).toEqual(['/ecs/web', '/routed']);
    expect([rows.flat(), scannedBytes]).toEqual([
      [
        ['a', 'us-east-1'],
        ['a', 'eu-west-1'],
      ],
      2,
    ]);
  });

  it('is not given up, and paid for in vain, when asking for it fails for a while', async () => {
    answers = ['running', 'throttled', 'throttled', 'unreachable', 'running', 'complete'];
    expect((await run()).rows).toHaveLength(2);
    expect(asked).not.toContain('stop');
  });

  it('is given up and stopped when AWS stays out of reach', async () => {
    answers = Array.from({ length: 20 }, () => 'unreachable');
    await expect(run()).rejects.toMatchObject({ code: 'unreachable' });
    expect(asked.at(-1)).toBe('stop');
  });

  it('that took too long says what to do', async () => {
    answers = ['running', 'timedOut'];
    await expect(run()).rejects.toThrow('ask for a shorter time');
    expect(asked).not.toContain('stop');
  });
});

describe('a result of Logs Insights', () => {
  it('has the fields of all its rows, in order of their appearance', () => {
    expect(
      insightsFields([
        [['a', '1']],
        [
          ['b', '2'],
          ['a', '3'],
        ],
      ]),
    ).toEqual(['a', 'b']);
  });

  it('becomes comma-separated values with names in the first line, and gaps where a row has none', () => {
    const rows = [[['a', 'x,"y"\nz']], [['b', '-12']]] as const;
    expect(insightsCsv(rows)).toBe('a,b\r\n"x,""y""\nz",\r\n,-12\r\n');
  });

  it('holds no formula that a program for tables would run', () => {
    expect(insightsCsv([[['a', '=HYPERLINK(1)']], [['a', '@SUM(1)']]])).toBe(
      "a\r\n'=HYPERLINK(1)\r\n'@SUM(1)\r\n",
    );
  });
});
