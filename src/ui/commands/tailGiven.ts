import { pickTail } from '../prompts/pickTail';
import type { Tails } from '../logs/tails';
import type { TailSession } from '../logs/tailSession';
import { isTailRow, type TailRow } from '../logs/tailsView';

/** The tail of the row that a command was called on; from the palette one that fits is asked for. */
export async function tailGiven(
  row: TailRow | undefined,
  tails: Tails,
  title: string,
  fits: (tail: TailSession) => boolean = () => true,
): Promise<TailSession> {
  return isTailRow(row) ? row.tail : pickTail(tails.all.filter(fits), title);
}
