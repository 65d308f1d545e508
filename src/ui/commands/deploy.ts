import { l10n, Uri, type Disposable } from 'vscode';
import type { Explorer } from '../explorer/explorer';
import { isExplorerNode } from '../explorer/nodes';
import { titleAt } from '../prompts/pickCluster';
import { pickDockerfile } from '../prompts/pickDockerfile';
import { pickService, type PickDeps } from '../prompts/pickService';
import type { DeployStarter } from './deployStarter';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';
import type { State } from '../../platform/state';

export interface DeployCommandDeps extends CommandDeps, PickDeps {
  readonly explorer: Explorer;
  readonly state: State;
  readonly starter: DeployStarter;
}

/** From a Dockerfile to the plan of its deployment; asks for what the place it was called from does not say. */
export function registerDeploy(deps: DeployCommandDeps): Disposable {
  return registerCommand(COMMANDS.deploy, deps, async (what) => {
    const title = l10n.t('Deploy');
    // Without a connection there is nothing to ask for yet.
    const { connection } = await deps.current.ready();
    const source = await pickDockerfile(
      deps.state,
      titleAt(title, connection),
      what instanceof Uri ? what : undefined,
    );
    const node = isExplorerNode(what) && what.connectionId === connection.info.id ? what : undefined;
    const { clusterArn, serviceArn } =
      node?.kind === 'service' ? node : await pickService(deps, title, node?.clusterArn);
    await deps.starter.start({ cluster: clusterArn, service: serviceArn, source }, connection);
  });
}
