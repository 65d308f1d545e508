import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/core/aws/connection';
import { systemClock, type Clock } from '../../../src/core/lib/clock';
import { runInsights, type InsightsResult } from '../../../src/core/logs/insights';
import { LogSearch } from '../../../src/core/logs/search';
import { startTestSandbox, type TestSandbox } from '../../support/sandboxServer';
import { testConnections } from '../aws/setup';

/* Search and Logs Insights over real adapters, real HTTP and the sandbox's own CloudWatch. */

const MINUTE = 60_000;
const DEFAULT_QUERY = 'fields @timestamp, @message | sort @timestamp desc | limit 100';
const { signal } = new AbortController();
let sandbox: TestSandbox;
let connection: Connection;

/** Who waits lets the world's time pass. */
const clock: Clock = {
  now: () => sandbox.clock.now(),
  sleep: (ms) => sandbox.clock.advance(ms),
};

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const { connections } = testConnections();
  connection = await connections.open({
    kind: 'sandbox',
    endpoint: sandbox.endpoint,
    region: sandbox.region,
  });
  await sandbox.clock.advance(2 * MINUTE);
});

afterAll(async () => {
  connection.dispose();
  await sandbox.dispose();
});

const arn = (kind: string, name: string): string =>
  `arn:aws:ecs:${sandbox.region}:${sandbox.accountId}:${kind}/${name}`;
const subject = () => ({
  clusterArn: arn('cluster', 'production'),
  serviceArn: arn('service', 'production/shop-web'),
});

describe('a search over the wire', () => {
  it('finds the lines that match a pattern, in pages of the newest first', async () => {
    const request = { subject: subject(), from: clock.now() - 30 * MINUTE, to: clock.now() };
    const all = new LogSearch(request, { connection, clock });
    while (!all.reachedStart) await all.earlier(signal);
    expect(all.count).toBeGreaterThan(20);
    const steps = new LogSearch(request, { connection, clock, pageLines: 7 });
    while (!steps.reachedStart) await steps.earlier(signal);
    expect(steps.items).toEqual(all.items);
    const text = all.items.flatMap((item) => (item.kind === 'line' ? item.text : []))[3] ?? '';
    const word = /[A-Za-z]{3,}/.exec(text)?.[0] ?? '';
    const some = new LogSearch({ ...request, pattern: `"${word}"` }, { connection, clock });
    await some.earlier(signal);
    expect(some.count).toBeGreaterThan(0);
    expect(some.items.every((item) => item.kind === 'line' && item.text.includes(word))).toBe(true);
  });

  it('before the year in which CloudWatch learnt the order finds the same lines', async () => {
    const search = new LogSearch({ subject: subject(), from: 0, to: clock.now() }, { connection, clock });
    await search.earlier(signal);
    expect(search.count).toBeGreaterThan(20);
  });

  it('says in the words of AWS what is wrong with a pattern', async () => {
    const request = { subject: subject(), from: clock.now() - MINUTE, to: clock.now(), pattern: '{ $.a = }' };
    await expect(new LogSearch(request, { connection, clock }).earlier(signal)).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});

describe('a query of Logs Insights', () => {
  const run = (text: string): Promise<InsightsResult> =>
    runInsights(
      { connection, clock },
      { subject: subject(), from: clock.now() - 30 * MINUTE, to: clock.now(), text },
      signal,
    );

  it('waits for its end, and tells rows, and what was read', async () => {
    const result = await run(DEFAULT_QUERY);
    expect(result.groups).toEqual(['/ecs/shop-web']);
    expect(result.rows.length).toBeGreaterThan(20);
    expect(result.rows[0]?.map(([field]) => field)).toEqual(['@timestamp', '@message']);
    expect([result.scannedBytes > 0, result.scannedRecords >= result.rows.length]).toEqual([true, true]);
  });

  it('that is no query fails in the words of AWS', async () => {
    await expect(run('fields @message | nonsense')).rejects.toMatchObject({ code: 'invalid' });
  });

  it('is stopped when nobody waits for it any more', async () => {
    const stop = new AbortController();
    const impatient: Clock = {
      now: () => clock.now(),
      sleep: (_ms, stopped) => {
        stop.abort();
        return systemClock.sleep(0, stopped);
      },
    };
    const request = { subject: subject(), from: 0, to: clock.now(), text: DEFAULT_QUERY };
    const query = runInsights({ connection, clock: impatient }, request, stop.signal);
    await expect(query).rejects.toMatchObject({ code: 'cancelled' });
    expect(await sandbox.control('calls')).toMatchObject({ 'logs:StopQuery': 1 });
  });
});
