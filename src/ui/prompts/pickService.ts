import { l10n, window } from 'vscode';
import type { ServiceKey } from '../../core/inventory/inventory';
import { serviceHealth } from '../../core/model/health';
import { arnName } from '../../core/model/arn';
import { stateWords } from '../explorer/serviceRow';
import { facts } from '../words';
import { chosenArn, lastFirst, pickCluster, titleAt, type PickDeps } from './pickCluster';

export type { PickDeps } from './pickCluster';

/**
 * Asks for a service of the current connection, cluster first unless it is given; the last choice comes first. Rejects
 * as cancelled when the person leaves.
 */
export async function pickService(deps: PickDeps, title: string, clusterArn?: string): Promise<ServiceKey> {
  const { current, state } = deps;
  const inventory = await current.ready();
  const cluster = clusterArn ?? (await pickCluster(deps, title));
  const items = async () => {
    if (inventory.services.slot(cluster).at === undefined) await inventory.services.load(cluster);
    const { data = [], error } = inventory.services.slot(cluster);
    if (data.length === 0 && error !== undefined) throw error;
    return lastFirst(data, state.get('lastService'), (arn) => {
      const service = inventory.services.get(arn);
      if (service === undefined) return '';
      return facts(`${service.running}/${service.desired}`, stateWords(service, serviceHealth(service)));
    });
  };
  const serviceArn = chosenArn(
    await window.showQuickPick(items(), {
      title: titleAt(title, inventory.connection),
      placeHolder: l10n.t('Which service of {0}?', arnName(cluster)),
      matchOnDescription: true,
    }),
  );
  await state.set('lastService', serviceArn);
  return { clusterArn: cluster, serviceArn };
}
