import { l10n, type Disposable } from 'vscode';
import type { Tails } from '../logs/tails';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';
import { tailGiven } from './tailGiven';

/** Stops following a log and closes its panel. */
export function registerCloseTail(deps: CommandDeps & { readonly tails: Tails }): Disposable {
  return registerCommand(COMMANDS.closeTail, deps, async (row) => {
    const tail = await tailGiven(row, deps.tails, l10n.t('Close Tail'));
    deps.tails.close(tail);
  });
}
