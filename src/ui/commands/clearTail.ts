import { l10n, type Disposable } from 'vscode';
import type { Tails } from '../logs/tails';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';
import { tailGiven } from './tailGiven';

/** Empties the panel of a log; it goes on. */
export function registerClearTail(deps: CommandDeps & { readonly tails: Tails }): Disposable {
  return registerCommand(COMMANDS.clearTail, deps, async (row) => {
    const tail = await tailGiven(row, deps.tails, l10n.t('Clear Tail'));
    tail.clear();
  });
}
