import { l10n, window, workspace, type Disposable } from 'vscode';
import type { Explorer } from '../explorer/explorer';
import { isExplorerNode, type ExplorerNode } from '../explorer/nodes';
import { taskDefinitionUri } from '../documents/taskDefinitionDocuments';
import { pickService, type PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Shows the revision that a service or task runs, as AWS holds it, in a read-only document. */
export function registerShowTaskDefinition(
  deps: CommandDeps & PickDeps & { readonly explorer: Explorer },
): Disposable {
  return registerCommand(COMMANDS.showTaskDefinition, deps, async (node) => {
    const inventory = deps.current.require();
    const revisionOf = (row: ExplorerNode | undefined): string | undefined => {
      if (row?.kind === 'task' || row?.kind === 'container')
        return inventory.tasks.get(row.taskArn)?.taskDefinitionArn;
      return row?.kind === 'service' ? inventory.services.get(row.serviceArn)?.taskDefinitionArn : undefined;
    };
    let arn = revisionOf(isExplorerNode(node) ? node : deps.explorer.selection);
    if (arn === undefined) {
      const picked = await pickService(deps, l10n.t('Show Task Definition'));
      await inventory.services.describe(picked.clusterArn, [picked.serviceArn]);
      arn = inventory.services.get(picked.serviceArn)?.taskDefinitionArn;
    }
    if (arn === undefined) return;
    // Fails here, with a message, rather than inside the document.
    await inventory.taskDefinitions.get(arn);
    const document = await workspace.openTextDocument(taskDefinitionUri(inventory.connection.info.id, arn));
    await window.showTextDocument(document, { preview: true });
  });
}
