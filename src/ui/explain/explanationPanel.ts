import { env, Uri, ViewColumn, window, type Disposable, type WebviewPanel } from 'vscode';
import { DisposableStore } from '../../core/lib/disposable';
import { Emitter } from '../../core/lib/events';
import {
  isFromExplanation,
  type ExplanationSnapshot,
  type FromExplanation,
  type ToExplanation,
} from '../../protocol/explanation';
import { panelHtml } from '../deployment/panelHtml';

export const EXPLANATION_VIEW_TYPE = 'quayside.explanation';

/** The editor tab of one explanation. It asks for a snapshot when it draws, and sends what the person did. */
export class ExplanationPanel implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #snapshot: () => ExplanationSnapshot;
  readonly #owned = new DisposableStore();
  readonly #messages = this.#owned.add(new Emitter<FromExplanation>());
  readonly #closed = this.#owned.add(new Emitter<undefined>());

  readonly onDidReceive = this.#messages.event;
  readonly onDidClose = this.#closed.event;

  /** Takes over `restored`, or opens a tab of its own. */
  constructor(
    extensionUri: Uri,
    title: string,
    snapshot: () => ExplanationSnapshot,
    restored?: WebviewPanel,
  ) {
    this.#snapshot = snapshot;
    const folder = Uri.joinPath(extensionUri, 'dist', 'webview');
    const options = { enableScripts: true, localResourceRoots: [folder] };
    this.#panel =
      restored ?? window.createWebviewPanel(EXPLANATION_VIEW_TYPE, title, ViewColumn.Active, options);
    const { webview } = this.#panel;
    webview.options = options;
    this.#owned.add(webview.onDidReceiveMessage((value: unknown) => this.#receive(value)));
    this.#owned.add(
      this.#panel.onDidDispose(() => {
        this.#closed.fire(undefined);
        this.#owned.dispose();
      }),
    );
    webview.html = panelHtml({
      script: webview.asWebviewUri(Uri.joinPath(folder, 'explanation.js')).toString(),
      cspSource: webview.cspSource,
      language: env.language,
      title,
    });
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** Sends the newest snapshot; a hidden page is not there, and asks again when it comes back. */
  update(): void {
    if (this.#owned.isDisposed || !this.#panel.visible) return;
    const update: ToExplanation = { type: 'explanation', snapshot: this.#snapshot() };
    void this.#panel.webview.postMessage(update);
  }

  /** As if the person had closed it. */
  close(): void {
    this.#panel.dispose();
  }

  dispose(): void {
    this.#owned.dispose();
    this.#panel.dispose();
  }

  #receive(value: unknown): void {
    if (!isFromExplanation(value)) return;
    if (value.type === 'ready') this.update();
    else this.#messages.fire(value);
  }
}
