import { env, l10n, Uri, window, type Disposable } from 'vscode';
import { consoleUrl } from '../../core/model/consoleUrl';
import type { Explorer } from '../explorer/explorer';
import { arnOf, isExplorerNode } from '../explorer/nodes';
import { pickService, type PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Opens a row's page in the AWS console of the right partition. An endpoint of one's own has no such page. */
export function registerOpenInConsole(
  deps: CommandDeps & PickDeps & { readonly explorer: Explorer },
): Disposable {
  return registerCommand(COMMANDS.openInConsole, { logger: deps.logger }, async (node) => {
    const row = isExplorerNode(node) ? node : deps.explorer.selection;
    const inventory =
      (row === undefined ? undefined : deps.current.of(row.connectionId)) ?? (await deps.current.ready());
    if (inventory.connection.info.endpoint !== undefined) {
      void window.showInformationMessage(
        l10n.t(
          'Only real AWS accounts have pages in the AWS console; this connection has an endpoint of its own.',
        ),
      );
      return;
    }
    const arn =
      (row === undefined ? undefined : arnOf(row)) ??
      (await pickService(deps, l10n.t('Open in AWS Console'))).serviceArn;
    const cluster = row !== undefined && 'clusterArn' in row ? row.clusterArn : undefined;
    const url = consoleUrl(arn, cluster);
    if (url !== undefined) await env.openExternal(Uri.parse(url, true));
  });
}
