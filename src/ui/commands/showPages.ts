import { l10n, window, workspace, type Disposable, type Uri } from 'vscode';
import type { ServiceKey } from '../../core/inventory/inventory';
import type { CurrentInventory } from '../explorer/currentInventory';
import type { Explorer } from '../explorer/explorer';
import { isExplorerNode, type ExplorerNode } from '../explorer/nodes';
import type { Pages } from '../documents/pages';
import { pageUri } from '../documents/pageUri';
import { pickService, type PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { revisionGiven } from './revisionGiven';
import { registerCommand, type CommandDeps } from './run';

interface Deps extends CommandDeps, PickDeps {
  readonly current: CurrentInventory;
  readonly explorer: Explorer;
  readonly pages: Pages;
}

/** A service on a page: what runs, where it is going, what happened. */
export function registerShowService(deps: Deps): Disposable {
  return registerCommand(COMMANDS.showService, { logger: deps.logger }, (node) =>
    showService(deps, node, 'service'),
  );
}

/** The same as AWS answers it. */
export function registerShowServiceJson(deps: Deps): Disposable {
  return registerCommand(COMMANDS.showServiceJson, { logger: deps.logger }, (node) =>
    showService(deps, node, 'serviceJson'),
  );
}

/** A revision of a task definition on a page. */
export function registerShowRevision(deps: Deps): Disposable {
  return registerCommand(COMMANDS.showRevision, { logger: deps.logger }, async (node) => {
    const { connection, arn } = await revisionGiven(deps, node, l10n.t('Show Task Definition Page'));
    await show(deps.pages, pageUri({ kind: 'revision', connection, arn }));
  });
}

/** What was spent on calls, by feature. */
export function registerShowApiCalls(deps: Deps): Disposable {
  return registerCommand(COMMANDS.showApiCalls, { logger: deps.logger }, () =>
    show(deps.pages, pageUri({ kind: 'calls' })),
  );
}

async function showService(deps: Deps, node: unknown, kind: 'service' | 'serviceJson'): Promise<void> {
  const row = isExplorerNode(node) ? node : deps.explorer.selection;
  const { connection, key } = await serviceGiven(deps, row);
  await show(deps.pages, pageUri({ kind, connection, arn: key.serviceArn, cluster: key.clusterArn }));
}

async function serviceGiven(
  deps: Deps,
  row: ExplorerNode | undefined,
): Promise<{ readonly connection: string; readonly key: ServiceKey }> {
  if (row?.kind === 'service' && deps.current.of(row.connectionId) !== undefined)
    return { connection: row.connectionId, key: row };
  const key = await pickService(deps, l10n.t('Show Service'));
  return { connection: (await deps.current.ready()).connection.info.id, key };
}

/** An open page is read again: what it shows has moved on. */
async function show(pages: Pages, uri: Uri): Promise<void> {
  pages.renew(uri);
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document, { preview: true });
}
