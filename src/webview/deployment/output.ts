import { css, html, nothing, type TemplateResult } from 'lit';
import { PanelElement } from './panelElement';
import { baseStyles, buttonStyles } from './styles';

const NEAR_THE_END = 24;

/** The last lines of build and push. It follows the end, unless the person scrolled up to read. */
export class PanelOutput extends PanelElement {
  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      pre {
        overflow: auto;
        height: 20em;
        padding: 0.6em 0.8em;
        border: 1px solid var(--edge);
        border-radius: 3px;
        background: var(--vscode-textCodeBlock-background);
        font-family: var(--mono);
        font-size: 0.92em;
        line-height: 1.5;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .above {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1em;
        align-items: baseline;
        justify-content: space-between;
        min-height: 1.9em;
      }
    `,
  ];

  #follows = true;

  protected override willUpdate(): void {
    const box = this.#box;
    this.#follows = box === undefined || box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_THE_END;
  }

  protected override updated(): void {
    const box = this.#box;
    if (this.#follows && box !== undefined) box.scrollTop = box.scrollHeight;
  }

  get #box(): HTMLElement | undefined {
    return this.renderRoot.querySelector('pre') ?? undefined;
  }

  protected override render(): TemplateResult {
    const { output, droppedOutput } = this.state;
    const open = this.snapshot.buttons.find(({ action }) => action === 'showOutput');
    if (output.length === 0) return html`<p class="muted">${this.say('noOutput')}</p>`;
    return html`
      <div class="above">
        <span class="muted"
          >${
            droppedOutput === 0 ? nothing : this.sayCount(droppedOutput, 'droppedOutputOne', 'droppedOutput')
          }</span
        >
        ${
          open === undefined
            ? nothing
            : html`<button class="link" @click=${() => this.tell({ type: 'action', action: 'showOutput' })}>
                ${open.label}
              </button>`
        }
      </div>
      <pre tabindex="0" aria-label=${this.say('buildOutput')}>${output.map(({ text }) => `${text}\n`)}</pre>
    `;
  }
}

customElements.define('quayside-output', PanelOutput);
