import { l10n, window, type QuickPickItem } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import { revisionsOf, type RedeployBase, type RevisionSummary } from '../../core/deploy/redeploy';
import { parseImageReference } from '../../core/docker/imageReference';
import { QuaysideError } from '../../core/lib/errors';
import { ago, facts } from '../words';
import { titleAt } from './pickCluster';

/** Revisions that are described before somebody asks for older ones. */
const PAGE = 20;

interface RevisionItem extends QuickPickItem {
  readonly revision?: RevisionSummary;
}

/** Asks for one of the family's revisions that can be run, newest first. Rejects as cancelled when the person leaves. */
export async function pickRevision(
  { service, running }: RedeployBase,
  connection: Connection,
  title: string,
  signal: AbortSignal,
): Promise<RevisionSummary> {
  const pages = revisionsOf(running.revision.family, connection, PAGE, signal);
  const known: RevisionSummary[] = [];
  const older: RevisionItem = { label: `$(history) ${l10n.t('Older revisions…')}`, alwaysShow: true };
  const more = async (): Promise<RevisionItem[]> => {
    const page = await pages.next();
    if (page.done !== true) known.push(...page.value);
    const items = known.map((revision) => revisionItem(revision, running));
    return page.done === true || page.value.length < PAGE ? items : [...items, older];
  };
  for (;;) {
    const picked = await window.showQuickPick(more(), {
      ignoreFocusOut: true,
      title: titleAt(title, connection),
      placeHolder: l10n.t('Which revision shall {0} run?', service.name),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (picked === undefined) throw new QuaysideError('cancelled', 'No revision was chosen');
    if (picked.revision !== undefined) return picked.revision;
  }
}

function revisionItem(summary: RevisionSummary, running: RevisionSummary): RevisionItem {
  const { revision, images, registeredAt } = summary;
  const tags = images.map(({ container, image }) =>
    images.length === 1 ? shortImage(image) : `${container} ${shortImage(image)}`,
  );
  return {
    label: l10n.t('revision {0}', revision.revision),
    description: facts(
      revision.arn === running.revision.arn ? l10n.t('runs now') : undefined,
      tags.join(', '),
      registeredAt === undefined ? undefined : l10n.t('registered {0}', ago(Date.now() - registeredAt)),
    ),
    revision: summary,
  };
}

/** The part of an image's name that tells two revisions apart. */
function shortImage(image: string): string {
  const { tag, digest } = parseImageReference(image) ?? {};
  return tag ?? digest?.slice(0, 'sha256:'.length + 12) ?? image;
}
