import { workspace } from 'vscode';

/** What a window has open: two windows never have the same, so that a window finds its own deployments again. */
export function workspacePlace(): string | undefined {
  return (workspace.workspaceFile ?? workspace.workspaceFolders?.[0]?.uri)?.toString();
}
