import { l10n, window } from 'vscode';
import type { DeployState } from '../../core/deploy/state';
import { QuaysideError } from '../../core/lib/errors';
import { formatMessage } from '../../core/lib/message';
import { translateState } from './translate';

/** After the update a deployment cannot just be cancelled: asks what is meant. */
export async function askHowToStop({
  serviceName,
  clusterName,
  newRevision,
}: DeployState): Promise<'stopWatching' | 'stopAndRollBack' | undefined> {
  const stopWatching = l10n.t('Stop Watching');
  const rollBack = l10n.t('Stop and Roll Back');
  const answer = await window.showWarningMessage(
    l10n.t(
      'ECS is rolling out revision {0} to {1} in {2}.',
      newRevision?.revision ?? '',
      serviceName,
      clusterName,
    ),
    {
      modal: true,
      detail: l10n.t(
        'Stop watching, and ECS goes on by itself; or stop the deployment and bring the old revision back.',
      ),
    },
    stopWatching,
    rollBack,
  );
  if (answer === stopWatching) return 'stopWatching';
  return answer === rollBack ? 'stopAndRollBack' : undefined;
}

export async function confirmRollBack({
  serviceName,
  clusterName,
  connection,
  oldRevision,
}: DeployState): Promise<boolean> {
  const rollBack = l10n.t('Stop and Roll Back');
  const detail =
    oldRevision === undefined
      ? l10n.t('ECS stops the new tasks.')
      : l10n.t('ECS stops the new tasks and brings revision {0} back.', oldRevision.revision);
  const answer = await window.showWarningMessage(
    l10n.t('Stop the deployment of {0} in {1}?', serviceName, clusterName),
    {
      modal: true,
      detail: `${detail}\n${[connection.accountId ?? connection.profile, connection.region].join(' · ')}`,
    },
    rollBack,
  );
  return answer === rollBack;
}

/** Asks for the container that an error could not find; undefined when the person leaves, or there is none to choose. */
export async function pickContainer(error: unknown): Promise<string | undefined> {
  const candidates = QuaysideError.is(error) ? error.details['candidates'] : undefined;
  if (typeof candidates !== 'object') return undefined;
  return window.showQuickPick(candidates, {
    title: l10n.t('Deploy'),
    placeHolder: l10n.t('Which container gets the new image?'),
  });
}

/** Two deployments of one service at a time would undo each other; true when the person wants to see the running one. */
export async function offerRunning({ serviceName, clusterName }: DeployState): Promise<boolean> {
  const show = l10n.t('Show Deployment');
  const text = l10n.t(
    '{0} in {1} is being deployed from this window already. Wait until the service was updated, or cancel that deployment.',
    serviceName,
    clusterName,
  );
  return (await window.showWarningMessage(text, show)) === show;
}

/** Tells the end of a deployment that nobody is looking at; true when the person wants to see it. */
export async function tellEnd(state: DeployState): Promise<boolean> {
  const { serviceName, headline, tone } = translateState(state, l10n);
  const show = l10n.t('Show Deployment');
  const text = l10n.t('{0}: {1}', serviceName, formatMessage(headline));
  const tell = tone === 'failure' ? window.showErrorMessage : window.showInformationMessage;
  return (await tell(text, show)) === show;
}

/** Asks what is to become of a deployment that was cut off; undefined when the person leaves that for later. */
export async function offerToContinue(
  state: DeployState,
  resumable: boolean,
): Promise<'continue' | 'again' | 'drop' | 'show' | undefined> {
  const { serviceName, clusterName, verdict } = translateState(state, l10n);
  const goOn = resumable ? l10n.t('Continue') : l10n.t('Deploy Again');
  const drop = l10n.t('Drop');
  const show = l10n.t('Show');
  const answer = await window.showWarningMessage(
    [
      l10n.t('The deployment of {0} in {1} was interrupted.', serviceName, clusterName),
      verdict?.detail === undefined ? '' : formatMessage(verdict.detail),
    ].join(' '),
    goOn,
    drop,
    show,
  );
  switch (answer) {
    case goOn:
      return resumable ? 'continue' : 'again';
    case drop:
      return 'drop';
    case show:
      return 'show';
    default:
      return undefined;
  }
}
