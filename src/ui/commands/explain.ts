import { l10n, type Disposable } from 'vscode';
import type { ExplainedThing } from '../../protocol/explanation';
import type { Explanations } from '../explain/explanations';
import type { Explorer } from '../explorer/explorer';
import { isExplorerNode, type ExplorerNode } from '../explorer/nodes';
import { pickService, type PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Says why a service is in trouble or a task stopped; from the palette of the selected row, or of a service it asks for. */
export function registerExplain(
  deps: CommandDeps & PickDeps & { readonly explorer: Explorer; readonly explanations: Explanations },
): Disposable {
  return registerCommand(COMMANDS.explain, deps, async (node) => {
    const { connection } = await deps.current.ready();
    const row = isExplorerNode(node) ? node : deps.explorer.selection;
    // A row of a connection that was left means another account's service.
    const given = row?.connectionId === connection.info.id ? thingOf(row) : undefined;
    const thing = given ?? (await pickService(deps, l10n.t('Explain')));
    await deps.explanations.open({ connection: connection.info, ...thing });
  });
}

function thingOf(node: ExplorerNode): Omit<ExplainedThing, 'connection'> | undefined {
  if (node.kind === 'service') return { clusterArn: node.clusterArn, serviceArn: node.serviceArn };
  if (node.kind !== 'task' && node.kind !== 'container') return undefined;
  const { clusterArn, serviceArn, taskArn } = node;
  return { clusterArn, taskArn, ...(serviceArn === undefined ? {} : { serviceArn }) };
}
