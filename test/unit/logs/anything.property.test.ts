import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../src/core/aws/api';
import { formatMessage } from '../../../src/core/lib/message';
import { Deduper } from '../../../src/core/logs/dedupe';
import { LineFormatter } from '../../../src/core/logs/format';
import { LogView } from '../../../src/core/logs/logView';
import { mergeByTime, sortEvents } from '../../../src/core/logs/merge';
import type { TailItem, TailLine } from '../../../src/core/logs/model';
import { LogSearch } from '../../../src/core/logs/search';
import { StreamBook } from '../../../src/core/logs/streamBook';
import { CLUSTER, FakeCloud, SERVICE, taskArn } from './fakeCloud';
import { VirtualTime } from './virtualTime';

/** What containers print: also huge lines, halves of characters, control characters, colours, markup and broken JSON. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '\u001B[31mred\u001B[0m \u001B]0;title\u0007 \u001B[2J\u001B[',
    '<script>alert(1)</script> [link](command:quayside.deploy) $(gear) **bold**',
    '{"level":"error","msg":"\\ud800 \\u0007","stack":"a\\n  at b"}',
    '{"msg":' + '['.repeat(5000),
    '\tat frame (file.js:1:1)',
    'Caused by: \u202Egnp.exe',
    '── stopped ──',
    '',
    '\n\n\r\n',
  ),
  fc.nat(300_000).map((length) => 'x'.repeat(length)),
  fc.nat(5000).map((count) => 'a\n'.repeat(count)),
);

const printed = fc.array(
  fc.record({ text: nasty, at: fc.nat(20), late: fc.nat(3), task: fc.constantFrom('a', 'b') }),
  { maxLength: 25 },
);

function expectHarmless(lines: readonly string[], longest = 8200): void {
  for (const line of lines) {
    expect(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/.test(line)).toBe(
      false,
    );
    expect(Buffer.from(line, 'utf8').toString('utf8') === line).toBe(true);
    expect(line.length).toBeLessThan(longest);
  }
}

describe('whatever containers print', () => {
  it('comes through deduplication, merge, filter and panel once, and leaves them whole', async () => {
    await fc.assert(
      fc.asyncProperty(printed, fc.boolean(), async (lines, rawJson) => {
        const book = new StreamBook();
        for (const id of ['a', 'b'])
          book.add({
            group: 'g',
            region: 'r',
            stream: id,
            source: { taskArn: taskArn(id), taskId: id, revision: 1, container: 'app' },
          });
        const events = lines.map(({ text, at, late, task }): LogEvent => ({
          timestamp: at,
          ingestionTime: at + late,
          message: text,
          group: 'g',
          stream: task,
        }));
        const dedupe = new Deduper();
        // The same lines come by two ways, in whatever order.
        const live = events.filter(dedupe.pass('g'));
        expect(events.filter(dedupe.pass('g'))).toEqual([]);
        const sources = ['a', 'b'].map((id) =>
          batches(book.lines('r', 'g', sortEvents(live.filter(({ stream }) => stream === id)))),
        );
        const merged: TailLine[] = [];
        for await (const batch of mergeByTime(sources)) merged.push(...batch);
        expect(merged.map(({ text }) => text).sort()).toEqual(lines.map(({ text }) => text).sort());
        const view = new LogView({ kept: 1000, held: 1000, characters: 1e8 }, formatMessage, () => 0);
        expectHarmless(view.push(merged).lines);
        expectHarmless(view.change({ rawJson, level: 'warn', text: 'a' }).lines);
        view.change({});
        expect(view.everything().length).toBeGreaterThanOrEqual(lines.length);
        expectHarmless(view.everything(), Infinity);
      }),
      { numRuns: 25 },
    );
  }, 30_000);

  it('is found by a search once, and leaves its document whole', async () => {
    await fc.assert(
      fc.asyncProperty(printed, async (lines) => {
        const time = new VirtualTime();
        const cloud = new FakeCloud(time);
        cloud.startTask('a');
        for (const { text, at, task } of lines) cloud.log(task, text, { ago: at });
        const search = new LogSearch(
          { subject: { clusterArn: CLUSTER, serviceArn: SERVICE }, from: time.now() - 100, to: time.now() },
          { connection: cloud.connection, clock: time, pageLines: 4 },
        );
        const { signal } = new AbortController();
        while (!search.reachedStart) await search.earlier(signal);
        const found = search.items.filter((item) => item.kind === 'line').map(({ text }) => text);
        expect([...found].sort()).toEqual(lines.map(({ text }) => text).sort());
        const formatter = new LineFormatter();
        expectHarmless(search.items.flatMap((item: TailItem) => formatter.format(item)));
      }),
      { numRuns: 25 },
    );
  }, 30_000);
});

async function* batches(lines: readonly TailLine[]): AsyncGenerator<readonly TailLine[]> {
  for (let start = 0; start < lines.length; start += 3) {
    await Promise.resolve();
    yield lines.slice(start, start + 3);
  }
}
