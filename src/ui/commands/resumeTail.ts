import { l10n, type Disposable } from 'vscode';
import type { Tails } from '../logs/tails';
import { pickTail } from '../prompts/pickTail';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Goes on with a stopped log where it was left. */
export function registerResumeTail(deps: CommandDeps & { readonly tails: Tails }): Disposable {
  return registerCommand(COMMANDS.resumeTail, deps, async () => {
    const tail = await pickTail(deps.tails.list(false), l10n.t('Resume Tail'));
    tail.start();
    tail.show();
  });
}
