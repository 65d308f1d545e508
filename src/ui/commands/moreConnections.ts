import { l10n, window, type Disposable, type QuickPickItem } from 'vscode';
import type { ConnectionChoice, Connections } from '../../core/aws/connections';
import { QuaysideError } from '../../core/lib/errors';
import { withProgress } from '../../platform/progress';
import type { CurrentInventory } from '../explorer/currentInventory';
import { isExplorerNode } from '../explorer/nodes';
import { whereWords } from '../explorer/where';
import { pickProfile } from '../prompts/pickProfile';
import { pickRegion } from '../prompts/pickRegion';
import type { Sandbox } from '../sandboxHost/sandboxProcess';
import { COMMANDS } from './ids';
import { openAwsConfig } from './openAwsConfig';
import { registerCommand, type CommandDeps } from './run';

interface Deps extends CommandDeps {
  readonly connections: Connections;
  readonly current: CurrentInventory;
  readonly sandbox: Sandbox;
}

/** Shows another account or region beside the one that is worked with. */
export function registerAddConnection(deps: Deps): Disposable {
  const { current, logger } = deps;
  return registerCommand(COMMANDS.addConnection, { logger }, async () => {
    const choice = await choose(deps);
    if (choice === undefined) return;
    await withProgress(l10n.t('Connecting'), (signal) => current.add(choice, signal));
  });
}

async function choose({ connections, sandbox }: Deps): Promise<ConnectionChoice | undefined> {
  const picked = await pickProfile(connections);
  switch (picked.kind) {
    case 'edit':
      await openAwsConfig();
      return undefined;
    case 'sandbox': {
      const { endpoint, region } = await sandbox.start();
      return { kind: 'sandbox', endpoint, region: await pickRegion(region) };
    }
    case 'profile': {
      const profile = (await connections.profiles()).find(({ name }) => name === picked.profile);
      const region = await pickRegion(profile?.region ?? 'us-east-1');
      return { kind: 'profile', profile: picked.profile, region };
    }
  }
}

/** Takes one of several connections out of the tree. */
export function registerRemoveConnection({ current, logger }: Deps): Disposable {
  return registerCommand(COMMANDS.removeConnection, { logger }, async (node) => {
    const id =
      isExplorerNode(node) && node.kind === 'connection' ? node.connectionId : await chooseShown(current);
    if (current.value?.connection.info.id === id)
      throw new QuaysideError(
        'invalid',
        l10n.t('This connection is worked with: switch to another one before it is taken away.'),
      );
    current.remove(id);
  });
}

async function chooseShown(current: CurrentInventory): Promise<string> {
  const items = current.all
    .filter((inventory) => inventory !== current.value)
    .map(({ connection: { info } }): QuickPickItem & { readonly id: string } => ({
      label: whereWords(info),
      id: info.id,
    }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Remove Connection from View'),
    placeHolder:
      items.length === 0
        ? l10n.t('No other connection is shown')
        : l10n.t('Which one should not be shown any more?'),
  });
  if (picked === undefined) throw new QuaysideError('cancelled', 'No connection was chosen');
  return picked.id;
}
