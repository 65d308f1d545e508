import { env, l10n, window, type Disposable } from 'vscode';
import { pickDeployment, type DeploymentPickDeps } from '../prompts/pickDeployment';
import { COMMANDS } from './ids';
import { registerCommand } from './run';

/** Copies a deployment as Markdown: stages, tasks, events, and why it failed. */
export function registerCopyDeploymentReport(deps: DeploymentPickDeps): Disposable {
  return registerCommand(COMMANDS.copyDeploymentReport, deps, async (given) => {
    const { record } = await pickDeployment(given, deps, l10n.t('Copy Deployment Report'));
    const { deploymentReport } = await import(/* webpackChunkName: "deploy" */ '../deployment/openSession');
    await env.clipboard.writeText(deploymentReport(record.state));
    window.setStatusBarMessage(l10n.t('Report copied'), 3000);
  });
}
