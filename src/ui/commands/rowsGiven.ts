import type { Explorer } from '../explorer/explorer';
import { isExplorerNode, type ExplorerNode } from '../explorer/nodes';

/** The rows that a command was called on: all that are selected, the one that was clicked, or the selected one. */
export function rowsGiven(
  explorer: Explorer,
  node: ExplorerNode | undefined,
  selection: readonly ExplorerNode[] | undefined,
): readonly ExplorerNode[] {
  if (Array.isArray(selection) && selection.length > 1) return selection.filter(isExplorerNode);
  if (isExplorerNode(node)) return [node];
  return explorer.selection === undefined ? [] : [explorer.selection];
}
