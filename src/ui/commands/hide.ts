import { l10n, window, type Disposable } from 'vscode';
import { arnName, parseArn } from '../../core/model/arn';
import type { Arrangement } from '../explorer/arrangement';
import type { Explorer } from '../explorer/explorer';
import { pickService, type PickDeps } from '../prompts/pickService';
import { facts } from '../words';
import { COMMANDS } from './ids';
import { rowsGiven } from './rowsGiven';
import { registerCommand, type CommandDeps } from './run';

interface Deps extends CommandDeps, PickDeps {
  readonly arrangement: Arrangement;
  readonly explorer: Explorer;
}

/** Takes clusters and services out of the tree that one never needs. They come back by "Show Hidden…". */
export function registerHide(deps: Deps): Disposable {
  const { arrangement, explorer, logger } = deps;
  return registerCommand(COMMANDS.hide, { logger }, async (node, selection) => {
    const arns = rowsGiven(explorer, node, selection).flatMap((row) =>
      row.kind === 'service' ? [row.serviceArn] : row.kind === 'cluster' ? [row.clusterArn] : [],
    );
    arrangement.hide(arns.length > 0 ? arns : [(await pickService(deps, l10n.t('Hide Service'))).serviceArn]);
  });
}

/** Asks which of the hidden ones should be seen again. */
export function registerShowHidden({ arrangement, logger }: Deps): Disposable {
  return registerCommand(COMMANDS.showHidden, { logger }, async () => {
    const items = arrangement.hidden.map((arn) => ({ label: arnName(arn), description: whereOf(arn), arn }));
    if (items.length === 0) {
      void window.showInformationMessage(l10n.t('Nothing is hidden.'));
      return;
    }
    const picked = await window.showQuickPick(items, {
      title: l10n.t('Show Hidden'),
      placeHolder: l10n.t('Which of them should be seen again?'),
      canPickMany: true,
      matchOnDescription: true,
    });
    if (picked === undefined) return;
    const shown = new Set(picked.map(({ arn }) => arn));
    arrangement.set({ hidden: arrangement.hidden.filter((arn) => !shown.has(arn)) });
  });
}

function whereOf(arn: string): string {
  const { resource = '', accountId, region } = parseArn(arn) ?? {};
  const [kind, ...path] = resource.split('/');
  return facts(kind, path.length > 1 ? path[0] : undefined, accountId, region);
}
