import {
  Disposable,
  EventEmitter,
  l10n,
  Position,
  Selection,
  window,
  workspace,
  type CodeLens,
  type CodeLensProvider,
  type TextDocument,
  type TextDocumentContentProvider,
  type Uri,
} from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { ConnectionChoice } from '../../core/aws/connections';
import type { Clock } from '../../core/lib/clock';
import { withProgress } from '../../platform/progress';
import { COMMANDS } from '../commands/ids';
import type { Contribution } from '../contribution';
import { documentLens, registerLogDocuments } from './logDocuments';
import { logRequest, logUri, SEARCH_SCHEME, type LogRequest } from './logUri';
import type { SearchSession, SearchWay } from './searchSession';
import { localTime, subjectName } from './viewWords';

export interface LogDocumentsDeps {
  readonly clock: Clock;
  readonly connect: (choice: ConnectionChoice) => Promise<Connection>;
}

/** Searches in the history of logs, each a read-only document that grows at both ends. */
export class LogSearches implements Contribution, TextDocumentContentProvider, CodeLensProvider {
  readonly #deps: LogDocumentsDeps;
  readonly #sessions = new Map<string, SearchSession>();
  readonly #busy = new Set<string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #lensesChanged = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeCodeLenses = this.#lensesChanged.event;

  constructor(deps: LogDocumentsDeps) {
    this.#deps = deps;
  }

  register(): Disposable {
    return Disposable.from(
      this.#changed,
      this.#lensesChanged,
      registerLogDocuments(SEARCH_SCHEME, this, (uri) => this.#sessions.delete(uri.toString())),
    );
  }

  /** Searches, then shows what was found, the newest line in sight. */
  async open(request: LogRequest): Promise<Uri> {
    const uri = logUri(SEARCH_SCHEME, request);
    await this.step(uri, 'earlier');
    const document = await workspace.openTextDocument(uri);
    const end = new Position(document.lineCount, 0);
    await window.showTextDocument(document, { preview: false, selection: new Selection(end, end) });
    return uri;
  }

  /** One page more; searches anew where the document is from before a reload. */
  async step(uri: Uri, way: SearchWay): Promise<void> {
    const key = uri.toString();
    const request = logRequest(uri);
    if (request === undefined || this.#busy.has(key)) return;
    this.#busy.add(key);
    try {
      const title = l10n.t('Searching the logs of {0}', subjectName(request.subject));
      await withProgress(title, async (signal, report) => {
        const known = this.#sessions.get(key);
        const session = known ?? (await this.#session(request));
        // A search begins with its newest lines, whichever way is asked for.
        await session.step(known === undefined ? 'earlier' : way, signal, (found, at) =>
          report(l10n.t('{0} lines, {1}', found, localTime(at))),
        );
        this.#sessions.set(key, session);
      });
    } finally {
      this.#busy.delete(key);
    }
    this.#changed.fire(uri);
    this.#lensesChanged.fire();
  }

  provideTextDocumentContent(uri: Uri): string {
    const session = this.#sessions.get(uri.toString());
    return session?.text() ?? `── ${l10n.t('this search is from before the window was loaded')} ──\n`;
  }

  provideCodeLenses({ uri, lineCount }: TextDocument): CodeLens[] {
    const session = this.#sessions.get(uri.toString());
    if (session === undefined) return [documentLens(uri, 0, l10n.t('Search again'), COMMANDS.loadEarlier)];
    return [
      documentLens(uri, 0, `$(arrow-up) ${session.words('earlier')}`, COMMANDS.loadEarlier),
      documentLens(uri, lineCount - 1, `$(arrow-down) ${session.words('later')}`, COMMANDS.loadLater),
    ];
  }

  /** What reads logs is loaded when the first search begins. */
  async #session(request: LogRequest): Promise<SearchSession> {
    const { SearchSession } = await import(/* webpackChunkName: "logs" */ './searchSession');
    const connection = await this.#deps.connect(request.connection);
    return new SearchSession(request, { connection, clock: this.#deps.clock });
  }
}
