import { l10n, type Disposable } from 'vscode';
import type { Tails } from '../logs/tails';
import { pickTail } from '../prompts/pickTail';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Empties the panel of a log; it goes on. */
export function registerClearTail(deps: CommandDeps & { readonly tails: Tails }): Disposable {
  return registerCommand(COMMANDS.clearTail, deps, async () => {
    const tail = await pickTail(deps.tails.all, l10n.t('Clear Tail'));
    tail.clear();
  });
}
