import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Deduper } from '../../../src/core/logs/dedupe';

const event = fc.record({
  stream: fc.constantFrom('a', 'b'),
  timestamp: fc.integer({ min: 1_000_000, max: 1_000_004 }),
  ingestionTime: fc.integer({ min: 1_000_010, max: 1_000_012 }),
  message: fc.constantFrom('', 'one', 'two'),
});

it('lets every event of a log through exactly once, however often and in whatever parts it is read', () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 60 }),
      fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 6 }),
      (log, parts) => {
        // Lines that arrived by one call arrive together, so a reading begins and ends between arrivals.
        const arrived = [...log].sort((a, b) => a.ingestionTime - b.ingestionTime);
        const dedupe = new Deduper();
        const readings = [...parts, [0, 60] as const].map(([from, to]) =>
          arrived.filter(({ ingestionTime }) => {
            const first = arrived[Math.min(from, arrived.length - 1)]?.ingestionTime ?? 0;
            const last = arrived[Math.min(to, arrived.length - 1)]?.ingestionTime ?? 0;
            return ingestionTime >= first && ingestionTime <= last;
          }),
        );
        const passed = readings.flatMap((reading) => reading.filter(dedupe.pass('group')));
        const text = (list: typeof log): string[] => list.map((entry) => JSON.stringify(entry)).sort();
        expect(text(passed)).toEqual(text(log));
      },
    ),
  );
});

it('keeps equal lines of the same millisecond', () => {
  const line = { stream: 's', timestamp: 1, ingestionTime: 2, message: 'tick' };
  const dedupe = new Deduper();
  expect([line, line, line].filter(dedupe.pass('group'))).toHaveLength(3);
  expect([line, line, line, line].filter(dedupe.pass('group'))).toHaveLength(1);
});

it('tells streams, groups and arrivals apart', () => {
  const line = { stream: 's', timestamp: 1, ingestionTime: 2, message: 'tick' };
  const dedupe = new Deduper();
  expect([line].filter(dedupe.pass('group'))).toHaveLength(1);
  expect([line].filter(dedupe.pass('other group'))).toHaveLength(1);
  expect([{ ...line, stream: 't' }].filter(dedupe.pass('group'))).toHaveLength(1);
  expect([{ ...line, ingestionTime: 3 }].filter(dedupe.pass('group'))).toHaveLength(1);
});

it('takes no two of a hundred thousand lines for one that differ in a digit, a millisecond or their stream', () => {
  const lines = Array.from({ length: 100_000 }, (_unused, index) => ({
    stream: `ecs/app/${index % 2}`,
    timestamp: 1_790_000_000_000 + (index % 97),
    ingestionTime: 1_790_000_000_500 + (index % 89),
    message: `request ${Math.floor(index / 4)} took ${index % 4} ms`,
  }));
  expect(lines.filter(new Deduper().pass('group'))).toHaveLength(lines.length);
});

it('remembers a line stamped in the future until that time has come', () => {
  const dedupe = new Deduper();
  const future = { stream: 's', timestamp: 4_000_000, ingestionTime: 1_000_000, message: 'early bird' };
  const later = { stream: 's', timestamp: 2_000_000, ingestionTime: 2_000_000, message: 'on time' };
  expect([future, later].filter(dedupe.pass('group'))).toHaveLength(2);
  expect([future, later].filter(dedupe.pass('group'))).toHaveLength(0);
});

it('forgets what cannot come again, so that it stays small', () => {
  const dedupe = new Deduper();
  const old = { stream: 's', timestamp: 0, ingestionTime: 0, message: 'old' };
  const isNew = dedupe.pass('group');
  expect(isNew(old)).toBe(true);
  for (let at = 0; at < 400_000; at += 1000)
    isNew({ stream: 's', timestamp: at, ingestionTime: at, message: 'x' });
  expect(dedupe.pass('group')(old)).toBe(true);
});
