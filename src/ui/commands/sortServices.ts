import { l10n, window, type Disposable, type QuickPickItem } from 'vscode';
import { SORT_ORDERS, tagKeys, type SortOrder } from '../../core/inventory/arrange';
import type { Arrangement } from '../explorer/arrangement';
import type { CurrentInventory } from '../explorer/currentInventory';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

interface Deps extends CommandDeps {
  readonly arrangement: Arrangement;
  readonly current: CurrentInventory;
}

/** Asks in which order services stand. */
export function registerSortServices({ arrangement, logger }: Deps): Disposable {
  return registerCommand(COMMANDS.sortServices, { logger }, async () => {
    const items = SORT_ORDERS.map((order) => ({
      ...marked(orderWords(order), arrangement.sort === order),
      order,
    }));
    const picked = await window.showQuickPick(items, { title: l10n.t('Sort Services By') });
    if (picked !== undefined) arrangement.set({ sort: picked.order });
  });
}

/** Asks whether services stand under their clusters or under the values of a tag. */
export function registerGroupServices({ arrangement, current, logger }: Deps): Disposable {
  return registerCommand(COMMANDS.groupServices, { logger }, async () => {
    const services = current.all.flatMap((inventory) => inventory.services.described);
    const items: (QuickPickItem & { readonly tag?: string })[] = [
      marked(l10n.t('Cluster'), arrangement.groupTag === undefined),
      ...tagKeys(services).map((tag) => ({
        ...marked(l10n.t('Tag {0}', tag), arrangement.groupTag === tag),
        tag,
      })),
    ];
    const picked = await window.showQuickPick(items, {
      title: l10n.t('Group Services By'),
      placeHolder: l10n.t('Tags are offered of the services that were read'),
    });
    if (picked !== undefined) arrangement.groupBy(picked.tag);
  });
}

function marked(label: string, now: boolean): QuickPickItem {
  return now ? { label, description: l10n.t('current') } : { label };
}

function orderWords(order: SortOrder): string {
  switch (order) {
    case 'name':
      return l10n.t('Name');
    case 'status':
      return l10n.t('Status, what is wrong first');
    case 'deployed':
      return l10n.t('Latest deployment first');
  }
}
