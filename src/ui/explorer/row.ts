import { TreeItem, TreeItemCollapsibleState, type Command, type ThemeIcon } from 'vscode';
import type { Inventory } from '../../core/inventory/inventory';
import { badgeUri, type RowBadge } from './badges';

/** What a row shows. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  /** The whole row as a sentence for a screen reader. */
  readonly spoken: string;
  readonly icon?: ThemeIcon;
  readonly contextValue: string;
  readonly children: 'none' | 'collapsed' | 'expanded';
  readonly command?: Command;
  /** A sign at the end of the row, and what it means. */
  readonly badge?: RowBadge;
}

/** What drawing a row needs. */
export interface RowContext {
  readonly inventory: Inventory;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** False in the sandbox, which has no page in the AWS console. */
  readonly aws: boolean;
  /** The connection is the one that is worked with. */
  readonly current: boolean;
  /** There is a filter: what matches is shown opened. */
  readonly filtered: boolean;
  /** The tag by which services stand in groups. */
  readonly tag: string | undefined;
  readonly isPinned: (serviceArn: string) => boolean;
  /** Why a task stopped, in a sentence, once that was found out. */
  readonly whyStopped?: (taskArn: string) => string | undefined;
}

const COLLAPSIBLE = {
  none: TreeItemCollapsibleState.None,
  collapsed: TreeItemCollapsibleState.Collapsed,
  expanded: TreeItemCollapsibleState.Expanded,
} as const;

export function toTreeItem(id: string, row: Row): TreeItem {
  const item = new TreeItem(row.label, COLLAPSIBLE[row.children]);
  item.id = id;
  if (row.icon !== undefined) item.iconPath = row.icon;
  item.contextValue = row.contextValue;
  item.accessibilityInformation = { label: row.spoken };
  if (row.description !== undefined) item.description = row.description;
  if (row.command !== undefined) item.command = row.command;
  if (row.badge !== undefined) item.resourceUri = badgeUri(id, row.badge);
  return item;
}
