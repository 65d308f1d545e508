import { css, html, nothing, type TemplateResult } from 'lit';
import { formatMessage } from '../../protocol/deployment';
import { cardStyles } from './cardStyles';
import { PanelElement } from './panelElement';
import { baseStyles } from './styles';

/**
 * The card of the end: why it failed, with the lines that show it and what is left; or how the rollout ended. The title
 * stands in the header already, so here it is only for those who hear the card.
 */
export class PanelOutcome extends PanelElement {
  static override readonly styles = [
    baseStyles,
    cardStyles,
    css`
      .card > .hidden-text + * {
        margin-top: 0;
      }
      .card.warning {
        border-color: var(--vscode-inputValidation-warningBorder);
        color: inherit;
      }
      .card.success,
      .card.neutral {
        color: inherit;
      }
      .card.success {
        border-left-color: var(--green);
      }
      blockquote {
        padding-left: 0.8em;
        border-left: 2px solid var(--line);
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { failure, verdict, cause } = this.state;
    if (failure !== undefined) {
      // The card of the cause says it better, and shows the same lines.
      const explained = cause !== undefined;
      return html`<div class="card failure" role="alert">
        <h2 class="hidden-text">${formatMessage(failure.title)}</h2>
        ${failure.advice === undefined || explained ? nothing : html`<p>${formatMessage(failure.advice)}</p>`}
        ${explained ? nothing : this.#quote(failure.quote)}
        ${
          failure.lines.length === 0 || explained
            ? nothing
            : html`<pre tabindex="0" aria-label=${this.say('details')}>${failure.lines.join('\n')}</pre>`
        }
        <p class="muted">${formatMessage(failure.left)}</p>
      </div>`;
    }
    if (verdict === undefined || (verdict.detail === undefined && verdict.quote === undefined))
      return nothing;
    return html`<div class="card ${verdict.tone}" role=${verdict.tone === 'failure' ? 'alert' : nothing}>
      <h2 class="hidden-text">${formatMessage(verdict.title)}</h2>
      ${verdict.detail === undefined ? nothing : html`<p>${formatMessage(verdict.detail)}</p>`}
      ${this.#quote(verdict.quote)}
    </div>`;
  }

  #quote(quote: string | undefined): TemplateResult | typeof nothing {
    return quote === undefined ? nothing : html`<blockquote class="muted wrap">${quote}</blockquote>`;
  }
}

customElements.define('quayside-outcome', PanelOutcome);
