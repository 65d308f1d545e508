import { l10n, type Disposable } from 'vscode';
import type { Deployments } from '../deployment/deployments';
import { isExplorerNode } from '../explorer/nodes';
import { pickService, type PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { rolloutOf } from './rolloutOf';
import { registerCommand, type CommandDeps } from './run';

/** Opens the panel of what rolls out in a service, whoever started it. */
export function registerWatchDeployment(
  deps: CommandDeps & PickDeps & { readonly deployments: Deployments },
): Disposable {
  return registerCommand(COMMANDS.watchDeployment, deps, async (node) => {
    if (typeof node === 'string') {
      deps.deployments.show(node);
      return;
    }
    const { connection } = await deps.current.ready();
    const here = isExplorerNode(node) && node.connectionId === connection.info.id ? node : undefined;
    const service = here ?? (await pickService(deps, l10n.t('Watch Deployment')));
    const known = deps.deployments.running.find(({ serviceArn }) => serviceArn === service.serviceArn);
    if (known !== undefined) deps.deployments.show(known.id);
    else await deps.deployments.watch(await rolloutOf(connection, service), connection);
  });
}
