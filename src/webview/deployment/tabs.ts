import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { PANEL_TABS, type PanelStringId, type PanelTab } from '../../protocol/deployment';
import './changes';
import './events';
import './logLines';
import { formatCount } from './format';
import './output';
import { PanelElement } from './panelElement';
import { baseStyles } from './styles';

const TAB_NAMES: Readonly<Record<PanelTab, PanelStringId>> = {
  events: 'events',
  logs: 'logs',
  output: 'buildOutput',
  changes: 'changes',
};

/** The evidence below the answer. Until the person chooses, the panel shows the tab where something happens. */
export class PanelTabs extends PanelElement {
  static override readonly properties: PropertyDeclarations = { chosen: { attribute: false } };
  static override readonly styles = [
    baseStyles,
    css`
      .tabs {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1.4em;
        margin-bottom: 0.8em;
        border-bottom: 1px solid var(--line);
      }
      button {
        margin-bottom: -1px;
        padding: 0.3em 0 0.5em;
        border: none;
        border-bottom: 2px solid transparent;
        background: none;
        color: var(--muted);
        font: inherit;
        cursor: pointer;
      }
      button:hover {
        color: var(--vscode-foreground);
      }
      button[aria-selected='true'] {
        border-bottom-color: var(--vscode-panelTitle-activeBorder, var(--vscode-foreground));
        color: var(--vscode-foreground);
      }
      .badge {
        display: inline-block;
        min-width: 1.6em;
        padding: 0 0.5em;
        border: 1px solid var(--edge);
        border-radius: 9px;
        background: var(--vscode-badge-background);
        color: var(--vscode-badge-foreground);
        font-size: 0.85em;
      }
      [role='tabpanel'] {
        min-height: 8em;
      }
    `,
  ];

  /** The tab the person chose. */
  declare chosen: PanelTab | undefined;

  get selected(): PanelTab {
    const { rollout, failure } = this.state;
    if (this.chosen !== undefined && this.#shown.includes(this.chosen)) return this.chosen;
    const built = this.#shown.includes('output');
    return built && (rollout === undefined || failure?.stage === 'build' || failure?.stage === 'push')
      ? 'output'
      : 'events';
  }

  /** A deployment of an existing image builds nothing; one that is only watched has no plan. */
  get #shown(): readonly PanelTab[] {
    const { plan, output, reference } = this.state;
    return PANEL_TABS.filter((tab) => {
      if (tab === 'output') return output.length > 0 || plan?.build !== undefined;
      if (tab === 'logs') return reference !== undefined;
      return tab === 'events' || plan !== undefined;
    });
  }

  protected override render(): TemplateResult {
    const { selected } = this;
    return html`
      <div class="tabs" role="tablist" aria-label=${this.say('details')} @keydown=${this.#onKey}>
        ${this.#shown.map(
          (tab) =>
            html`<button
              role="tab"
              id=${`tab-${tab}`}
              data-tab=${tab}
              aria-controls="panel"
              aria-selected=${tab === selected ? 'true' : 'false'}
              tabindex=${tab === selected ? 0 : -1}
              @click=${() => this.#choose(tab)}
            >
              ${this.say(TAB_NAMES[tab])} ${this.#badge(tab)}
            </button>`,
        )}
      </div>
      <div role="tabpanel" id="panel" aria-labelledby=${`tab-${selected}`}>${this.#content(selected)}</div>
    `;
  }

  #badge(tab: PanelTab): TemplateResult | typeof nothing {
    const count = this.state.events.length;
    if (tab !== 'events' || count === 0) return nothing;
    return html`<span class="badge">${formatCount(count, this.locale)}</span>`;
  }

  #content(tab: PanelTab): TemplateResult {
    switch (tab) {
      case 'events':
        return html`<quayside-events .snapshot=${this.snapshot}></quayside-events>`;
      case 'logs':
        return html`<quayside-log-lines .snapshot=${this.snapshot}></quayside-log-lines>`;
      case 'output':
        return html`<quayside-output .snapshot=${this.snapshot}></quayside-output>`;
      case 'changes':
        return html`<quayside-changes .snapshot=${this.snapshot}></quayside-changes>`;
    }
  }

  #choose(tab: PanelTab): void {
    this.chosen = tab;
    this.dispatchEvent(new CustomEvent<PanelTab>('tab', { detail: tab, bubbles: true, composed: true }));
  }

  async #onKey(event: KeyboardEvent): Promise<void> {
    const shown = this.#shown;
    const at = shown.indexOf(this.selected);
    const target = {
      ArrowRight: shown[(at + 1) % shown.length],
      ArrowLeft: shown.at(at - 1),
      Home: shown[0],
      End: shown.at(-1),
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.#choose(target);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-tab="${target}"]`)?.focus();
  }
}

customElements.define('quayside-tabs', PanelTabs);
