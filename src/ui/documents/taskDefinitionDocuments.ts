import { EventEmitter, l10n, Uri, workspace, Disposable, type TextDocumentContentProvider } from 'vscode';
import { taskDefinitionName } from '../../core/model/arn';
import type { Contribution } from '../contribution';
import type { CurrentInventory } from '../explorer/currentInventory';

export const TASK_DEFINITION_SCHEME = 'quayside-task-definition';

/** The connection is part of the address: a revision of one account is never filled in from another. */
export function taskDefinitionUri(connectionId: string, arn: string): Uri {
  return Uri.from({
    scheme: TASK_DEFINITION_SCHEME,
    path: `/${taskDefinitionName(arn)}.json`,
    query: new URLSearchParams({ connection: connectionId, arn }).toString(),
  });
}

/** Read-only documents of task definitions, also when the editor reopens them in a new window. */
export class TaskDefinitionDocuments implements Contribution, TextDocumentContentProvider {
  readonly #current: CurrentInventory;
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(current: CurrentInventory) {
    this.#current = current;
  }

  register(): Disposable {
    return Disposable.from(
      this.#changed,
      workspace.registerTextDocumentContentProvider(TASK_DEFINITION_SCHEME, this),
      // What could not be read because its connection was not there may be readable now.
      this.#current.onDidChange(() => {
        for (const { uri } of workspace.textDocuments)
          if (uri.scheme === TASK_DEFINITION_SCHEME) this.#changed.fire(uri);
      }),
    );
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const query = new URLSearchParams(uri.query);
    const inventory = this.#current.of(query.get('connection') ?? '');
    if (inventory === undefined)
      return JSON.stringify(
        { note: l10n.t('This belongs to another connection: switch to it to read it.') },
        undefined,
        2,
      );
    const { body } = await inventory.taskDefinitions.get(query.get('arn') ?? '');
    return `${JSON.stringify(body, undefined, 2)}\n`;
  }
}
