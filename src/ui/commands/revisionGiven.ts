import type { Inventory, ServiceKey } from '../../core/inventory/inventory';
import { l10n } from 'vscode';
import { QuaysideError } from '../../core/lib/errors';
import { arnName } from '../../core/model/arn';
import type { CurrentInventory } from '../explorer/currentInventory';
import type { Explorer } from '../explorer/explorer';
import { isExplorerNode, type ExplorerNode } from '../explorer/nodes';
import { pickService, type PickDeps } from '../prompts/pickService';

/** A revision and the connection that it is read with. */
export interface GivenRevision {
  readonly connection: string;
  readonly arn: string;
}

/** The revision that a row stands for or runs; asks for a service where there is none. */
export async function revisionGiven(
  deps: PickDeps & { readonly current: CurrentInventory; readonly explorer: Explorer },
  node: unknown,
  title: string,
): Promise<GivenRevision> {
  const row = isExplorerNode(node) ? node : deps.explorer.selection;
  const inventory =
    (row === undefined ? undefined : deps.current.of(row.connectionId)) ?? (await deps.current.ready());
  // A row of a connection that was left means another account's service.
  const known = row?.connectionId === inventory.connection.info.id ? row : undefined;
  const arn =
    revisionOfRow(known, inventory) ??
    (await revisionOfService(known?.kind === 'service' ? known : await pickService(deps, title), inventory));
  return { connection: inventory.connection.info.id, arn };
}

function revisionOfRow(row: ExplorerNode | undefined, inventory: Inventory): string | undefined {
  switch (row?.kind) {
    case 'revision':
      return row.taskDefinitionArn;
    case 'task':
    case 'container':
      return inventory.tasks.get(row.taskArn)?.taskDefinitionArn;
    case 'rollout':
      return inventory.services.get(row.serviceArn)?.rollouts.find(({ id }) => id === row.rolloutId)
        ?.taskDefinitionArn;
    default:
      return undefined;
  }
}

async function revisionOfService(
  { clusterArn, serviceArn }: ServiceKey,
  inventory: Inventory,
): Promise<string> {
  if (inventory.services.get(serviceArn) === undefined)
    await inventory.services.describe(clusterArn, [serviceArn]);
  const service = inventory.services.get(serviceArn);
  if (service === undefined)
    throw (
      inventory.services.slot(clusterArn).error ??
      new QuaysideError('notFound', l10n.t('service {0}', arnName(serviceArn)))
    );
  return service.taskDefinitionArn;
}
