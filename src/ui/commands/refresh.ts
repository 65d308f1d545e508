import type { Disposable } from 'vscode';
import type { Connections } from '../../core/aws/connections';
import type { Explorer } from '../explorer/explorer';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Reads everything on screen again. Without a connection it is a new attempt to have one. */
export function registerRefresh(
  deps: CommandDeps & { readonly connections: Connections; readonly explorer: Explorer },
): Disposable {
  return registerCommand(COMMANDS.refresh, deps, async () => {
    if (deps.connections.state.kind === 'ready') await deps.explorer.refreshAll();
    else await deps.connections.retry();
  });
}
