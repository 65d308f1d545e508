import { l10n, type Disposable } from 'vscode';
import type { Tails } from '../logs/tails';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';
import { tailGiven } from './tailGiven';

/** Holds the lines of a log back, so that what is there can be read. */
export function registerPauseTail(deps: CommandDeps & { readonly tails: Tails }): Disposable {
  return registerCommand(COMMANDS.pauseTail, deps, async (row) => {
    const tail = await tailGiven(
      row,
      deps.tails,
      l10n.t('Pause Tail'),
      ({ isRunning, isPaused }) => isRunning && !isPaused,
    );
    tail.pause();
  });
}
