import { l10n, window, type Disposable } from 'vscode';
import {
  deregisterRevisions,
  revisionsInUse,
  surveyFamily,
  type CleanUpOutcome,
  type FamilySurvey,
} from '../../core/deploy/cleanUp';
import type { Connection } from '../../core/aws/connection';
import { arnName, taskDefinitionName } from '../../core/model/arn';
import { withProgress } from '../../platform/progress';
import type { DeploymentRecords } from '../deployment/records';
import { askKeep, confirmCleanUp, pickFamilies, pickRemovable } from '../prompts/pickCleanUp';
import type { PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { executeCommand, registerCommand, type CommandDeps } from './run';

export interface CleanUpDeps extends CommandDeps, PickDeps {
  readonly records: Pick<DeploymentRecords, 'all'>;
}

/** Deregisters old revisions that nobody needs: first shown, then agreed to, then done one after the other. */
export function registerCleanUpRevisions(deps: CleanUpDeps): Disposable {
  return registerCommand(COMMANDS.cleanUpRevisions, deps, async () => {
    const title = l10n.t('Clean Up Old Revisions');
    const { connection } = await deps.current.ready();
    const families = await pickFamilies(connection, title, new AbortController().signal);
    const keepNewest = await askKeep(connection, title);
    const surveys = await survey(families, keepNewest, connection, deps);
    const arns = await pickRemovable(surveys, connection, title);
    await confirmCleanUp(arns, surveys, connection);
    const outcome = await withProgress(l10n.t('Deregistering revisions'), (signal, report) => {
      report(l10n.t('Looking once more at what is in use'));
      return deregisterRevisions(arns, connection, signal, (arn, count) =>
        report(l10n.t('{0} of {1}: {2}', count, arns.length, taskDefinitionName(arn)), 100 / arns.length),
      );
    });
    tell(outcome, deps);
  });
}

async function survey(
  families: readonly string[],
  keepNewest: number,
  connection: Connection,
  { records }: CleanUpDeps,
): Promise<readonly FamilySurvey[]> {
  const remembered = new Set(
    (await records.all()).flatMap(({ state: { oldRevision, newRevision } }) =>
      [oldRevision, newRevision].flatMap((revision) => revision?.arn ?? []),
    ),
  );
  return withProgress(l10n.t('Looking for what is in use'), async (signal, report) => {
    const inUse = await revisionsInUse(connection, signal, (cluster) => report(arnName(cluster)));
    const surveys: FamilySurvey[] = [];
    for (const family of families) {
      report(family);
      surveys.push(await surveyFamily(family, inUse, { keepNewest, remembered }, connection, signal));
    }
    return surveys;
  });
}

function tell({ deregistered, spared, failed, left }: CleanUpOutcome, { logger }: CleanUpDeps): void {
  for (const arn of deregistered) logger.info(`Deregistered ${arn}`);
  for (const { arn, reason } of failed) logger.warn(`Not deregistered: ${arn}: ${reason}`);
  const text = [
    deregistered.length === 1
      ? l10n.t('1 revision was deregistered.')
      : l10n.t('{0} revisions were deregistered.', deregistered.length),
    spared.length === 0 ? '' : l10n.t('{0} came into use meanwhile and stay.', spared.length),
    failed.length === 0 ? '' : l10n.t('{0} failed: {1}', failed.length, failed[0]?.reason ?? ''),
    left.length === 0 ? '' : l10n.t('{0} are left, because it was cancelled.', left.length),
  ]
    .filter((part) => part !== '')
    .join(' ');
  if (failed.length === 0) {
    void window.showInformationMessage(text);
    return;
  }
  const showLog = l10n.t('Show Log');
  void window.showWarningMessage(text, showLog).then((chosen) => {
    if (chosen === showLog) void executeCommand(COMMANDS.showLog);
  });
}
