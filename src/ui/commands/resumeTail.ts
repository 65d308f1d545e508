import { l10n, type Disposable } from 'vscode';
import type { Tails } from '../logs/tails';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';
import { tailGiven } from './tailGiven';

/** Goes on with a stopped log where it was left. */
export function registerResumeTail(deps: CommandDeps & { readonly tails: Tails }): Disposable {
  return registerCommand(COMMANDS.resumeTail, deps, async (row) => {
    const tail = await tailGiven(row, deps.tails, l10n.t('Resume Tail'), ({ isRunning }) => !isRunning);
    tail.start();
    tail.show();
  });
}
