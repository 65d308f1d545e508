import { commands, l10n, Uri, workspace, type Disposable, type TextDocumentContentProvider } from 'vscode';
import { QuaysideError } from '../../core/lib/errors';
import { parseTaskDefinition, taskDefinitionName } from '../../core/model/arn';
import { compareRevisions, type RevisionDifference } from '../../core/model/revisionDiff';
import type { Contribution } from '../contribution';
import type { CurrentInventory } from '../explorer/currentInventory';

const SCHEME = 'quayside-revisions';

/** Two revisions side by side; above the later one stands what differs, in words. */
export class RevisionComparison implements Contribution, TextDocumentContentProvider {
  readonly #current: CurrentInventory;

  constructor(current: CurrentInventory) {
    this.#current = current;
  }

  register(): Disposable {
    return workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  /** Opens the comparison; of one family the lower revision stands on the left. */
  async open(connection: string, revisions: readonly [string, string]): Promise<void> {
    const [before, after] = inOrder(revisions);
    const inventory = this.#current.of(connection);
    // Fails here, with a message, rather than inside the editor.
    await Promise.all([inventory?.taskDefinitions.get(before), inventory?.taskDefinitions.get(after)]);
    const [left, right] = [parseTaskDefinition(before), parseTaskDefinition(after)];
    const title =
      left.family === right.family
        ? `${left.family} ${left.revision} → ${right.revision}`
        : `${taskDefinitionName(before)} → ${taskDefinitionName(after)}`;
    await commands.executeCommand(
      'vscode.diff',
      address(connection, before),
      address(connection, after, before),
      title,
      {
        preview: true,
      },
    );
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const query = new URLSearchParams(uri.query);
    const inventory = this.#current.of(query.get('connection') ?? '');
    if (inventory === undefined)
      return l10n.t('This belongs to another connection: switch to it to read it.');
    const { body } = await inventory.taskDefinitions.get(query.get('arn') ?? '');
    const text = `${JSON.stringify(body, undefined, 2)}\n`;
    const before = query.get('before');
    if (before === null) return text;
    const other = await inventory.taskDefinitions.get(before);
    return `${summary(compareRevisions(other.body, body), taskDefinitionName(before))}\n${text}`;
  }
}

function address(connection: string, arn: string, before?: string): Uri {
  return Uri.from({
    scheme: SCHEME,
    // A comment stands in it, which plain JSON does not have.
    path: `/${taskDefinitionName(arn).replaceAll(':', '-')}.jsonc`,
    query: new URLSearchParams({ connection, arn, ...(before === undefined ? {} : { before }) }).toString(),
  });
}

function summary(differences: readonly RevisionDifference[], before: string): string {
  const head =
    differences.length === 0
      ? l10n.t('Nothing that is deployed differs from {0}.', before)
      : l10n.t('What differs from {0}:', before);
  return [head, ...differences.map((one) => `- ${differenceWords(one)}`)]
    .map((line) => `// ${line}`)
    .join('\n');
}

function differenceWords({ subject, kind, before, after }: RevisionDifference): string {
  switch (kind) {
    case 'added':
      return after === undefined ? l10n.t('{0} added', subject) : l10n.t('{0} added: {1}', subject, after);
    case 'removed':
      return before === undefined
        ? l10n.t('{0} removed', subject)
        : l10n.t('{0} removed: {1}', subject, before);
    case 'changed':
      return before === undefined || after === undefined
        ? l10n.t('{0} changed', subject)
        : l10n.t('{0} changed: {1} → {2}', subject, before, after);
  }
}

function inOrder(revisions: readonly [string, string]): readonly [string, string] {
  const [one, other] = revisions;
  if (one === other) throw new QuaysideError('invalid', l10n.t('These are the same revision.'));
  const [left, right] = [parseTaskDefinition(one), parseTaskDefinition(other)];
  return left.family === right.family && left.revision > right.revision ? [other, one] : [one, other];
}
