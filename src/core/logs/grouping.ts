import type { TailItem, TailLine } from './model';
import { isContinuation } from './record';

/**
 * Puts lines that go on with a record (a stack trace, say) right behind it, where lines of other tasks came between them.
 * Everything else keeps its order. Rests on one container's lines being in order.
 */
export function keepRecordsTogether(items: readonly TailItem[]): readonly TailItem[] {
  if (!items.some((item) => item.kind === 'line' && isContinuation(item.text))) return items;
  /** Records in order of their first lines. */
  const records: TailItem[][] = [];
  const open = new Map<string, TailItem[]>();
  for (const item of items) {
    const record = item.kind === 'line' && isContinuation(item.text) ? open.get(sourceOf(item)) : undefined;
    if (record !== undefined) {
      record.push(item);
      continue;
    }
    const begun = [item];
    records.push(begun);
    if (item.kind === 'line') open.set(sourceOf(item), begun);
  }
  return records.flat();
}

export function sourceOf({ source: { taskArn, container } }: TailLine): string {
  return `${taskArn}\n${container}`;
}
