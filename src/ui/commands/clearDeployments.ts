import { l10n, window, type Disposable } from 'vscode';
import type { DeploymentPickDeps } from '../prompts/pickDeployment';
import { COMMANDS } from './ids';
import { registerCommand } from './run';

/** Takes all deployments that have ended out of the list, after a question. Nothing changes in AWS. */
export function registerClearDeployments(deps: DeploymentPickDeps): Disposable {
  return registerCommand(COMMANDS.clearDeployments, deps, async () => {
    const ended = (await deps.history.rows()).filter(({ status }) => status === 'ended');
    if (ended.length === 0) {
      void window.showInformationMessage(l10n.t('No deployment is in the list that has ended.'));
      return;
    }
    const clear = l10n.t('Clear');
    const question =
      ended.length === 1
        ? l10n.t('Remove 1 deployment from the list?')
        : l10n.t('Remove {0} deployments from the list?', ended.length);
    const detail = l10n.t(
      'Their reports are gone then. Nothing changes in AWS, and what is running stays in the list.',
    );
    if ((await window.showWarningMessage(question, { modal: true, detail }, clear)) !== clear) return;
    await deps.records.remove(ended.map(({ record }) => record.id));
  });
}
