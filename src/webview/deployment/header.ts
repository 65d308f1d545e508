import { css, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatMessage, type PanelAction, type PanelButton } from '../../protocol/deployment';
import { formatTime } from './format';
import { icon } from './icons';
import { PanelElement } from './panelElement';
import { baseStyles, buttonStyles } from './styles';

/** Offered where their subject is, not at the top. */
const ELSEWHERE: readonly PanelAction[] = ['showOutput', 'showDiff'];

/** What is deployed where, how it stands, and what can be done. */
export class PanelHeader extends PanelElement {
  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        container-type: inline-size;
      }
      .head {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.4em var(--gap);
        align-items: start;
      }
      h1 {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.5em;
        align-items: baseline;
        font-size: 1.4em;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      h1 small {
        font-size: 0.72em;
        font-weight: 400;
      }
      h1 small.mono {
        font-size: 0.68em;
        font-weight: 600;
      }
      /* A line of its own: it changes often, and nothing moves when it does. */
      .headline {
        font-size: 1.45em;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .headline:focus {
        outline: none;
      }
      .headline.neutral {
        color: var(--muted);
      }
      .place {
        grid-column: 1 / -1;
        color: var(--muted);
      }
      .badge {
        padding: 0 0.5em;
        border: 1px solid var(--edge);
        border-radius: 9px;
        background: var(--vscode-badge-background);
        color: var(--vscode-badge-foreground);
        font-size: 0.85em;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6em;
        justify-content: flex-end;
      }
      .reason {
        display: flex;
        grid-column: 1 / -1;
        gap: 0.5em;
        align-items: center;
      }
      @container (max-width: 900px) {
        .head {
          grid-template-columns: minmax(0, 1fr);
        }
        .place {
          grid-row: 2;
        }
        .actions {
          justify-content: flex-start;
          margin-top: 0.4em;
        }
      }
    `,
  ];

  /** The button that has the focus, before what is shown changes. */
  #focused: HTMLElement | undefined;

  protected override willUpdate(): void {
    const active = this.shadowRoot?.activeElement;
    this.#focused = active instanceof HTMLElement && active.dataset['action'] ? active : undefined;
  }

  /** Whoever pressed a button that is gone now is at the words that say what came of it, and not at the page's top. */
  protected override updated(): void {
    const gone = this.#focused?.isConnected === false || this.#focused?.hasAttribute('disabled') === true;
    // A page that is not looked at must not take the focus from where somebody works.
    if (gone && document.hasFocus()) this.renderRoot.querySelector<HTMLElement>('.headline')?.focus();
  }

  protected override render(): TemplateResult {
    const { state } = this;
    const { accountId, profile, region, kind, endpoint } = state.connection;
    const account = accountId === undefined ? profile : `${accountId} (${profile})`;
    const place = [
      account,
      region,
      ...(endpoint !== undefined && kind === 'profile' ? [endpoint] : []),
      ...(state.targetName === undefined ? [] : [this.say('targetNamed', state.targetName)]),
      this.say('startedAt', formatTime(state.startedAt, this.locale)),
    ];
    const reasons = this.snapshot.buttons.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
    return html`
      <header class="head">
        <div>
          <h1>
            ${state.serviceName}
            <small class="muted">${this.say('inCluster', state.clusterName)}</small>
            ${this.#revisions()}
          </h1>
          <p class="headline ${state.tone}" tabindex="-1">${formatMessage(state.headline)}</p>
        </div>
        <div class="actions">${this.#buttons()}</div>
        ${reasons.map(
          (reason) =>
            html`<p id="reason" class="reason">
              <span class=${state.tone}>${icon(state.tone === 'warning' ? 'warning' : 'pending')}</span
              >${reason}
            </p>`,
        )}
        <p class="place wrap">
          ${kind === 'sandbox' ? html`<span class="badge">${this.say('sandbox')}</span> ` : nothing}${place.join(
            ' · ',
          )}
        </p>
      </header>
    `;
  }

  #revisions(): TemplateResult | typeof nothing {
    const before = this.state.oldRevision ?? this.state.plan?.base;
    const after = this.state.newRevision?.revision;
    if (before === undefined && after === undefined) return nothing;
    // It ended before there was a new one: then the old one is not what was deployed.
    if (after === undefined && before !== undefined && this.state.phase === 'ended')
      return html`<small class="muted">${this.say('wasRevision', before.revision)}</small>`;
    return html`<small class="mono"
      >${before === undefined ? nothing : `${before.revision} → `}${after ?? this.say('newRevisionShort')}</small
    >`;
  }

  /** Each by its action: a button never becomes another one under the pointer or the focus. */
  #buttons(): unknown {
    const shown = this.snapshot.buttons.filter(({ action }) => !ELSEWHERE.includes(action));
    return repeat(
      shown,
      ({ action }) => action,
      (button) => this.#button(button),
    );
  }

  #button({ action, label, primary, enabled, reason }: PanelButton): TemplateResult {
    return html`<button
      class=${primary ? 'primary' : ''}
      data-action=${action}
      ?disabled=${!enabled}
      aria-describedby=${reason === undefined ? nothing : 'reason'}
      @click=${({ detail }: MouseEvent) => this.#press(action, detail)}
      @keydown=${preventRepeat}
    >
      ${label}
    </button>`;
  }

  /** The second click of a double click may meet another button than the first one: it is not meant. */
  #press(action: PanelAction, clicks: number): void {
    if (clicks < 2) this.tell({ type: 'action', action });
  }
}

/** A key that is held down presses once. */
function preventRepeat(event: KeyboardEvent): void {
  if (event.repeat && event.key === 'Enter') event.preventDefault();
}

customElements.define('quayside-header', PanelHeader);
