import { l10n, window, type Disposable } from 'vscode';
import type { Connections } from '../../core/aws/connections';
import { EXPLORER_VIEW } from '../explorer/explorer';
import type { Sandbox } from '../sandboxHost/sandboxProcess';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Starts the local ECS (or joins the one that another window runs) and looks at it. */
export function registerOpenSandbox(
  deps: CommandDeps & { readonly connections: Connections; readonly sandbox: Sandbox },
): Disposable {
  return registerCommand(
    COMMANDS.openSandbox,
    deps,
    () =>
      window.withProgress(
        { location: { viewId: EXPLORER_VIEW }, title: l10n.t('Starting the sandbox') },
        async () => {
          const { endpoint, region } = await deps.sandbox.start();
          await deps.connections.use({ kind: 'sandbox', endpoint, region });
        },
      ) as Promise<void>,
  );
}
