import { l10n, window } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import { imageChanges, type RedeployBase, type RevisionSummary } from '../../core/deploy/redeploy';
import { QuaysideError } from '../../core/lib/errors';
import { arnName } from '../../core/model/arn';
import { facts } from '../words';

/** Says where it happens and what; rejects as cancelled unless the person agrees. */
export async function confirmRedeploy(
  base: RedeployBase,
  revision: RevisionSummary,
  connection: Connection,
): Promise<void> {
  const { service, running } = base;
  const now = running.revision.revision;
  const next = revision.revision.revision;
  await confirm(
    l10n.t('Deploy revision {0} to {1} in {2}?', next, service.name, arnName(service.clusterArn)),
    [
      l10n.t('The service goes from revision {0} to revision {1}; no other setting is changed.', now, next),
      ...imageLines(running, revision),
      ...rollingLines(base),
    ],
    connection,
    l10n.t('Deploy Revision {0}', next),
  );
}

export async function confirmForce(base: RedeployBase, connection: Connection): Promise<void> {
  const { service, running } = base;
  await confirm(
    l10n.t('Force a new deployment of {0} in {1}?', service.name, arnName(service.clusterArn)),
    [
      l10n.t(
        'ECS replaces every task of the service by a new one of revision {0}; no setting is changed.',
        running.revision.revision,
      ),
      ...running.images.map(({ container, image }) => `${container}: ${image}`),
      l10n.t('A tag that was moved since then is resolved again.'),
      ...rollingLines(base),
    ],
    connection,
    l10n.t('Force New Deployment'),
  );
}

function imageLines(before: RevisionSummary, after: RevisionSummary): readonly string[] {
  const changes = imageChanges(before, after);
  if (changes.length === 0)
    return [l10n.t('The images are the same; other settings of the revisions may differ.')];
  return changes.map(
    (change) => `${change.container}: ${change.before ?? l10n.t('none')} → ${change.after ?? l10n.t('none')}`,
  );
}

function rollingLines({ rolling, running }: RedeployBase): readonly string[] {
  if (!rolling) return [];
  return [
    l10n.t('Revision {0} is still rolling out: that deployment is superseded.', running.revision.revision),
  ];
}

async function confirm(
  question: string,
  lines: readonly string[],
  { info }: Connection,
  button: string,
): Promise<void> {
  const detail = [...lines, facts(info.accountId ?? info.profile, info.region)].join('\n');
  const answer = await window.showWarningMessage(question, { modal: true, detail }, button);
  if (answer !== button) throw new QuaysideError('cancelled', 'The deployment was not agreed to');
}
