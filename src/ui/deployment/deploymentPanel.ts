import { env, l10n, Uri, ViewColumn, window, type Disposable, type WebviewPanel } from 'vscode';
import type { DeployState } from '../../core/deploy/state';
import { DisposableStore } from '../../core/lib/disposable';
import { Emitter } from '../../core/lib/events';
import { isFromPanel, type FromPanel, type PanelSnapshot, type ToPanel } from '../../protocol/deployment';
import { panelHtml } from './panelHtml';

export const DEPLOYMENT_VIEW_TYPE = 'quayside.deployment';
/** At most five snapshots a second: more nobody can read. */
const INTERVAL_MS = 200;

/** `shop-web 41 → 42` */
function panelTitle(state: DeployState): string {
  const old = state.oldRevision?.revision;
  if (old === undefined && state.newRevision === undefined) return state.serviceName;
  // It ended before there was a new one.
  if (state.phase === 'ended' && state.newRevision === undefined) return state.serviceName;
  const next = state.newRevision?.revision ?? l10n.t('new');
  return old === undefined ? `${state.serviceName} ${next}` : `${state.serviceName} ${old} → ${next}`;
}

/** The editor tab of one deployment. It asks for a snapshot when it draws, and sends what the person did. */
export class DeploymentPanel implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #snapshot: () => PanelSnapshot;
  readonly #owned = new DisposableStore();
  readonly #messages = this.#owned.add(new Emitter<FromPanel>());
  readonly #closed = this.#owned.add(new Emitter<undefined>());
  readonly #shown = this.#owned.add(new Emitter<boolean>());
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sentAt = 0;

  readonly onDidReceive = this.#messages.event;
  readonly onDidClose = this.#closed.event;
  /** It came into sight, or went out of it. */
  readonly onDidChangeVisibility = this.#shown.event;

  /** Takes over `restored`, or opens a tab of its own. */
  constructor(extensionUri: Uri, snapshot: () => PanelSnapshot, restored?: WebviewPanel) {
    this.#snapshot = snapshot;
    const roots = {
      enableScripts: true,
      localResourceRoots: [Uri.joinPath(extensionUri, 'dist', 'webview')],
    };
    const title = panelTitle(snapshot().state);
    this.#panel =
      restored ?? window.createWebviewPanel(DEPLOYMENT_VIEW_TYPE, title, ViewColumn.Active, roots);
    const { webview } = this.#panel;
    webview.options = roots;
    this.#owned.add(webview.onDidReceiveMessage((value: unknown) => this.#receive(value)));
    this.#owned.add(
      this.#panel.onDidDispose(() => {
        this.#closed.fire(undefined);
        this.#release();
      }),
    );
    this.#owned.add(this.#panel.onDidChangeViewState(() => this.#shown.fire(this.visible)));
    webview.html = panelHtml({
      script: webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', 'webview', 'deployment.js')).toString(),
      cspSource: webview.cspSource,
      language: env.language,
      title,
    });
  }

  get visible(): boolean {
    return !this.#owned.isDisposed && this.#panel.visible;
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** Sends the newest snapshot soon. */
  update(): void {
    if (this.#owned.isDisposed || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#sentAt + INTERVAL_MS - Date.now());
    this.#timer = setTimeout(() => this.#send(), wait);
  }

  dispose(): void {
    this.#release();
    this.#panel.dispose();
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#owned.dispose();
  }

  #receive(value: unknown): void {
    if (!isFromPanel(value)) return;
    if (value.type === 'ready') this.#send();
    else this.#messages.fire(value);
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sentAt = Date.now();
    const snapshot = this.#snapshot();
    const title = panelTitle(snapshot.state);
    if (this.#panel.title !== title) this.#panel.title = title;
    // A hidden page is not there; it asks again when it comes back.
    if (this.#panel.visible) {
      const update: ToPanel = { type: 'snapshot', snapshot };
      void this.#panel.webview.postMessage(update);
    }
  }
}
