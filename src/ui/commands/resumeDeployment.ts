import { l10n, type Disposable } from 'vscode';
import { pickDeployment, type DeploymentPickDeps } from '../prompts/pickDeployment';
import { COMMANDS } from './ids';
import { registerCommand } from './run';

/** Goes on with a deployment that was cut off; what AWS has heard of it is found out first. */
export function registerResumeDeployment(deps: DeploymentPickDeps): Disposable {
  return registerCommand(COMMANDS.resumeDeployment, deps, async (given) => {
    const title = l10n.t('Continue Interrupted Deployment');
    const { record } = await pickDeployment(given, deps, title, ({ status }) => status === 'interrupted');
    await deps.deployments.resume(record.id);
  });
}
