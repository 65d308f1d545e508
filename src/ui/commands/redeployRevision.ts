import { l10n, window, type Disposable } from 'vscode';
import { redeployBase } from '../../core/deploy/redeploy';
import type { Deployments } from '../deployment/deployments';
import { isExplorerNode, type ServiceNode } from '../explorer/nodes';
import { confirmRedeploy } from '../prompts/confirmRedeploy';
import { pickRevision } from '../prompts/pickRevision';
import { pickService, type PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { executeCommand, registerCommand, type CommandDeps } from './run';

/** Points a service at another revision of its family, after a question; its panel shows how that goes. */
export function registerRedeployRevision(
  deps: CommandDeps & PickDeps & { readonly deployments: Deployments },
): Disposable {
  return registerCommand(COMMANDS.redeployRevision, deps, async (node) => {
    const title = l10n.t('Redeploy Earlier Revision');
    const { connection } = await deps.current.ready();
    const here = isExplorerNode(node) && node.connectionId === connection.info.id ? node : undefined;
    const service = here ?? (await pickService(deps, title));
    const { signal } = new AbortController();
    const base = await redeployBase(service, connection, signal);
    const chosen = await pickRevision(base, connection, title, signal);
    if (chosen.revision.arn === base.running.revision.arn) {
      await offerForce(base.service.name, chosen.revision.revision, here);
      return;
    }
    await confirmRedeploy(base, chosen, connection);
    await deps.deployments.redeploy(base, chosen.revision, connection);
  });
}

/** To ECS the running revision is no change, so that nothing would happen. */
async function offerForce(name: string, revision: number, node: ServiceNode | undefined): Promise<void> {
  const force = l10n.t('Force New Deployment');
  const text = l10n.t('{0} runs revision {1} already.', name, revision);
  if ((await window.showInformationMessage(text, force)) !== force) return;
  await (node === undefined
    ? executeCommand(COMMANDS.forceNewDeployment)
    : executeCommand(COMMANDS.forceNewDeployment, node));
}
