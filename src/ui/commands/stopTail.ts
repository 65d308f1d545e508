import { l10n, type Disposable } from 'vscode';
import type { Tails } from '../logs/tails';
import { pickTail } from '../prompts/pickTail';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Stops following a log; what is shown stays. */
export function registerStopTail(deps: CommandDeps & { readonly tails: Tails }): Disposable {
  return registerCommand(COMMANDS.stopTail, deps, async () => {
    const tail = await pickTail(deps.tails.list(true), l10n.t('Stop Tail'));
    tail.stop();
  });
}
