import type { LogEvent } from '../aws/api';

/** Events by their own time; equal times by arrival at CloudWatch, then in the order they came. */
export function sortEvents(events: readonly LogEvent[]): readonly LogEvent[] {
  return [...events].sort((a, b) => a.timestamp - b.timestamp || a.ingestionTime - b.ingestionTime);
}

/**
 * Merges batches of several sources by time, holding one batch a source. What comes out is ordered when each source
 * is; a source that is not loses nothing, its stragglers come late.
 */
export async function* mergeByTime<T extends { readonly at: number }>(
  sources: readonly AsyncIterable<readonly T[]>[],
): AsyncGenerator<readonly T[]> {
  const heads = sources.map((source) => ({
    iterator: source[Symbol.asyncIterator](),
    batch: [] as readonly T[],
    done: false,
  }));
  try {
    for (;;) {
      await Promise.all(
        heads.map(async (head) => {
          while (!head.done && head.batch.length === 0) {
            const next = await head.iterator.next();
            if (next.done === true) head.done = true;
            else head.batch = [...next.value].sort((a, b) => a.at - b.at);
          }
        }),
      );
      const waiting = heads.filter(({ batch }) => batch.length > 0);
      if (waiting.length === 0) return;
      // Up to here every source has been heard, so nothing earlier can follow.
      const heard = Math.min(...waiting.map(({ batch }) => batch.at(-1)?.at ?? Infinity));
      const ready: T[] = [];
      for (const head of waiting) {
        const next = head.batch.findIndex(({ at }) => at > heard);
        ready.push(...(next === -1 ? head.batch : head.batch.slice(0, next)));
        head.batch = next === -1 ? [] : head.batch.slice(next);
      }
      yield waiting.length === 1 ? ready : ready.sort((a, b) => a.at - b.at);
    }
  } finally {
    for (const { iterator } of heads) await iterator.return?.();
  }
}
