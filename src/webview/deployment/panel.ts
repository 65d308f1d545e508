import { css, html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { CauseCard } from '../../protocol/cause';
import {
  formatMessage,
  type DeployState,
  type Message,
  type PanelSnapshot,
  type PanelTab,
} from '../../protocol/deployment';
import './cause';
import './facts';
import './header';
import './outcome';
import './plan';
import './shift';
import './stages';
import { baseStyles } from './styles';
import './tabs';
import './timeline';
import './timelineTable';

const TICK_MS = 1000;

/** The whole panel. It draws the last snapshot and counts time by the host's clock until the next one. */
export class DeploymentPanel extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    snapshot: { attribute: false },
    tab: { attribute: false },
    now: { state: true },
  };
  static override readonly styles = [
    baseStyles,
    css`
      :host {
        container-type: inline-size;
      }
      main {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap);
        max-width: 1180px;
        margin: 0 auto;
        padding: 1.3em 1.7em 2.5em;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 250px;
        gap: var(--gap) calc(var(--gap) * 1.6);
      }
      .doing {
        min-height: 1.45em;
      }
      .hindrance {
        padding: 0.5em 0.9em;
        border: 1px solid var(--vscode-inputValidation-warningBorder, var(--yellow));
        border-left-width: 4px;
        border-radius: 4px;
        background: var(--vscode-inputValidation-warningBackground);
      }
      @container (max-width: 820px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @container (max-width: 500px) {
        main {
          padding: 1em 1em 2em;
        }
      }
    `,
  ];

  declare snapshot: PanelSnapshot | undefined;
  /** The tab the person chose. */
  declare tab: PanelTab | undefined;
  /** The host's clock. */
  declare now: number;

  /** What to add to this machine's clock to get the host's. */
  #offset = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTimer();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('snapshot') || this.snapshot === undefined) return;
    this.#offset = this.snapshot.now - Date.now();
    this.now = this.snapshot.now;
    if (this.snapshot.state.phase === 'ended') this.#stopTimer();
    else this.#timer ??= setInterval(() => (this.now = Date.now() + this.#offset), TICK_MS);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot } = this;
    if (snapshot === undefined) return nothing;
    const { state } = snapshot;
    const hindrance = state.phase === 'ended' ? undefined : state.rollout?.hindrance;
    const reviewing = state.phase === 'review';
    return html`<main>
      <quayside-header .snapshot=${snapshot}></quayside-header>
      <quayside-stages .snapshot=${snapshot} .now=${this.now}></quayside-stages>
      <p class="hidden-text" aria-live="polite" aria-atomic="true">
        ${this.#announcement(snapshot, hindrance)}
      </p>
      <quayside-outcome .snapshot=${snapshot} ?hidden=${!hasOutcome(state)}></quayside-outcome>
      <quayside-cause .card=${causeCard(snapshot)} ?hidden=${state.cause === undefined}></quayside-cause>
      ${hindrance === undefined ? nothing : html`<p class="hindrance">${formatMessage(hindrance)}</p>`}
      <quayside-shift
        .snapshot=${snapshot}
        .now=${this.now - (state.clockAhead ?? 0)}
        ?hidden=${state.rollout?.shift === undefined}
      ></quayside-shift>
      ${state.rollout === undefined && state.phase !== 'ended' && !reviewing ? this.#doing(snapshot) : nothing}
      ${reviewing ? html`<quayside-plan .snapshot=${snapshot}></quayside-plan>` : nothing}
      ${
        state.rollout === undefined
          ? nothing
          : html`<div class="columns">
              <section>
                <quayside-timeline
                  .snapshot=${snapshot}
                  .now=${this.now - (state.clockAhead ?? 0)}
                ></quayside-timeline>
                <quayside-timeline-table .snapshot=${snapshot}></quayside-timeline-table>
              </section>
              <section><quayside-facts .snapshot=${snapshot}></quayside-facts></section>
            </div>`
      }
      ${
        reviewing || state.phase === 'planning'
          ? nothing
          : html`<section><quayside-tabs .snapshot=${snapshot} .chosen=${this.tab}></quayside-tabs></section>`
      }
    </main>`;
  }

  /** What it is doing right now, in a sentence; its place is kept free, so that nothing jumps. */
  #doing({ state }: PanelSnapshot): TemplateResult {
    return html`<p class="doing muted">
      ${state.progress === undefined ? '' : formatMessage(state.progress)}
    </p>`;
  }

  /**
   * Read out when it changes: the stage, the headline and what stands in the way, never a running timer. Readers do not
   * notice a part that comes into the page with its words, so all of it is in the one that was there before.
   */
  #announcement({ state, strings }: PanelSnapshot, hindrance: Message | undefined): string {
    const active = state.stages.find(({ status }) => status === 'active');
    const headline = formatMessage(state.headline);
    const said = active === undefined ? headline : `${strings[active.id]}: ${headline}`;
    return hindrance === undefined ? said : `${said}. ${formatMessage(hindrance)}`;
  }

  #stopTimer(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

function causeCard({ state, causeButtons, strings, locale }: PanelSnapshot): CauseCard | undefined {
  return state.cause === undefined
    ? undefined
    : { cause: state.cause, buttons: causeButtons, strings, locale };
}

/** A card without words would be a gap. */
function hasOutcome({ phase, failure, verdict }: DeployState): boolean {
  if (phase !== 'ended') return false;
  return failure !== undefined || verdict?.detail !== undefined || verdict?.quote !== undefined;
}

customElements.define('quayside-deployment', DeploymentPanel);

declare global {
  interface HTMLElementTagNameMap {
    'quayside-deployment': DeploymentPanel;
  }
}
