import type { TailItem } from './model';

/** How far behind the newest line reading goes on after a rest: lines arrive late, and a deduper lets none come twice. */
const OVERLAP_MS = 60_000;

/**
 * Where reading goes on that began at `since` and brought these items, milliseconds since the epoch. Notes do not count: they
 * are of this moment, while the history before it may still be on its way.
 */
export function resumePoint(since: number, items: readonly TailItem[], now: number): number {
  let point = since;
  for (const { kind, at } of items)
    if (kind === 'line') point = Math.max(point, Math.min(at, now) - OVERLAP_MS);
  return point;
}
