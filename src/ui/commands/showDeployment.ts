import { l10n, type Disposable } from 'vscode';
import { pickDeployment, type DeploymentPickDeps } from '../prompts/pickDeployment';
import { COMMANDS } from './ids';
import { registerCommand } from './run';

/** Opens the panel of a deployment, also of one that ended long ago. */
export function registerShowDeployment(deps: DeploymentPickDeps): Disposable {
  return registerCommand(COMMANDS.showDeployment, deps, async (given) => {
    const { record } = await pickDeployment(given, deps, l10n.t('Show Deployment'));
    await deps.deployments.reopen(record.id);
  });
}
