import { l10n, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import { QuaysideError } from '../../core/lib/errors';
import { arnName } from '../../core/model/arn';
import type { State } from '../../platform/state';
import type { CurrentInventory } from '../explorer/currentInventory';
import { serviceCount } from '../explorer/clusterRow';
import { whereWords } from '../explorer/where';
import { facts } from '../words';

export interface PickDeps {
  readonly current: CurrentInventory;
  /** Remembers what was chosen last. */
  readonly state: State;
}

/** A row of a choice; a heading has no ARN. */
export interface ArnItem extends QuickPickItem {
  readonly arn?: string;
}

/** Asks for a cluster of the current connection, the last one first. Rejects as cancelled when the person leaves. */
export async function pickCluster({ current, state }: PickDeps, title: string): Promise<string> {
  const inventory = await current.ready();
  const items = async (): Promise<ArnItem[]> => {
    if (inventory.clusters.slot.at === undefined) await inventory.clusters.load();
    const { data = [], error } = inventory.clusters.slot;
    if (data.length === 0 && error !== undefined) throw error;
    return lastFirst(data, state.get('lastCluster'), (arn) => {
      const cluster = inventory.clusters.get(arn);
      return cluster === undefined ? '' : serviceCount(cluster);
    });
  };
  const picked = await window.showQuickPick(items(), {
    ignoreFocusOut: true,
    title: titleAt(title, inventory.connection),
    placeHolder: l10n.t('Which cluster?'),
    matchOnDescription: true,
  });
  const clusterArn = chosenArn(picked);
  await state.set('lastCluster', clusterArn);
  return clusterArn;
}

/** Account and region stand above every question that leads to a change. */
export function titleAt(title: string, { info }: Pick<Connection, 'info'>): string {
  return facts(title, whereWords(info));
}

/** The last choice under a heading of its own, then all the others. */
export function lastFirst(
  arns: readonly string[],
  last: string | undefined,
  describe: (arn: string) => string,
): ArnItem[] {
  const item = (arn: string): ArnItem => ({ label: arnName(arn), description: describe(arn), arn });
  if (last === undefined || !arns.includes(last)) return arns.map(item);
  return [
    { label: l10n.t('Last time'), kind: QuickPickItemKind.Separator },
    item(last),
    { label: l10n.t('All'), kind: QuickPickItemKind.Separator },
    ...arns.filter((arn) => arn !== last).map(item),
  ];
}

export function chosenArn(picked: ArnItem | undefined): string {
  if (picked?.arn === undefined) throw new QuaysideError('cancelled', 'Nothing was chosen');
  return picked.arn;
}
