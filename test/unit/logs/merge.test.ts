import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeByTime, sortEvents } from '../../../src/core/logs/merge';

interface Item {
  readonly at: number;
  readonly name: string;
}

async function* batches(items: readonly (readonly Item[])[]): AsyncGenerator<readonly Item[]> {
  for (const batch of items) yield await Promise.resolve(batch);
}

async function merged(sources: readonly (readonly (readonly Item[])[])[]): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const items of mergeByTime(sources.map(batches))) all.push(...items);
  return all;
}

const item = fc.record({ at: fc.integer({ min: 0, max: 50 }), name: fc.string({ maxLength: 3 }) });
const source = fc.array(fc.array(item, { maxLength: 6 }), { maxLength: 6 });
const byTime = (a: Item, b: Item): number => a.at - b.at;
const texts = (items: readonly Item[]): string[] => items.map((entry) => JSON.stringify(entry)).sort();

describe('merging by time', () => {
  it('orders what its sources have ordered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(item, { maxLength: 20 }), { maxLength: 4 }), async (lists) => {
        const sources = lists.map((list) => {
          const sorted = [...list].sort(byTime);
          return [sorted.slice(0, 3), sorted.slice(3, 4), [], sorted.slice(4)];
        });
        const out = await merged(sources);
        expect(out.map(({ at }) => at)).toEqual(
          lists
            .flat()
            .sort(byTime)
            .map(({ at }) => at),
        );
        expect(texts(out)).toEqual(texts(lists.flat()));
      }),
    );
  });

  it('loses and repeats nothing, even of sources out of order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(source, { maxLength: 4 }), async (sources) => {
        expect(texts(await merged(sources))).toEqual(texts(sources.flat(2)));
      }),
    );
  });

  it('lets go of its sources when the reader stops', async () => {
    let released = 0;
    async function* endless(): AsyncGenerator<readonly Item[]> {
      try {
        for (let at = 0; ; at += 1) yield await Promise.resolve([{ at, name: 'x' }]);
      } finally {
        released += 1;
      }
    }
    for await (const items of mergeByTime([endless(), endless()])) if ((items[0]?.at ?? 0) > 3) break;
    expect(released).toBe(2);
  });
});

it('sorts events by their own time, then by arrival, and leaves equals as they came', () => {
  const event = (timestamp: number, ingestionTime: number, message: string) => ({
    timestamp,
    ingestionTime,
    message,
    group: 'g',
    stream: 's',
  });
  const sorted = sortEvents([
    event(2, 9, 'd'),
    event(1, 9, 'c'),
    event(1, 8, 'a'),
    event(1, 8, 'b'),
    event(2, 9, 'e'),
  ]);
  expect(sorted.map(({ message }) => message).join('')).toBe('abcde');
});
