import { l10n, window } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { RevisionRef } from '../../core/deploy/plan';
import { redeployBase, type RedeployBase, type RevisionSummary } from '../../core/deploy/redeploy';
import type { ServiceKey } from '../../core/inventory/inventory';
import { confirmForce, confirmRedeploy } from './confirmRedeploy';
import { pickRevision } from './pickRevision';

/** Does what was agreed to; without a revision the tasks of the running one are started anew. */
interface Redeployer {
  redeploy(base: RedeployBase, revision: RevisionRef | undefined, connection: Connection): Promise<void>;
}

/** Asks for one of the revisions of this very service, and deploys it after a question. Rejects as cancelled. */
export async function redeployService(
  service: ServiceKey,
  connection: Connection,
  redeployer: Redeployer,
): Promise<void> {
  const { signal } = new AbortController();
  const base = await redeployBase(service, connection, signal);
  const chosen = await pickRevision(base, connection, l10n.t('Redeploy Earlier Revision'), signal);
  await redeployTo(base, chosen, connection, redeployer);
}

/** Deploys a revision after a question. Rejects as cancelled. */
export async function redeployTo(
  base: RedeployBase,
  chosen: RevisionSummary,
  connection: Connection,
  redeployer: Redeployer,
): Promise<void> {
  if (chosen.revision.arn === base.running.revision.arn) {
    await offerForce(base, connection, redeployer);
    return;
  }
  await confirmRedeploy(base, chosen, connection);
  await redeployer.redeploy(base, chosen.revision, connection);
}

/** To ECS the running revision is no change, so that nothing would happen. */
async function offerForce(base: RedeployBase, connection: Connection, redeployer: Redeployer): Promise<void> {
  const { service, running } = base;
  const force = l10n.t('Force New Deployment');
  const text = l10n.t('{0} runs revision {1} already.', service.name, running.revision.revision);
  if ((await window.showInformationMessage(text, force)) !== force) return;
  await confirmForce(base, connection);
  await redeployer.redeploy(base, undefined, connection);
}
