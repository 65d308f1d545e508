import { l10n, window, workspace, type Disposable } from 'vscode';
import type { CurrentInventory } from '../explorer/currentInventory';
import type { Explorer } from '../explorer/explorer';
import { taskDefinitionUri } from '../documents/taskDefinitionDocuments';
import type { PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { revisionGiven } from './revisionGiven';
import { registerCommand, type CommandDeps } from './run';

/** Shows the revision that a row stands for or runs, as AWS holds it, in a read-only document. */
export function registerShowTaskDefinition(
  deps: CommandDeps & PickDeps & { readonly current: CurrentInventory; readonly explorer: Explorer },
): Disposable {
  return registerCommand(COMMANDS.showTaskDefinition, { logger: deps.logger }, async (node) => {
    const { connection, arn } = await revisionGiven(deps, node, l10n.t('Show Task Definition'));
    // Fails here, with a message, rather than inside the document.
    await deps.current.of(connection)?.taskDefinitions.get(arn);
    const document = await workspace.openTextDocument(taskDefinitionUri(connection, arn));
    await window.showTextDocument(document, { preview: true });
  });
}
