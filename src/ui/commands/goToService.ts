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
  const box = window.createQuickPick<ServiceItem>();
  box.title = l10n.t('Go to Service');
  box.placeholder = l10n.t('A few letters of its name, cluster or account');
  box.matchOnDescription = true;
  const show = (): void => {
    box.items = itemsOf(current);
  };
  show();
  box.busy = true;
  void readNames(current, show).finally(() => {
    show();
    box.busy = false;
  });
  try {
    return await new Promise((resolve) => {
      box.onDidAccept(() => resolve(box.selectedItems[0]));
      box.onDidHide(() => resolve(undefined));
      box.show();
    });
  } finally {
    box.dispose();
  }
}

async function readNames(current: CurrentInventory, show: () => void): Promise<void> {
  await Promise.all(
    current.all.map(async (inventory) => {
      await inventory.clusters.first();
      const clusters = inventory.clusters.slot.data ?? [];
      await Promise.allSettled(clusters.map((arn) => inventory.services.readNames(arn)));
      show();
    }),
  );
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
