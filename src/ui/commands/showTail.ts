import { l10n, type Disposable } from 'vscode';
import type { Tails } from '../logs/tails';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';
import { tailGiven } from './tailGiven';

/** Brings the panel of a log to the front. */
export function registerShowTail(deps: CommandDeps & { readonly tails: Tails }): Disposable {
  return registerCommand(COMMANDS.showTail, deps, async (row) => {
    const tail = await tailGiven(row, deps.tails, l10n.t('Show Tail'));
    tail.show();
  });
}
