import { l10n, type Disposable } from 'vscode';
import { choiceOf } from '../../core/aws/choice';
import type { Connections } from '../../core/aws/connections';
import { redeployBase, summarize } from '../../core/deploy/redeploy';
import { QuaysideError } from '../../core/lib/errors';
import type { Deployments } from '../deployment/deployments';
import { isExplorerNode } from '../explorer/nodes';
import { isDeploymentRow, placeOf, type DeploymentRow } from '../history/historyRow';
import { pickService, type PickDeps } from '../prompts/pickService';
import { redeployService, redeployTo } from '../prompts/redeployFlow';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

export interface RedeployDeps extends CommandDeps, PickDeps {
  readonly connections: Pick<Connections, 'open'>;
  readonly deployments: Pick<Deployments, 'redeploy'>;
}

/** Points a service at another revision of its family, after a question; its panel shows how that goes. */
export function registerRedeployRevision(deps: RedeployDeps): Disposable {
  return registerCommand(COMMANDS.redeployRevision, deps, async (node) => {
    if (isDeploymentRow(node)) {
      await redeployRow(node, deps);
      return;
    }
    const { connection } = await deps.current.ready();
    const here = isExplorerNode(node) && node.connectionId === connection.info.id ? node : undefined;
    const service = here ?? (await pickService(deps, l10n.t('Redeploy Earlier Revision')));
    await redeployService(service, connection, deps.deployments);
  });
}

/** The revision that a deployment of the past brought. */
async function redeployRow({ record }: DeploymentRow, deps: RedeployDeps): Promise<void> {
  const place = placeOf(record);
  const { newRevision, connection: info } = record.state;
  if (place === undefined || newRevision === undefined)
    throw new QuaysideError('notFound', l10n.t('a revision of this deployment'));
  const current = deps.current.value?.connection;
  const connection = current?.info.id === info.id ? current : await deps.connections.open(choiceOf(info));
  const { signal } = new AbortController();
  const [base, chosen] = await Promise.all([
    redeployBase(place, connection, signal),
    summarize(newRevision.arn, connection, signal),
  ]);
  await redeployTo(base, chosen, connection, deps.deployments);
}
