import path from 'node:path';
import {
  ConfigurationTarget,
  l10n,
  Uri,
  window,
  workspace,
  type Disposable,
  type WorkspaceFolder,
} from 'vscode';
import type { DeployTarget } from '../../core/deploy/target';
import { QuaysideError } from '../../core/lib/errors';
import type { Message } from '../../core/lib/message';
import { isJsonObject } from '../../core/lib/json';
import { arnName } from '../../core/model/arn';
import type { ConnectionInfo } from '../../core/model/connection';
import { setContextKey } from '../../platform/contextKeys';
import { onDidChangeSetting, requireSetting } from '../../platform/settings';
import type { Contribution } from '../contribution';
import { parseTargets, writeTarget, type ParsedTargets, type SavedTarget } from './parseTargets';

/** The deployments that the workspace's settings name. */
export class SavedTargets implements Contribution {
  /** Throws `settings` where the setting is no list at all. */
  read(): ParsedTargets {
    const targets: SavedTarget[] = [];
    const problems: Message[] = [];
    // Each folder of a multi-root workspace may have its own; what all of them share is read once.
    for (const folder of workspace.workspaceFolders ?? [undefined]) {
      const parsed = parseTargets(requireSetting('targets', folder?.uri), (text) => toAbsolute(text, folder));
      targets.push(...parsed.targets.filter(({ name }) => !targets.some((known) => known.name === name)));
      problems.push(
        ...parsed.problems.filter(
          ({ id, args }) => !problems.some((known) => known.id === id && known.args.join() === args.join()),
        ),
      );
    }
    return { targets, problems };
  }

  /**
   * Asks for a name and writes the target into the workspace's settings, with the profile and region that it was deployed
   * with; all other entries stay as they are.
   */
  async save(target: DeployTarget, info: ConnectionInfo): Promise<void> {
    const configuration = workspace.getConfiguration('quayside');
    const written = configuration.inspect<unknown>('targets')?.workspaceValue ?? [];
    if (!Array.isArray(written)) throw new QuaysideError('settings', 'quayside.targets is not a list');
    const entries: readonly unknown[] = written;
    const name = await askName(target.name ?? arnName(target.service));
    const entry = writeTarget(
      name,
      { ...target, cluster: arnName(target.cluster), service: arnName(target.service) },
      toRelative,
      // The sandbox is no profile: a target of it belongs to whatever is looked at.
      info.kind === 'profile' ? { profile: info.profile, region: info.region } : {},
    );
    const same = (known: unknown): boolean => isJsonObject(known) && known['name'] === name;
    if (entries.some(same) && !(await mayReplace(name))) return;
    const next = entries.some(same)
      ? entries.map((known) => (same(known) ? entry : known))
      : [...entries, entry];
    await configuration.update('targets', next, ConfigurationTarget.Workspace);
    window.setStatusBarMessage(l10n.t('Deploy target "{0}" saved', name), 3000);
  }

  register(): Disposable {
    const tell = (): void =>
      setContextKey(
        'quayside.hasTargets',
        workspace.getConfiguration('quayside').get('targets', []).length > 0,
      );
    tell();
    return onDidChangeSetting('targets', tell);
  }
}

/** In a multi-root workspace a path begins with the name of its folder, as the editor itself writes it. */
function toAbsolute(text: string, folder: WorkspaceFolder | undefined): string {
  if (path.isAbsolute(text)) return path.normalize(text);
  const folders = workspace.workspaceFolders ?? [];
  const [first = '', ...rest] = text.split(/[\\/]/);
  const named = folders.length > 1 ? folders.find(({ name }) => name === first) : undefined;
  if (named !== undefined) return path.join(named.uri.fsPath, ...rest);
  return path.join(folder?.uri.fsPath ?? '', text);
}

/** Slashes on every system: settings are shared. */
function toRelative(file: string): string {
  const folders = workspace.workspaceFolders ?? [];
  const itself = folders.find(({ uri }) => uri.fsPath === file);
  if (itself !== undefined) return folders.length > 1 ? itself.name : '.';
  return workspace.asRelativePath(Uri.file(file));
}

async function askName(proposal: string): Promise<string> {
  const name = await window.showInputBox({
    title: l10n.t('Save Deploy Target'),
    prompt: l10n.t('The name of this target, like production'),
    value: proposal,
    validateInput: (text) => (text.trim() === '' ? l10n.t('A target needs a name.') : undefined),
  });
  if (name === undefined) throw new QuaysideError('cancelled', 'No name was given');
  return name.trim();
}

async function mayReplace(name: string): Promise<boolean> {
  const replace = l10n.t('Replace');
  const answer = await window.showWarningMessage(
    l10n.t('There is a deploy target "{0}" already.', name),
    { modal: true },
    replace,
  );
  return answer === replace;
}
