import { html, nothing, type TemplateResult } from 'lit';
import { boxStyles, FollowingElement } from './following';
import { baseStyles, buttonStyles } from './styles';

/** The last lines of build and push. */
export class PanelOutput extends FollowingElement {
  static override readonly styles = [baseStyles, buttonStyles, boxStyles];

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
      <pre class="box" tabindex="0" aria-label=${this.say('buildOutput')}>
${output.map(({ text }) => `${text}\n`)}</pre>
    `;
  }
}

customElements.define('quayside-output', PanelOutput);
