import type { ServiceEvent } from '../../model/service';
import type { WatchReference } from '../event';

const KEPT = 200;

/**
 * The service events that belong to this rollout, newest first: those after the cursor, and later than its start.
 * AWS keeps the last 100 only, so what was seen once is kept here.
 */
export function eventsAfter(
  reference: Pick<WatchReference, 'eventCursor' | 'startedAt'>,
  newest: readonly ServiceEvent[],
  seen: readonly ServiceEvent[],
): readonly ServiceEvent[] {
  const known = new Set(seen.map(({ id }) => id));
  const cursor = newest.findIndex(({ id }) => id === reference.eventCursor);
  const since =
    cursor === -1 ? newest.filter(({ at }) => at >= reference.startedAt) : newest.slice(0, cursor);
  const added = since.filter(({ id }) => !known.has(id));
  return added.length === 0 ? seen : [...added, ...seen].slice(0, KEPT);
}
