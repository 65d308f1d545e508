import { l10n } from 'vscode';
import type { Slot } from '../../core/inventory/cell';
import type { ErrorCode } from '../../core/lib/errors';
import { explain, SIGN_IN_HELPS } from '../errors';
import { timeOfDay } from '../words';
import type { Family } from './family';
import type { ExplorerNode } from './nodes';

/** What stands in the way of everything is said once, at the top, while there is something to show below. */
const OF_THE_CONNECTION: readonly ErrorCode[] = ['unreachable', ...SIGN_IN_HELPS];

/** What went wrong under a row, and from when the rest is: a time that stays true while the row stands. */
export function troubles(
  node: ExplorerNode | undefined,
  { error, data, at }: Slot<unknown>,
  { inventory, nodes }: Pick<Family, 'inventory' | 'nodes'>,
): readonly ExplorerNode[] {
  if (error === undefined) return [];
  const top = node === undefined || node.kind === 'connection';
  const saidAbove = !top && inventory.clusters.slot.error?.code === error.code;
  if (saidAbove && data !== undefined && OF_THE_CONNECTION.includes(error.code)) return [];
  const { what } = explain(error);
  const signIn = SIGN_IN_HELPS.includes(error.code);
  const text =
    data === undefined
      ? what
      : at === undefined
        ? l10n.t('{0} Shown is a part.', what)
        : l10n.t('{0} Shown is the state of {1}.', what, timeOfDay(at));
  return [nodes.message(node, 'error', text, signIn ? { signIn } : {})];
}
