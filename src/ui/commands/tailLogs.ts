import { l10n, type Disposable } from 'vscode';
import type { LogSubject } from '../../core/logs/model';
import type { Explorer } from '../explorer/explorer';
import { isExplorerNode, type ExplorerNode } from '../explorer/nodes';
import type { Tails } from '../logs/tails';
import { pickService, type PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Follows the log of a service, a task or a container; from the palette that of the selected row, or of a service it asks for. */
export function registerTailLogs(
  deps: CommandDeps & PickDeps & { readonly explorer: Explorer; readonly tails: Tails },
): Disposable {
  return registerCommand(COMMANDS.tailLogs, deps, async (node) => {
    const { connection } = await deps.current.ready();
    const row = isExplorerNode(node) ? node : deps.explorer.selection;
    const subject = row?.connectionId === connection.info.id ? subjectOf(row) : undefined;
    await deps.tails.open({ connection, ...(subject ?? (await pickService(deps, l10n.t('Tail Logs')))) });
  });
}

function subjectOf(node: ExplorerNode): LogSubject | undefined {
  switch (node.kind) {
    case 'service':
      return { clusterArn: node.clusterArn, serviceArn: node.serviceArn };
    case 'group':
      return node.group === 'targetGroup'
        ? undefined
        : { clusterArn: node.clusterArn, serviceArn: node.serviceArn };
    case 'task':
    case 'container':
      return {
        clusterArn: node.clusterArn,
        taskArn: node.taskArn,
        ...(node.serviceArn === undefined ? {} : { serviceArn: node.serviceArn }),
        ...(node.kind === 'container' ? { container: node.container } : {}),
      };
    default:
      return undefined;
  }
}
