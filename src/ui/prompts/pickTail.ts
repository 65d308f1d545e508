import { l10n, window } from 'vscode';
import { QuaysideError } from '../../core/lib/errors';
import type { TailSession } from '../logs/tailSession';
import { stateOf } from '../logs/tailsView';

/** Asks which tail, where there are several. Rejects as cancelled when the person leaves, or where there is none. */
export async function pickTail(tails: readonly TailSession[], title: string): Promise<TailSession> {
  const [first, ...others] = tails;
  if (first === undefined) {
    void window.showInformationMessage(l10n.t('No log is open for that. Tail Logs… opens one.'));
    throw new QuaysideError('cancelled', 'There is no such tail');
  }
  if (others.length === 0) return first;
  const picked = await window.showQuickPick(
    tails.map((tail) => ({
      label: tail.name,
      description: stateOf(tail),
      tail,
    })),
    { title, placeHolder: l10n.t('Which log?') },
  );
  if (picked === undefined) throw new QuaysideError('cancelled', 'No log was chosen');
  return picked.tail;
}
