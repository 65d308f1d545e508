import { env, l10n, window, type Disposable } from 'vscode';
import type { Inventory } from '../../core/inventory/inventory';
import { QuaysideError } from '../../core/lib/errors';
import { arnName, taskDefinitionName } from '../../core/model/arn';
import { consoleUrl } from '../../core/model/consoleUrl';
import type { CurrentInventory } from '../explorer/currentInventory';
import type { Explorer } from '../explorer/explorer';
import { arnOf, type ExplorerNode } from '../explorer/nodes';
import { pickService, type PickDeps } from '../prompts/pickService';
import { COMMANDS, type CommandId } from './ids';
import { rowsGiven } from './rowsGiven';
import { registerCommand, type CommandDeps } from './run';

interface Deps extends CommandDeps, PickDeps {
  readonly current: CurrentInventory;
  readonly explorer: Explorer;
}

/** What of a row is copied; several texts stand in a line each. */
type Part = (row: ExplorerNode, inventory: Inventory) => Promise<readonly string[]> | readonly string[];

/** Copies names, as AWS takes them. */
export function registerCopyName(deps: Deps): Disposable {
  return registerCopy(deps, COMMANDS.copyName, l10n.t('Copy Name'), (row) => {
    if (row.kind === 'container') return [row.container];
    if (row.kind === 'family') return [row.family];
    if (row.kind === 'revision') return [taskDefinitionName(row.taskDefinitionArn)];
    const arn = arnOf(row);
    return arn === undefined ? [] : [arnName(arn)];
  });
}

/** Copies the images of what runs: as the containers name them, and with the digest where it is known. */
export function registerCopyImage(deps: Deps): Disposable {
  return registerCopy(deps, COMMANDS.copyImage, l10n.t('Copy Image'), async (row, inventory) => {
    switch (row.kind) {
      case 'container':
      case 'task': {
        const containers = inventory.tasks.get(row.taskArn)?.containers ?? [];
        return containers
          .filter(({ name }) => row.kind === 'task' || name === row.container)
          .map(({ image, imageDigest }) => withDigest(image, imageDigest));
      }
      case 'service': {
        if (inventory.services.get(row.serviceArn) === undefined)
          await inventory.services.describe(row.clusterArn, [row.serviceArn]);
        const service = inventory.services.get(row.serviceArn);
        if (service === undefined) return [];
        await inventory.images.load([service], 'foreground');
        const images = inventory.images.get(service) ?? [];
        if (images.length > 0) return images.map(({ image, digest }) => withDigest(image, digest));
        await inventory.taskDefinitions.get(service.taskDefinitionArn);
        return inventory.taskDefinitions.summary(service.taskDefinitionArn)?.images ?? [];
      }
      case 'revision':
        await inventory.taskDefinitions.get(row.taskDefinitionArn);
        return inventory.taskDefinitions.summary(row.taskDefinitionArn)?.images ?? [];
      default:
        return [];
    }
  });
}

/** Copies the address of the page in the AWS console. */
export function registerCopyConsoleLink(deps: Deps): Disposable {
  return registerCopy(deps, COMMANDS.copyConsoleLink, l10n.t('Copy Console Link'), (row, inventory) => {
    if (inventory.connection.info.endpoint !== undefined)
      throw new QuaysideError(
        'invalid',
        l10n.t(
          'Only real AWS accounts have pages in the AWS console; this connection has an endpoint of its own.',
        ),
      );
    const arn = arnOf(row);
    const url =
      arn === undefined ? undefined : consoleUrl(arn, 'clusterArn' in row ? row.clusterArn : undefined);
    return url === undefined ? [] : [url];
  });
}

function registerCopy(
  deps: Deps,
  id: CommandId & ('quayside.copyName' | 'quayside.copyImage' | 'quayside.copyConsoleLink'),
  title: string,
  part: Part,
): Disposable {
  const { current, explorer, logger } = deps;
  return registerCommand(id, { logger }, async (node?: ExplorerNode, selection?: readonly ExplorerNode[]) => {
    const rows = rowsGiven(explorer, node, selection);
    const texts: string[] = [];
    for (const row of rows.length > 0 ? rows : [await chosenService(deps, title)]) {
      const inventory = current.of(row.connectionId);
      if (inventory !== undefined) texts.push(...(await part(row, inventory)));
    }
    if (texts.length === 0) {
      void window.showInformationMessage(l10n.t('There is nothing of that kind to copy here.'));
      return;
    }
    await env.clipboard.writeText(texts.join('\n'));
    window.setStatusBarMessage(l10n.t('Copied: {0}', texts.join(', ')), 3000);
  });
}

async function chosenService(deps: Deps, title: string): Promise<ExplorerNode> {
  const key = await pickService(deps, title);
  const inventory = await deps.current.ready();
  return { kind: 'service', id: key.serviceArn, connectionId: inventory.connection.info.id, ...key };
}

function withDigest(image: string, digest: string | undefined): string {
  return digest === undefined || image.includes('@') ? image : `${image}@${digest}`;
}
