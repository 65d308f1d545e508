import path from 'node:path';
import type { Uri } from 'vscode';
import { commands, l10n, QuickPickItemKind, window, workspace, type QuickPickItem } from 'vscode';
import type { BuildSource } from '../../core/deploy/target';
import { QuaysideError } from '../../core/lib/errors';
import { readSetting } from '../../platform/settings';
import type { State } from '../../platform/state';

const PATTERN = '**/{Dockerfile,Dockerfile.*,*.Dockerfile,Containerfile,Containerfile.*}';
const EXCLUDE = '**/{node_modules,.git,dist,out}/**';
/** Beyond that nobody reads the list; typing the name narrows it down. */
const MOST_FILES = 200;

/**
 * What is built: the given Dockerfile, or one that the person picks, the last one first; and its context, asked for
 * where the Dockerfile is not in the workspace's folder itself. Rejects as cancelled when the person leaves, and after
 * it has said why nothing can be built.
 */
export async function pickDockerfile(state: State, title: string, given?: Uri): Promise<BuildSource> {
  const file = given ?? (await pickFile(state, title));
  if (!workspace.isTrusted)
    throw new QuaysideError('untrustedWorkspace', 'A build runs code of the workspace');
  await state.set('lastDockerfile', file.fsPath);
  const context = await pickContext(file, title);
  const platform = readSetting('docker.platform', file);
  return { kind: 'build', dockerfile: file.fsPath, context, ...(platform === '' ? {} : { platform }) };
}

interface FileItem extends QuickPickItem {
  readonly file?: Uri;
}

/** A Dockerfile of the workspace that the person picks, the last one first. Rejects like `pickDockerfile`. */
export async function pickFile(state: State, title: string): Promise<Uri> {
  if (workspace.workspaceFolders === undefined) {
    const open = l10n.t('Open Folder…');
    return giveUp(
      l10n.t('No folder is open, so there is no Dockerfile to build. Open the folder of your app first.'),
      [open, () => commands.executeCommand('workbench.action.files.openFolder')],
    );
  }
  const found = (await workspace.findFiles(PATTERN, EXCLUDE, MOST_FILES))
    .filter(({ path: name }) => !name.endsWith('.dockerignore'))
    .sort((a, b) => depth(a) - depth(b) || a.path.localeCompare(b.path));
  if (found.length === 0)
    return giveUp(
      l10n.t('There is no Dockerfile in this workspace. Add one, or deploy an image that exists already.'),
    );
  const active = window.activeTextEditor?.document.uri.toString();
  const last = state.get('lastDockerfile');
  const first =
    found.find((file) => file.toString() === active) ?? found.find((file) => file.fsPath === last);
  const item = (file: Uri): FileItem => ({ label: workspace.asRelativePath(file), file });
  const items: FileItem[] =
    first === undefined || found.length === 1
      ? found.map(item)
      : [
          item(first),
          { label: l10n.t('All'), kind: QuickPickItemKind.Separator },
          ...found.filter((file) => file !== first).map(item),
        ];
  const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t('Which Dockerfile?') });
  if (picked?.file === undefined) throw new QuaysideError('cancelled', 'No Dockerfile was chosen');
  return picked.file;
}

/** Docker takes files from the context only; for a Dockerfile in a subfolder both places are common. */
async function pickContext(file: Uri, title: string): Promise<string> {
  const own = path.dirname(file.fsPath);
  const root = workspace.getWorkspaceFolder(file)?.uri.fsPath ?? own;
  if (path.relative(root, own) === '') return own;
  const item = (folder: string, description: string) => ({
    label: folder === root ? path.basename(root) : workspace.asRelativePath(folder),
    description,
    folder,
  });
  const picked = await window.showQuickPick(
    [item(own, l10n.t('the folder of the Dockerfile')), item(root, l10n.t('the folder of the workspace'))],
    { title, placeHolder: l10n.t('Which folder may the Dockerfile copy from (the build context)?') },
  );
  if (picked === undefined) throw new QuaysideError('cancelled', 'No context was chosen');
  return picked.folder;
}

function giveUp(text: string, button?: readonly [label: string, act: () => unknown]): never {
  void window
    .showErrorMessage(text, ...(button === undefined ? [] : [button[0]]))
    .then((chosen) => (chosen === undefined ? undefined : button?.[1]()));
  throw new QuaysideError('cancelled', text);
}

function depth(file: Uri): number {
  return file.path.split('/').length;
}
