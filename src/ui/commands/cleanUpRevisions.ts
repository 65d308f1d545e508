import { l10n, window, type Disposable } from 'vscode';
import {
  deletableRevisions,
  deleteRevisions,
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
import {
  askKeep,
  confirmCleanUp,
  confirmDelete,
  pickCleanUpKind,
  pickDeletable,
  pickFamilies,
  pickRemovable,
  type CleanUpKind,
} from '../prompts/pickCleanUp';
import type { PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { executeCommand, registerCommand, type CommandDeps } from './run';

export interface CleanUpDeps extends CommandDeps, PickDeps {
  readonly records: Pick<DeploymentRecords, 'all'>;
}

/** Deregisters or deletes old revisions that nobody needs: first shown, then agreed to, then done one after the other. */
export function registerCleanUpRevisions(deps: CleanUpDeps): Disposable {
  return registerCommand(COMMANDS.cleanUpRevisions, deps, async () => {
    const title = l10n.t('Clean Up Old Revisions');
    const { connection } = await deps.current.ready();
    const families = await pickFamilies(connection, title, new AbortController().signal);
    const kind = await pickCleanUpKind(connection, title);
    const arns =
      kind === 'delete'
        ? await chooseDeleted(families, connection, title, deps)
        : await chooseDeregistered(families, connection, title, deps);
    const heading = kind === 'delete' ? l10n.t('Deleting revisions') : l10n.t('Deregistering revisions');
    const clean = kind === 'delete' ? deleteRevisions : deregisterRevisions;
    const outcome = await withProgress(heading, (signal, report) => {
      report(l10n.t('Looking once more at what is in use'));
      let before = 0;
      return clean(arns, connection, signal, (arn, count) => {
        const share = ((count - before) * 100) / arns.length;
        before = count;
        report(l10n.t('{0} of {1}: {2}', count, arns.length, taskDefinitionName(arn)), share);
      });
    });
    tell(outcome, kind, deps);
  });
}

async function chooseDeregistered(
  families: readonly string[],
  connection: Connection,
  title: string,
  deps: CleanUpDeps,
): Promise<readonly string[]> {
  const keepNewest = await askKeep(connection, title);
  const surveys = await survey(families, keepNewest, connection, deps);
  const arns = await pickRemovable(surveys, connection, title);
  await confirmCleanUp(arns, surveys, connection);
  return arns;
}

async function chooseDeleted(
  families: readonly string[],
  connection: Connection,
  title: string,
  deps: CleanUpDeps,
): Promise<readonly string[]> {
  const remembered = await rememberedRevisions(deps);
  const deletable = await withProgress(l10n.t('Looking for what is in use'), async (signal, report) => {
    const inUse = await revisionsInUse(connection, signal, (cluster) => report(arnName(cluster)));
    const found: string[] = [];
    for (const family of families)
      found.push(...(await deletableRevisions(family, inUse, remembered, connection, signal)));
    return found;
  });
  const arns = await pickDeletable(deletable, connection, title);
  await confirmDelete(arns, connection);
  return arns;
}

/** What deployments of the past came from or went to. */
async function rememberedRevisions({ records }: CleanUpDeps): Promise<ReadonlySet<string>> {
  return new Set(
    (await records.all()).flatMap(({ state: { oldRevision, newRevision } }) =>
      [oldRevision, newRevision].flatMap((revision) => revision?.arn ?? []),
    ),
  );
}

async function survey(
  families: readonly string[],
  keepNewest: number,
  connection: Connection,
  deps: CleanUpDeps,
): Promise<readonly FamilySurvey[]> {
  const remembered = await rememberedRevisions(deps);
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

function doneWords(count: number, kind: CleanUpKind): string {
  if (kind === 'delete')
    return count === 1 ? l10n.t('1 revision was deleted.') : l10n.t('{0} revisions were deleted.', count);
  return count === 1
    ? l10n.t('1 revision was deregistered.')
    : l10n.t('{0} revisions were deregistered.', count);
}

function tell(
  { done, spared, failed, left }: CleanUpOutcome,
  kind: CleanUpKind,
  { logger }: CleanUpDeps,
): void {
  const word = kind === 'delete' ? 'deleted' : 'deregistered';
  for (const arn of done) logger.info(`Revision ${word}: ${arn}`);
  for (const { arn, reason } of failed) logger.warn(`Revision not ${word}: ${arn}: ${reason}`);
  const text = [
    doneWords(done.length, kind),
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
