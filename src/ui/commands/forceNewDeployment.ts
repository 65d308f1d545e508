import { l10n, type Disposable } from 'vscode';
import { redeployBase } from '../../core/deploy/redeploy';
import type { Deployments } from '../deployment/deployments';
import { isExplorerNode } from '../explorer/nodes';
import { confirmForce } from '../prompts/confirmRedeploy';
import { pickService, type PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Starts the tasks of a service anew, after a question; its panel shows how that goes. */
export function registerForceNewDeployment(
  deps: CommandDeps & PickDeps & { readonly deployments: Deployments },
): Disposable {
  return registerCommand(COMMANDS.forceNewDeployment, deps, async (node) => {
    const { connection } = await deps.current.ready();
    const here = isExplorerNode(node) && node.connectionId === connection.info.id ? node : undefined;
    const service = here ?? (await pickService(deps, l10n.t('Force New Deployment')));
    const { signal } = new AbortController();
    const base = await redeployBase(service, connection, signal);
    await confirmForce(base, connection);
    await deps.deployments.redeploy(base, undefined, connection);
  });
}
