import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LogSearch } from '../../../src/core/logs/search';
import { CLUSTER, FakeCloud, SERVICE, awslogs } from './fakeCloud';
import { VirtualTime } from './virtualTime';

const RANGE_MS = 600_000;

const event = fc.record({
  // Lines of one millisecond are common.
  ago: fc.oneof(fc.nat(RANGE_MS), fc.nat(3)),
  task: fc.constantFrom('task00', 'task01', 'gone00'),
  container: fc.constantFrom('app', 'sidecar'),
});

it('finds every line exactly once and in order, by whatever steps and pages', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 60 }),
      fc.record({
        pageLines: fc.integer({ min: 1, max: 20 }),
        keptLines: fc.integer({ min: 5, max: 30 }),
        pageSize: fc.integer({ min: 1, max: 10 }),
        newestFirst: fc.constantFrom('known', 'refused', 'ignored'),
      }),
      fc.array(fc.boolean(), { maxLength: 8 }),
      async (events, { pageSize, newestFirst, ...limits }, steps) => {
        const time = new VirtualTime();
        const cloud = new FakeCloud(time, awslogs('app', 'sidecar'));
        cloud.pageSize = pageSize;
        cloud.newestFirst = newestFirst;
        cloud.startTask('task00');
        cloud.startTask('task01');
        for (const [index, { ago, task, container }] of events.entries())
          cloud.log(task, String(index), { ago, container });
        const { signal } = new AbortController();
        const search = new LogSearch(
          {
            subject: { clusterArn: CLUSTER, serviceArn: SERVICE },
            from: time.now() - RANGE_MS,
            to: time.now(),
          },
          { connection: cloud.connection, clock: time, ...limits },
        );
        const shown = (): readonly number[] =>
          search.items.map((item) => (item.kind === 'line' ? Number(item.text) : -1));
        const seen = new Set<number>();
        const look = (): void => {
          const lines = shown();
          for (const line of lines) seen.add(line);
          expect(lines.length).toBeLessThanOrEqual(limits.keptLines);
          expect(new Set(lines).size).toBe(lines.length);
          const times = search.items.map(({ at }) => at);
          expect(times).toEqual([...times].sort((a, b) => a - b));
        };
        await search.earlier(signal);
        look();
        for (const back of steps) {
          if (back && !search.reachedStart) await search.earlier(signal);
          else if (!search.reachedEnd) await search.later(signal);
          look();
        }
        // Each millisecond's lines fit into what is kept, or a step could not get past it.
        fc.pre(most(events.map(({ ago }) => ago)) < limits.keptLines);
        for (let step = 0; step < 200 && !search.reachedEnd; step += 1) {
          await search.later(signal);
          look();
        }
        for (let step = 0; step < 200 && !search.reachedStart; step += 1) {
          await search.earlier(signal);
          look();
        }
        expect([...seen].sort((a, b) => a - b)).toEqual(events.map((_, index) => index));
      },
    ),
    { numRuns: 150 },
  );
}, 30_000);

/** How often the most frequent number comes. */
function most(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
