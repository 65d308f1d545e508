import { l10n, type Disposable } from 'vscode';
import type { Tails } from '../logs/tails';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';
import { tailGiven } from './tailGiven';

/** Stops following a log; what is shown stays. */
export function registerStopTail(deps: CommandDeps & { readonly tails: Tails }): Disposable {
  return registerCommand(COMMANDS.stopTail, deps, async (row) => {
    const tail = await tailGiven(row, deps.tails, l10n.t('Stop Tail'), ({ isRunning }) => isRunning);
    tail.stop();
  });
}
