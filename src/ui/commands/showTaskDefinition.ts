import { l10n, window, workspace, type Disposable } from 'vscode';
import type { Inventory, ServiceKey } from '../../core/inventory/inventory';
import { QuaysideError } from '../../core/lib/errors';
import { arnName } from '../../core/model/arn';
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
    const inventory = await deps.current.ready();
    const given = isExplorerNode(node) ? node : deps.explorer.selection;
    // A row of a connection that was left means another account's service.
    const row = given?.connectionId === inventory.connection.info.id ? given : undefined;
    const arn =
      revisionOfTask(row, inventory) ??
      (await revisionOfService(
        row?.kind === 'service' ? row : await pickService(deps, l10n.t('Show Task Definition')),
        inventory,
      ));
    // Fails here, with a message, rather than inside the document.
    await inventory.taskDefinitions.get(arn);
    const document = await workspace.openTextDocument(taskDefinitionUri(inventory.connection.info.id, arn));
    await window.showTextDocument(document, { preview: true });
  });
}

function revisionOfTask(row: ExplorerNode | undefined, inventory: Inventory): string | undefined {
  return row?.kind === 'task' || row?.kind === 'container'
    ? inventory.tasks.get(row.taskArn)?.taskDefinitionArn
    : undefined;
}

async function revisionOfService(
  { clusterArn, serviceArn }: ServiceKey,
  inventory: Inventory,
): Promise<string> {
  if (inventory.services.get(serviceArn) === undefined)
    await inventory.services.describe(clusterArn, [serviceArn]);
  const service = inventory.services.get(serviceArn);
  if (service === undefined)
    throw (
      inventory.services.slot(clusterArn).error ??
      new QuaysideError('notFound', l10n.t('service {0}', arnName(serviceArn)))
    );
  return service.taskDefinitionArn;
}
