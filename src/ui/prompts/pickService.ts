import { l10n, window } from 'vscode';
import type { ServiceKey } from '../../core/inventory/inventory';
import { serviceHealth } from '../../core/model/health';
import { QuaysideError } from '../../core/lib/errors';
import { arnName } from '../../core/model/arn';
import { stateWords } from '../explorer/serviceRow';
import { facts } from '../words';
import { chosenArn, lastFirst, pickCluster, titleAt, type ArnItem, type PickDeps } from './pickCluster';

export type { PickDeps } from './pickCluster';

/**
 * Asks for a service of the current connection, cluster first unless it is given; the last choice comes first. Rejects
 * as cancelled when the person leaves.
 */
export async function pickService(deps: PickDeps, title: string, clusterArn?: string): Promise<ServiceKey> {
  const { state } = deps;
  const { connection } = await deps.current.ready();
  const cluster = clusterArn ?? (await pickCluster(deps, title));
  const serviceArn = chosenArn(
    await window.showQuickPick(serviceItems(deps, cluster), {
      ignoreFocusOut: true,
      title: titleAt(title, connection),
      placeHolder: l10n.t('Which service of {0}?', arnName(cluster)),
      matchOnDescription: true,
    }),
  );
  await state.set('lastService', serviceArn);
  return { clusterArn: cluster, serviceArn };
}

/** Asks for several services of one cluster; what is given is chosen already. Rejects as cancelled. */
export async function pickServices(
  deps: PickDeps,
  title: string,
  given: ServiceKey | undefined,
): Promise<readonly ServiceKey[]> {
  const { connection } = await deps.current.ready();
  const clusterArn = given?.clusterArn ?? (await pickCluster(deps, title));
  const items = async (): Promise<ArnItem[]> =>
    (await serviceItems(deps, clusterArn)).map((item) => ({
      ...item,
      picked: item.arn !== undefined && item.arn === given?.serviceArn,
    }));
  const picked = await window.showQuickPick(items(), {
    ignoreFocusOut: true,
    title: titleAt(title, connection),
    placeHolder: l10n.t('Which services of {0} get the image?', arnName(clusterArn)),
    matchOnDescription: true,
    canPickMany: true,
  });
  const arns = (picked ?? []).flatMap(({ arn }) => arn ?? []);
  if (arns.length === 0) throw new QuaysideError('cancelled', 'No service was chosen');
  return arns.map((serviceArn) => ({ clusterArn, serviceArn }));
}

async function serviceItems({ current, state }: PickDeps, cluster: string): Promise<ArnItem[]> {
  const inventory = await current.ready();
  if (inventory.services.slot(cluster).at === undefined) await inventory.services.load(cluster);
  const { data = [], error } = inventory.services.slot(cluster);
  if (data.length === 0 && error !== undefined) throw error;
  return lastFirst(data, state.get('lastService'), (arn) => {
    const service = inventory.services.get(arn);
    if (service === undefined) return '';
    return facts(`${service.running}/${service.desired}`, stateWords(service, serviceHealth(service)));
  });
}
