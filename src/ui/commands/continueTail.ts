import { l10n, type Disposable } from 'vscode';
import type { Tails } from '../logs/tails';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';
import { tailGiven } from './tailGiven';

/** Shows the lines that a paused log has held back, and goes on. */
export function registerContinueTail(deps: CommandDeps & { readonly tails: Tails }): Disposable {
  return registerCommand(COMMANDS.continueTail, deps, async (row) => {
    const tail = await tailGiven(row, deps.tails, l10n.t('Continue Tail'), ({ isPaused }) => isPaused);
    tail.goOn();
    tail.show();
  });
}
