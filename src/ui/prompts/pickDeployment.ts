import { l10n, window, type QuickPickItem } from 'vscode';
import { QuaysideError } from '../../core/lib/errors';
import type { CommandDeps } from '../commands/run';
import type { Deployments } from '../deployment/deployments';
import type { DeploymentRecords } from '../deployment/records';
import type { History } from '../history/history';
import { isDeploymentRow, wordsOf, type DeploymentRow } from '../history/historyRow';
import { ago, facts } from '../words';

export interface DeploymentPickDeps extends CommandDeps {
  readonly history: Pick<History, 'rows'>;
  readonly deployments: Deployments;
  readonly records: DeploymentRecords;
}

interface DeploymentItem extends QuickPickItem {
  readonly row: DeploymentRow;
}

/** The deployment that a command was called for, or one of the list; rejects as cancelled when the person leaves. */
export async function pickDeployment(
  given: unknown,
  { history }: DeploymentPickDeps,
  title: string,
  suits: (row: DeploymentRow) => boolean = () => true,
): Promise<DeploymentRow> {
  if (isDeploymentRow(given)) return given;
  const rows = (await history.rows()).filter(suits);
  if (rows.length === 0) {
    void window.showInformationMessage(l10n.t('There is no deployment for this.'));
    throw new QuaysideError('cancelled', 'There is no deployment');
  }
  const picked = await window.showQuickPick(rows.map(itemOf), {
    ignoreFocusOut: true,
    title,
    placeHolder: l10n.t('Which deployment?'),
    matchOnDescription: true,
  });
  if (picked === undefined) throw new QuaysideError('cancelled', 'No deployment was chosen');
  return picked.row;
}

function itemOf(row: DeploymentRow): DeploymentItem {
  const { state } = row.record;
  return {
    label: state.serviceName,
    description: facts(
      state.newRevision === undefined ? undefined : l10n.t('revision {0}', state.newRevision.revision),
      wordsOf(row),
      ago(Math.max(0, Date.now() - state.startedAt)),
    ),
    row,
  };
}
