import { l10n, Uri, window, workspace, type Disposable } from 'vscode';
import type { Tails } from '../logs/tails';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';
import { tailGiven } from './tailGiven';

/** Writes all that is kept of a log, as it came, to a file of the person's choice. */
export function registerSaveTail(deps: CommandDeps & { readonly tails: Tails }): Disposable {
  return registerCommand(COMMANDS.saveTail, deps, async (row) => {
    const tail = await tailGiven(row, deps.tails, l10n.t('Save Tail'));
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const name = `${tail.name.replace(/[^\w.-]+/g, '-')}.log`;
    const file = await window.showSaveDialog({
      title: l10n.t('Save {0}', tail.name),
      filters: { [l10n.t('Logs')]: ['log', 'txt'] },
      ...(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, name) }),
    });
    if (file === undefined) return;
    await workspace.fs.writeFile(file, new TextEncoder().encode(tail.everything()));
    const open = l10n.t('Open');
    const answer = await window.showInformationMessage(l10n.t('{0} is saved.', tail.name), open);
    if (answer === open) await window.showTextDocument(file);
  });
}
