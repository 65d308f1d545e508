import { l10n, window, type Disposable } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { ServiceKey } from '../../core/inventory/inventory';
import { QuaysideError } from '../../core/lib/errors';
import type { DeploymentSummary } from '../deployment/activeDeployment';
import type { Deployments } from '../deployment/deployments';
import { isExplorerNode } from '../explorer/nodes';
import { pickService, type PickDeps } from '../prompts/pickService';
import { facts } from '../words';
import { COMMANDS } from './ids';
import { rolloutOf } from './rolloutOf';
import { registerCommand, type CommandDeps } from './run';

/** Stops a rollout and brings the old revision back, after a question; its panel shows how that goes. */
export function registerStopAndRollBack(
  deps: CommandDeps & PickDeps & { readonly deployments: Deployments },
): Disposable {
  const { deployments, current } = deps;
  const rollingHere = (): readonly DeploymentSummary[] =>
    deployments.running.filter(({ phase }) => phase === 'running');
  return registerCommand(COMMANDS.stopAndRollBack, deps, async (node) => {
    const { connection } = await current.ready();
    const here = isExplorerNode(node) && node.connectionId === connection.info.id ? node : undefined;
    if (here === undefined && rollingHere().length > 0) {
      const chosen = await pickRunning(rollingHere());
      if (chosen !== undefined) return deployments.stopAndRollBack(chosen.id);
    }
    const service = here ?? (await pickService(deps, l10n.t('Stop and Roll Back')));
    await stopRollout(deployments, connection, service);
  });
}

/** What somebody else started is watched first: there it is seen whether the roll back works. */
export async function stopRollout(
  deployments: Deployments,
  connection: Connection,
  service: ServiceKey,
): Promise<void> {
  const ofService = (): DeploymentSummary | undefined =>
    deployments.running.find(
      ({ phase, serviceArn }) => phase === 'running' && serviceArn === service.serviceArn,
    );
  if (ofService() === undefined) await deployments.watch(await rolloutOf(connection, service), connection);
  const found = ofService();
  if (found !== undefined) await deployments.stopAndRollBack(found.id);
}

/** Undefined when it is none of those that this window watches. */
async function pickRunning(running: readonly DeploymentSummary[]): Promise<DeploymentSummary | undefined> {
  const picked = await window.showQuickPick(
    [
      ...running.map((deployment) => ({
        label: deployment.serviceName,
        description: facts(deployment.clusterName, deployment.headline),
        deployment,
      })),
      { label: l10n.t('Another service…'), description: '', deployment: undefined },
    ],
    { title: l10n.t('Stop and Roll Back'), placeHolder: l10n.t('Which deployment?') },
  );
  if (picked === undefined) throw new QuaysideError('cancelled', 'No deployment was chosen');
  return picked.deployment;
}
