import { css, html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { formatMessage, type ExplanationSnapshot, type FromExplanation } from '../../protocol/explanation';
import '../deployment/cause';
import { cardStyles } from '../deployment/cardStyles';
import { baseStyles, buttonStyles } from '../deployment/styles';

/** Why one task or service failed: where, from when, the card of the cause, or that nothing is wrong. */
export class ExplanationPage extends LitElement {
  static override readonly properties: PropertyDeclarations = { snapshot: { attribute: false } };
  static override readonly styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    css`
      :host {
        container-type: inline-size;
      }
      main {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap);
        max-width: 900px;
        margin: 0 auto;
        padding: 1.3em 1.7em 2.5em;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6em 1.5em;
        align-items: start;
        justify-content: space-between;
      }
      h1 {
        margin: 0;
        font-size: 1.6em;
        font-weight: 600;
        line-height: 1.25;
      }
      header p {
        margin-top: 0.2em;
      }
      .card.warning {
        border-color: var(--vscode-inputValidation-warningBorder, var(--yellow));
        background: var(--vscode-inputValidation-warningBackground);
        color: inherit;
      }
      .card.success {
        border-left-color: var(--green);
        color: inherit;
      }
      .card h2 {
        margin: 0;
        color: inherit;
        font-size: 1.1em;
        letter-spacing: 0;
        text-transform: none;
      }
      @container (max-width: 500px) {
        main {
          padding: 1em 1em 2em;
        }
      }
    `,
  ];

  declare snapshot: ExplanationSnapshot | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot } = this;
    if (snapshot === undefined) return nothing;
    const { title, where, status, busy, notice, card, calm, again } = snapshot;
    return html`<main aria-busy=${busy ? 'true' : 'false'}>
      <header>
        <div>
          <h1 class="wrap">${title}</h1>
          <p class="muted wrap">${where}</p>
          <p class="muted" aria-live="polite">${status}</p>
        </div>
        <button data-action="again" ?disabled=${busy} @click=${() => this.#again()}>${again}</button>
      </header>
      ${
        notice === undefined
          ? nothing
          : html`<p class="card ${notice.tone} wrap" role=${notice.tone === 'failure' ? 'alert' : 'status'}>
              ${notice.text}
            </p>`
      }
      ${card === undefined ? nothing : html`<quayside-cause .card=${card}></quayside-cause>`}
      ${
        calm === undefined
          ? nothing
          : html`<section class="card success" aria-labelledby="calm">
              <h2 id="calm">${calm.title}</h2>
              ${calm.lines.map((line) => html`<p class="wrap">${formatMessage(line)}</p>`)}
            </section>`
      }
    </main>`;
  }

  #again(): void {
    const detail: FromExplanation = { type: 'action', action: 'again' };
    this.dispatchEvent(new CustomEvent('tell', { detail, bubbles: true, composed: true }));
  }
}

customElements.define('quayside-explanation', ExplanationPage);

declare global {
  interface HTMLElementTagNameMap {
    'quayside-explanation': ExplanationPage;
  }
}
