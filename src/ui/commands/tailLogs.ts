import { l10n, type Disposable } from 'vscode';
import type { Explorer } from '../explorer/explorer';
import type { Tails } from '../logs/tails';
import type { PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { logSubjectGiven } from './logSubjectGiven';
import { registerCommand, type CommandDeps } from './run';

/** Follows the log of a service, a task or a container; from the palette that of the selected row, or of a service it asks for. */
export function registerTailLogs(
  deps: CommandDeps & PickDeps & { readonly explorer: Explorer; readonly tails: Tails },
): Disposable {
  return registerCommand(COMMANDS.tailLogs, deps, async (node) => {
    const { connection, subject } = await logSubjectGiven(deps, node, l10n.t('Tail Logs'));
    await deps.tails.open({ connection, ...subject });
  });
}
