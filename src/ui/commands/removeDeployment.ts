import { l10n, type Disposable } from 'vscode';
import { pickDeployment, type DeploymentPickDeps } from '../prompts/pickDeployment';
import { COMMANDS } from './ids';
import { registerCommand } from './run';

/** Takes one deployment out of the list. Nothing changes in AWS. */
export function registerRemoveDeployment(deps: DeploymentPickDeps): Disposable {
  return registerCommand(COMMANDS.removeDeployment, deps, async (given) => {
    const title = l10n.t('Remove from the List');
    const { record } = await pickDeployment(given, deps, title, ({ status }) => status === 'ended');
    await deps.records.remove([record.id]);
  });
}
