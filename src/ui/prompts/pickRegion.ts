import { l10n, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import { QuaysideError } from '../../core/lib/errors';
import { REGIONS } from './regions';

interface RegionItem extends QuickPickItem {
  readonly region?: string;
}

/** Asks for a region, the current one first. Rejects as cancelled when the person leaves. */
export async function pickRegion(current: string): Promise<string> {
  const item = (region: string, place: string | undefined): RegionItem => ({
    label: region,
    ...(place === undefined ? {} : { description: place }),
    region,
  });
  const items: RegionItem[] = [
    { label: l10n.t('Current'), kind: QuickPickItemKind.Separator },
    item(current, REGIONS[current]),
    { label: l10n.t('All'), kind: QuickPickItemKind.Separator },
    ...Object.entries(REGIONS)
      .filter(([region]) => region !== current)
      .map(([region, place]) => item(region, place)),
    { label: '', kind: QuickPickItemKind.Separator },
    { label: `$(edit) ${l10n.t('Another region…')}` },
  ];
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Switch Region'),
    placeHolder: l10n.t('Which region?'),
    matchOnDescription: true,
  });
  if (picked === undefined) throw new QuaysideError('cancelled', 'No region was chosen');
  return picked.region ?? (await typeRegion());
}

async function typeRegion(): Promise<string> {
  const region = await window.showInputBox({
    title: l10n.t('Switch Region'),
    prompt: l10n.t('The region as AWS writes it, like eu-west-1'),
    validateInput: (text) =>
      /^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(text.trim()) ? undefined : l10n.t('A region looks like eu-west-1.'),
  });
  if (region === undefined) throw new QuaysideError('cancelled', 'No region was given');
  return region.trim();
}
