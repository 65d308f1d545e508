import type { Disposable } from 'vscode';
import type { Explorer } from '../explorer/explorer';
import { isExplorerNode } from '../explorer/nodes';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Reads one row again; from the palette the selected one, or everything. */
export function registerRefreshNode(deps: CommandDeps & { readonly explorer: Explorer }): Disposable {
  const { explorer } = deps;
  return registerCommand(COMMANDS.refreshNode, { logger: deps.logger }, async (node) => {
    const row = isExplorerNode(node) ? node : explorer.selection;
    await (row === undefined ? explorer.refreshAll() : explorer.refreshNode(row));
  });
}
