import { commands, l10n, window, type Disposable, type QuickPickItem } from 'vscode';
import { arnName } from '../../core/model/arn';
import { serviceHealth } from '../../core/model/health';
import type { CurrentInventory } from '../explorer/currentInventory';
import { EXPLORER_VIEW, type Explorer } from '../explorer/explorer';
import { stateWords } from '../explorer/serviceRow';
import { whereWords } from '../explorer/where';
import { facts } from '../words';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

interface ServiceItem extends QuickPickItem {
  readonly connectionId: string;
  readonly clusterArn: string;
  readonly serviceArn: string;
}

/** Stands below the services where some clusters could not be read. */
type RetryItem = QuickPickItem & { readonly serviceArn?: never };

/** How often the list is written anew while it grows. */
const GROW_MS = 400;

interface Deps extends CommandDeps {
  readonly current: CurrentInventory;
  readonly explorer: Explorer;
}

/** Finds a service by a few letters of its name, cluster or account among all there are, and shows it in the tree. */
export function registerGoToService({ current, explorer, logger }: Deps): Disposable {
  return registerCommand(COMMANDS.goToService, { logger }, async () => {
    await current.ready();
    const picked = await pick(current);
    if (picked === undefined) return;
    await commands.executeCommand(`${EXPLORER_VIEW}.focus`);
    await explorer.reveal(picked.connectionId, picked);
  });
}

/** The list grows while the names are read: one call for a hundred. */
async function pick(current: CurrentInventory): Promise<ServiceItem | undefined> {
  const box = window.createQuickPick<ServiceItem | RetryItem>();
  box.title = l10n.t('Go to Service');
  box.placeholder = l10n.t('A few letters of its name, cluster or account');
  box.matchOnDescription = true;
  box.keepScrollPosition = true;
  let left = false;
  const show = (unread: number): void => {
    if (left) return;
    const [active] = box.activeItems;
    const services = itemsOf(current);
    const items = unread === 0 ? services : [...services, retryItem(unread)];
    if (items.length === box.items.length && box.busy) return;
    box.items = items;
    // New items take the choice back to the first one. While somebody types that is the best match.
    const same = services.find(({ serviceArn }) => serviceArn === active?.serviceArn);
    if (same !== undefined && box.value === '') box.activeItems = [same];
  };
  const read = async (): Promise<void> => {
    box.busy = true;
    show(0);
    const growing = setInterval(() => show(0), GROW_MS);
    const unread = await readNames(current);
    clearInterval(growing);
    if (left) return;
    box.busy = false;
    show(unread);
  };
  void read();
  try {
    return await new Promise((resolve) => {
      box.onDidAccept(() => {
        const [item] = box.selectedItems;
        if (item?.serviceArn !== undefined) resolve(item);
        else if (item !== undefined) void read();
      });
      box.onDidHide(() => resolve(undefined));
      box.show();
    });
  } finally {
    left = true;
    box.dispose();
  }
}

/** Resolves to how many clusters could not be read. */
async function readNames(current: CurrentInventory): Promise<number> {
  const counts = await Promise.all(
    current.all.map(async (inventory) => {
      await inventory.clusters.first();
      const clusters = inventory.clusters.slot.data ?? [];
      const read = await Promise.allSettled(clusters.map((arn) => inventory.services.readNames(arn)));
      return read.filter(({ status }) => status === 'rejected').length;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function retryItem(unread: number): RetryItem {
  return {
    label:
      unread === 1
        ? l10n.t('$(warning) 1 cluster could not be read')
        : l10n.t('$(warning) {0} clusters could not be read', unread),
    description: l10n.t('Try again'),
    alwaysShow: true,
  };
}

function itemsOf(current: CurrentInventory): readonly ServiceItem[] {
  const several = current.all.length > 1;
  return current.all.flatMap((inventory) => {
    const { info } = inventory.connection;
    return (inventory.clusters.slot.data ?? []).flatMap((clusterArn) =>
      inventory.services.names(clusterArn).map((serviceArn): ServiceItem => {
        const service = inventory.services.get(serviceArn);
        return {
          label: arnName(serviceArn),
          description: facts(
            arnName(clusterArn),
            service === undefined
              ? undefined
              : facts(`${service.running}/${service.desired}`, stateWords(service, serviceHealth(service))),
            several ? whereWords(info) : undefined,
          ),
          connectionId: info.id,
          clusterArn,
          serviceArn,
        };
      }),
    );
  });
}
