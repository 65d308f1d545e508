import { l10n, window, type QuickPickItem } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { FamilySurvey, KeptBecause } from '../../core/deploy/cleanUp';
import { QuaysideError } from '../../core/lib/errors';
import { taskDefinitionName } from '../../core/model/arn';
import { facts } from '../words';
import { titleAt } from './pickCluster';

/** As many of a family stay unless the person says otherwise. */
const KEEP = 10;
/** As many revisions as a question names. */
const NAMED = 20;

/** Asks for families; rejects as cancelled when the person leaves or chooses none. */
export async function pickFamilies(
  connection: Connection,
  title: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const families = async (): Promise<string[]> => {
    const all: string[] = [];
    for await (const page of connection.ecs.listTaskDefinitionFamilies(signal)) all.push(...page);
    return all;
  };
  const picked = await window.showQuickPick(families(), {
    title: titleAt(title, connection),
    placeHolder: l10n.t('Which families shall be cleaned up?'),
    canPickMany: true,
  });
  if (picked === undefined || picked.length === 0)
    throw new QuaysideError('cancelled', 'No family was chosen');
  return picked;
}

/** What is done with old revisions. */
export type CleanUpKind = 'deregister' | 'delete';

/** Asks what is to be done; deregistering, which harms nothing, comes first. Rejects as cancelled. */
export async function pickCleanUpKind(connection: Connection, title: string): Promise<CleanUpKind> {
  const items: readonly (QuickPickItem & { readonly does: CleanUpKind })[] = [
    {
      label: l10n.t('Deregister old revisions'),
      detail: l10n.t('They cannot be deployed any more, and can still be read.'),
      does: 'deregister',
    },
    {
      label: l10n.t('Delete deregistered revisions'),
      detail: l10n.t('For good: they cannot be read or brought back.'),
      does: 'delete',
    },
  ];
  const picked = await window.showQuickPick(items, {
    title: titleAt(title, connection),
    placeHolder: l10n.t('What shall be done?'),
  });
  if (picked === undefined) throw new QuaysideError('cancelled', 'Nothing was chosen');
  return picked.does;
}

/** Shows what can be deleted, with nothing chosen; rejects as cancelled when the person leaves or chooses none. */
export async function pickDeletable(
  arns: readonly string[],
  connection: Connection,
  title: string,
): Promise<readonly string[]> {
  if (arns.length === 0) {
    void window.showInformationMessage(
      l10n.t('There is no deregistered revision that nothing runs and no deployment in the list is told by.'),
    );
    throw new QuaysideError('cancelled', 'There is nothing to delete');
  }
  const items = arns.map((arn): RevisionItem => ({ label: taskDefinitionName(arn), arn }));
  const picked = await window.showQuickPick(items, {
    title: titleAt(title, connection),
    placeHolder: l10n.t('Which revisions shall be deleted for good?'),
    canPickMany: true,
  });
  if (picked === undefined || picked.length === 0)
    throw new QuaysideError('cancelled', 'No revision was chosen');
  return picked.map(({ arn }) => arn);
}

/** Says what deleting means, and names what goes; rejects as cancelled unless the person agrees. */
export async function confirmDelete(arns: readonly string[], { info }: Connection): Promise<void> {
  const remove = l10n.t('Delete for Good');
  const question =
    arns.length === 1
      ? l10n.t('Delete revision {0} for good?', taskDefinitionName(arns[0] ?? ''))
      : l10n.t('Delete {0} revisions for good?', arns.length);
  const named = arns.slice(0, NAMED).map(taskDefinitionName).join(', ');
  const detail = [
    arns.length > NAMED ? l10n.t('{0} and {1} more', named, arns.length - NAMED) : named,
    l10n.t('This cannot be undone. What else names a revision (schedules, pipelines) is not known here.'),
    facts(info.accountId ?? info.profile, info.region),
  ].join('\n');
  const answer = await window.showWarningMessage(question, { modal: true, detail }, remove);
  if (answer !== remove) throw new QuaysideError('cancelled', 'The deletion was not agreed to');
}

/** Asks how many of the newest stay; rejects as cancelled. */
export async function askKeep(connection: Connection, title: string): Promise<number> {
  const text = await window.showInputBox({
    title: titleAt(title, connection),
    prompt: l10n.t('How many of the newest revisions shall each family keep?'),
    value: String(KEEP),
    validateInput: (value) =>
      /^[1-9]\d{0,3}$/.test(value.trim()) ? undefined : l10n.t('Enter a number from 1 to 9999.'),
  });
  if (text === undefined) throw new QuaysideError('cancelled', 'No number was given');
  return Number(text.trim());
}

interface RevisionItem extends QuickPickItem {
  readonly arn: string;
}

/** Shows what could go, and why the others stay; rejects as cancelled when the person leaves or chooses none. */
export async function pickRemovable(
  surveys: readonly FamilySurvey[],
  connection: Connection,
  title: string,
): Promise<readonly string[]> {
  const items = surveys.flatMap(({ removable }) =>
    removable.map((arn): RevisionItem => ({ label: taskDefinitionName(arn), arn, picked: true })),
  );
  if (items.length === 0) {
    void window.showInformationMessage(l10n.t('There is nothing to clean up. {0}', keptWords(surveys)));
    throw new QuaysideError('cancelled', 'There is nothing to clean up');
  }
  const picked = await window.showQuickPick(items, {
    title: titleAt(title, connection),
    placeHolder: l10n.t('Which revisions shall be deregistered? {0}', keptWords(surveys)),
    canPickMany: true,
  });
  if (picked === undefined || picked.length === 0)
    throw new QuaysideError('cancelled', 'No revision was chosen');
  return picked.map(({ arn }) => arn);
}

/** Says what deregistering means; rejects as cancelled unless the person agrees. */
export async function confirmCleanUp(
  arns: readonly string[],
  surveys: readonly FamilySurvey[],
  { info }: Connection,
): Promise<void> {
  const deregister = l10n.t('Deregister');
  const question =
    arns.length === 1
      ? l10n.t('Deregister revision {0}?', taskDefinitionName(arns[0] ?? ''))
      : l10n.t('Deregister {0} revisions?', arns.length);
  const detail = [
    l10n.t(
      'No service and no task of this account and region runs them. They cannot be deployed any more, but are not deleted.',
    ),
    l10n.t('What else names a revision (schedules, pipelines, other tools) is not known here.'),
    keptWords(surveys),
    facts(info.accountId ?? info.profile, info.region),
  ].join('\n');
  const answer = await window.showWarningMessage(question, { modal: true, detail }, deregister);
  if (answer !== deregister) throw new QuaysideError('cancelled', 'The clean-up was not agreed to');
}

function keptWords(surveys: readonly FamilySurvey[]): string {
  const count = (reason: KeptBecause): number =>
    surveys.flatMap(({ kept }) => kept).filter(({ because }) => because === reason).length;
  return l10n.t(
    'Kept: {0} running, {1} newest, {2} of past deployments.',
    count('runs'),
    count('newest'),
    count('rollBack'),
  );
}
