import { l10n, window, type Disposable } from 'vscode';
import { choiceOf } from '../../core/aws/choice';
import type { Connection } from '../../core/aws/connection';
import type { Connections } from '../../core/aws/connections';
import { redeployBase, summarize, type RedeployBase, type RevisionSummary } from '../../core/deploy/redeploy';
import { QuaysideError } from '../../core/lib/errors';
import type { Deployments } from '../deployment/deployments';
import { isExplorerNode, type ServiceNode } from '../explorer/nodes';
import { isDeploymentRow, placeOf, type DeploymentRow } from '../history/historyRow';
import { confirmRedeploy } from '../prompts/confirmRedeploy';
import { pickRevision } from '../prompts/pickRevision';
import { pickService, type PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { executeCommand, registerCommand, type CommandDeps } from './run';

export interface RedeployDeps extends CommandDeps, PickDeps {
  readonly connections: Pick<Connections, 'open'>;
  readonly deployments: Deployments;
}

/** Points a service at another revision of its family, after a question; its panel shows how that goes. */
export function registerRedeployRevision(deps: RedeployDeps): Disposable {
  return registerCommand(COMMANDS.redeployRevision, deps, async (node) => {
    const title = l10n.t('Redeploy Earlier Revision');
    if (isDeploymentRow(node)) {
      await redeployRow(node, deps);
      return;
    }
    const { connection } = await deps.current.ready();
    const here = isExplorerNode(node) && node.connectionId === connection.info.id ? node : undefined;
    const service = here ?? (await pickService(deps, title));
    const { signal } = new AbortController();
    const base = await redeployBase(service, connection, signal);
    const chosen = await pickRevision(base, connection, title, signal);
    await redeployTo(base, chosen, connection, deps, here);
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
  await redeployTo(base, chosen, connection, deps);
}

async function redeployTo(
  base: RedeployBase,
  chosen: RevisionSummary,
  connection: Connection,
  { deployments }: RedeployDeps,
  node?: ServiceNode,
): Promise<void> {
  if (chosen.revision.arn === base.running.revision.arn) {
    await offerForce(base.service.name, chosen.revision.revision, node);
    return;
  }
  await confirmRedeploy(base, chosen, connection);
  await deployments.redeploy(base, chosen.revision, connection);
}

/** To ECS the running revision is no change, so that nothing would happen. */
async function offerForce(name: string, revision: number, node: ServiceNode | undefined): Promise<void> {
  const force = l10n.t('Force New Deployment');
  const text = l10n.t('{0} runs revision {1} already.', name, revision);
  if ((await window.showInformationMessage(text, force)) !== force) return;
  await (node === undefined
    ? executeCommand(COMMANDS.forceNewDeployment)
    : executeCommand(COMMANDS.forceNewDeployment, node));
}
