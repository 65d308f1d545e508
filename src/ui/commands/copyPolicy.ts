import { env, l10n, window, type Disposable } from 'vscode';
import { browsePolicy } from '../../core/aws/browsePolicy';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** For whoever grants permissions: the least that browsing needs. */
export function registerCopyPolicy(deps: CommandDeps): Disposable {
  return registerCommand(COMMANDS.copyPolicy, deps, async () => {
    await env.clipboard.writeText(browsePolicy());
    window.setStatusBarMessage(l10n.t('IAM policy copied'), 3000);
  });
}
