import { commands, l10n, Uri, workspace, type Disposable } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { RevisionRef } from '../../core/deploy/plan';

const SCHEME = 'quayside-compare';

/** Shows two revisions of a task definition side by side, as AWS has them. */
export class RevisionDiff implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration: Disposable;

  constructor() {
    this.#registration = workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) =>
        this.#texts.get(uri.toString()) ?? l10n.t('Open the comparison again from its deployment.'),
    });
  }

  async open(connection: Connection, before: RevisionRef, after: RevisionRef): Promise<void> {
    const [left, right] = await Promise.all([this.#load(connection, before), this.#load(connection, after)]);
    const title = `${after.family} ${before.revision} → ${after.revision}`;
    await commands.executeCommand('vscode.diff', left, right, title, { preview: true });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#texts.clear();
  }

  async #load(connection: Connection, { arn, family, revision }: RevisionRef): Promise<Uri> {
    const { body } = await connection.ecs.describeTaskDefinition(arn, new AbortController().signal);
    const uri = Uri.from({
      scheme: SCHEME,
      path: `/${family}-${revision}.json`,
      query: connection.info.id,
    });
    this.#texts.set(uri.toString(), JSON.stringify(body, undefined, 2));
    return uri;
  }
}
