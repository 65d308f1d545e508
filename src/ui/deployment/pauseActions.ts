import { l10n, window } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { DeployState, HookView } from '../../core/deploy/state';
import { QuaysideError } from '../../core/lib/errors';
import { waitingHook } from './buttons';

/** Asks, then lets a paused deployment go on. */
export async function continueDeployment(connection: Connection, state: DeployState): Promise<void> {
  if (await confirmContinue(state)) await answerPause(connection, state, 'CONTINUE');
}

/**
 * Answers the pause that a deployment is in. When it was answered meanwhile, by whomever, that is said and no error.
 * Fails with what AWS answered; with `conflict` when there is no pause.
 */
export async function answerPause(
  connection: Connection,
  state: DeployState,
  action: 'CONTINUE' | 'ROLLBACK',
): Promise<void> {
  const hook: HookView | undefined = waitingHook(state);
  const deployment = state.reference?.serviceDeploymentArn;
  if (hook === undefined || deployment === undefined) {
    throw new QuaysideError('conflict', 'The deployment is not paused');
  }
  try {
    const { signal } = new AbortController();
    await connection.ecs.continueServiceDeployment({ deployment, hookId: hook.id, action }, signal);
  } catch (error) {
    if (!QuaysideError.is(error, 'conflict')) throw error;
    void window.showInformationMessage(
      l10n.t('{0}: this pause has been answered already.', state.serviceName),
    );
  }
}

async function confirmContinue({
  serviceName,
  clusterName,
  connection,
  newRevision,
  rollout,
}: DeployState): Promise<boolean> {
  const goOn = l10n.t('Continue Deployment');
  const stage = rollout?.shift?.stage ?? '';
  const detail = l10n.t(
    'ECS goes on from {0} and gives revision {1} what the next stage brings, up to all of the traffic.',
    stage,
    newRevision?.revision ?? '',
  );
  const answer = await window.showWarningMessage(
    l10n.t('Continue the deployment of {0} in {1}?', serviceName, clusterName),
    {
      modal: true,
      detail: `${detail}\n${[connection.accountId ?? connection.profile, connection.region].join(' · ')}`,
    },
    goOn,
  );
  return answer === goOn;
}
