import { env, l10n, window, type Disposable } from 'vscode';
import type { Explorer } from '../explorer/explorer';
import { arnOf, isExplorerNode, type ExplorerNode } from '../explorer/nodes';
import { pickService, type PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Copies the ARNs of the rows it is called on; from the palette that of the selected row, or of a service it asks for. */
export function registerCopyArn(deps: CommandDeps & PickDeps & { readonly explorer: Explorer }): Disposable {
  return registerCommand(COMMANDS.copyArn, { logger: deps.logger }, async (node, selection) => {
    const rows = chosen(node, selection) ?? chosen(deps.explorer.selection, undefined) ?? [];
    const arns = rows.flatMap((row) => arnOf(row) ?? []);
    if (arns.length === 0) arns.push((await pickService(deps, l10n.t('Copy ARN'))).serviceArn);
    await env.clipboard.writeText(arns.join('\n'));
    window.setStatusBarMessage(
      arns.length === 1 ? l10n.t('ARN copied') : l10n.t('{0} ARNs copied', arns.length),
      3000,
    );
  });
}

function chosen(
  node: ExplorerNode | undefined,
  selection: readonly ExplorerNode[] | undefined,
): readonly ExplorerNode[] | undefined {
  if (Array.isArray(selection) && selection.length > 1) return selection.filter(isExplorerNode);
  return isExplorerNode(node) ? [node] : undefined;
}
