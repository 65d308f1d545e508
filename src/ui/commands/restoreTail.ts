import { l10n, window, type Disposable } from 'vscode';
import type { Tails } from '../logs/tails';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Takes up logs that were followed before the window was loaded anew. */
export function registerRestoreTail(deps: CommandDeps & { readonly tails: Tails }): Disposable {
  return registerCommand(COMMANDS.restoreTail, deps, async () => {
    const former = deps.tails.former.map((kept) => ({
      label: kept.name,
      description: [
        kept.connection.kind === 'profile' ? kept.connection.profile : l10n.t('sandbox'),
        kept.connection.region,
      ]
        .filter((part) => part !== undefined)
        .join(' · '),
      kept,
    }));
    const picked = await window.showQuickPick(former, {
      title: l10n.t('Restore Tails'),
      placeHolder: l10n.t('Which of the logs that you followed before?'),
      canPickMany: true,
    });
    for (const { kept } of picked ?? []) await deps.tails.restore(kept);
  });
}
