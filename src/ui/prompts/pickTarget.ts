import { commands, l10n, QuickPickItemKind, window, workspace, type QuickPickItem } from 'vscode';
import type { DeployTarget } from '../../core/deploy/target';
import { QuaysideError } from '../../core/lib/errors';
import { arnName } from '../../core/model/arn';
import type { ParsedTargets, SavedTarget } from '../targets/parseTargets';
import { facts, translate } from '../words';

interface TargetItem extends QuickPickItem {
  readonly choice?: SavedTarget;
}

/** Asks for a saved target or the last deployment; what is chosen most likely comes first. Rejects as cancelled. */
export async function pickTarget(
  { targets, problems }: ParsedTargets,
  last: { readonly target: DeployTarget | undefined; readonly name: string | undefined },
): Promise<SavedTarget> {
  tellProblems(problems);
  const item = (choice: SavedTarget): TargetItem => ({
    label: choice.name,
    description: facts(describe(choice.target), choice.profile, choice.region),
    choice,
  });
  const saved = [...targets].sort((a, b) => Number(b.name === last.name) - Number(a.name === last.name));
  const items: TargetItem[] = saved.map(item);
  if (last.target !== undefined && last.target.name === undefined) {
    const { target } = last;
    if (items.length > 0) items.push({ label: '', kind: QuickPickItemKind.Separator });
    items.push({ ...item({ name: l10n.t('Last deployment'), target }) });
  }
  if (items.length === 0) {
    void window.showInformationMessage(
      l10n.t(
        'Nothing was deployed from this workspace yet. Deploy… starts the first time, and its panel can save it.',
      ),
    );
    throw new QuaysideError('cancelled', 'There is no target');
  }
  const picked = await window.showQuickPick(items, {
    ignoreFocusOut: true,
    title: l10n.t('Deploy Again'),
    placeHolder: l10n.t('What do you want to deploy?'),
    matchOnDescription: true,
  });
  if (picked?.choice === undefined) throw new QuaysideError('cancelled', 'No target was chosen');
  return picked.choice;
}

/** Entries that cannot be used are named; the others go on. */
export function tellProblems(problems: ParsedTargets['problems']): void {
  const [first] = problems;
  if (first === undefined) return;
  const open = l10n.t('Open Settings');
  const text =
    problems.length === 1
      ? l10n.t('A deploy target cannot be used. {0}', translate(first))
      : l10n.t('{0} deploy targets cannot be used. {1}', problems.length, problems.map(translate).join(' '));
  void window.showWarningMessage(text, open).then((chosen) => {
    if (chosen === open)
      void commands.executeCommand('workbench.action.openWorkspaceSettingsFile', {
        revealSetting: { key: 'quayside.targets' },
      });
  });
}

function describe({ cluster, service, source }: DeployTarget): string {
  const what = source.kind === 'image' ? source.image : workspace.asRelativePath(source.dockerfile);
  return `${what} → ${arnName(cluster)} / ${arnName(service)}`;
}
