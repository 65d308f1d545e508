import {
  Disposable,
  EventEmitter,
  l10n,
  window,
  workspace,
  type CodeLens,
  type CodeLensProvider,
  type TextDocument,
  type TextDocumentContentProvider,
  type Uri,
} from 'vscode';
import { withProgress } from '../../platform/progress';
import { COMMANDS } from '../commands/ids';
import type { Contribution } from '../contribution';
import { documentLens, registerLogDocuments } from './logDocuments';
import type { LogDocumentsDeps } from './logSearches';
import { INSIGHTS_SCHEME, logRequest, logUri, type LogRequest } from './logUri';
import { subjectName } from './viewWords';

interface Answered {
  readonly text: string;
  readonly csv: string;
}

/** Queries of Logs Insights, each result a read-only page with a table. */
export class InsightsPages implements Contribution, TextDocumentContentProvider, CodeLensProvider {
  readonly #deps: LogDocumentsDeps;
  readonly #answers = new Map<string, Answered>();
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(deps: LogDocumentsDeps) {
    this.#deps = deps;
  }

  register(): Disposable {
    return Disposable.from(
      this.#changed,
      registerLogDocuments(INSIGHTS_SCHEME, this, (uri) => this.#answers.delete(uri.toString())),
    );
  }

  /** Runs a query and shows its result; one that is cancelled is stopped at CloudWatch, too. */
  async run(request: LogRequest): Promise<Uri> {
    const uri = logUri(INSIGHTS_SCHEME, request);
    const title = l10n.t('Querying the logs of {0}', subjectName(request.subject));
    this.#answers.set(uri.toString(), await withProgress(title, (signal) => this.#ask(request, signal)));
    this.#changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false });
    return uri;
  }

  /** All rows as comma-separated values; undefined where there is no result. */
  csv(uri: Uri): string | undefined {
    return this.#answers.get(uri.toString())?.csv;
  }

  provideTextDocumentContent(uri: Uri): string {
    const answer = this.#answers.get(uri.toString());
    return answer?.text ?? `${l10n.t('This result is from before the window was loaded.')}\n`;
  }

  provideCodeLenses({ uri }: TextDocument): CodeLens[] {
    const again = documentLens(uri, 0, `$(refresh) ${l10n.t('Query again…')}`, COMMANDS.queryInsights);
    if (!this.#answers.has(uri.toString())) return [again];
    return [documentLens(uri, 0, `$(copy) ${l10n.t('Copy as CSV')}`, COMMANDS.copyInsightsCsv), again];
  }

  /** What reads logs is loaded when the first query runs. */
  async #ask(request: LogRequest, signal: AbortSignal): Promise<Answered> {
    const { insightsCsv, runInsights } = await import(
      /* webpackChunkName: "logs" */ '../../core/logs/insights'
    );
    const { insightsPage } = await import(/* webpackChunkName: "logs" */ './insightsPage');
    const connection = await this.#deps.connect(request.connection);
    const result = await runInsights({ connection, clock: this.#deps.clock }, request, signal);
    return { text: insightsPage(request, result), csv: insightsCsv(result.rows) };
  }
}

/** The request of a page, to be asked again with another query. */
export function insightsRequest(uri: Uri): LogRequest | undefined {
  return uri.scheme === INSIGHTS_SCHEME ? logRequest(uri) : undefined;
}
