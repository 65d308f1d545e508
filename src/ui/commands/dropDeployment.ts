import { l10n, type Disposable } from 'vscode';
import { pickDeployment, type DeploymentPickDeps } from '../prompts/pickDeployment';
import { COMMANDS } from './ids';
import { registerCommand } from './run';

/** Leaves a deployment that was cut off as it stands: it is not asked about again. */
export function registerDropDeployment(deps: DeploymentPickDeps): Disposable {
  return registerCommand(COMMANDS.dropDeployment, deps, async (given) => {
    const title = l10n.t('Drop Interrupted Deployment');
    const { record } = await pickDeployment(given, deps, title, ({ status }) => status === 'interrupted');
    await deps.deployments.drop(record.id);
  });
}
