import { css, html, nothing, type TemplateResult } from 'lit';
import { formatMessage, type FieldChange } from '../../protocol/deployment';
import { PanelElement } from './panelElement';
import { baseStyles, buttonStyles } from './styles';

/** What differs between the running revision and the new one, member by member. */
export class PanelChanges extends PanelElement {
  static override readonly styles = [
    baseStyles,
    buttonStyles,
    css`
      li {
        margin-bottom: 0.7em;
      }
      .line {
        display: grid;
        grid-template-columns: 1.2em minmax(0, 1fr);
      }
      .before {
        color: var(--red);
      }
      .after {
        color: var(--green);
      }
      .path {
        font-weight: 600;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { plan, provenChanges } = this.state;
    if (plan === undefined) return html`<p class="muted">${this.say('noChanges')}</p>`;
    const unchanged = this.sayCount(plan.unchangedFields, 'unchangedOne', 'unchanged');
    const diff = this.snapshot.buttons.find(({ action }) => action === 'showDiff');
    return html`
      <ul>
        ${plan.changes.map((change) => this.#change(change))}
      </ul>
      <p class="muted">
        ${plan.changes.length === 0 ? html`${this.say('noChanges')} · ` : nothing}${unchanged}
      </p>
      ${plan.reuses === undefined ? nothing : html`<p class="muted">${this.say('sameRevision', plan.reuses.revision)}</p>`}
      ${
        plan.unknownMembers.length === 0
          ? nothing
          : html`<p class="muted wrap">${this.say('unknownMembers', plan.unknownMembers.join(', '))}</p>`
      }
      ${
        provenChanges === undefined
          ? nothing
          : html`<p class="muted">${this.sayCount(provenChanges, 'provenChangesOne', 'provenChanges')}</p>`
      }
      ${
        diff === undefined
          ? nothing
          : html`<button class="link" @click=${() => this.tell({ type: 'action', action: 'showDiff' })}>
              ${diff.label}
            </button>`
      }
    `;
  }

  #change({ path, before, after, note }: FieldChange): TemplateResult {
    return html`<li>
      <p class="mono path wrap">${path}</p>
      ${before === undefined ? nothing : this.#side('before', '−', before)}
      ${after === undefined ? nothing : this.#side('after', '+', after)}
      ${note === undefined ? nothing : html`<p class="line muted"><span></span>${formatMessage(note)}</p>`}
    </li>`;
  }

  #side(side: 'before' | 'after', sign: string, value: string): TemplateResult {
    return html`<p class="line mono ${side}">
      <span aria-hidden="true">${sign}</span
      ><span class="wrap"><span class="hidden-text">${this.say(side)}: </span>${value}</span>
    </p>`;
  }
}

customElements.define('quayside-changes', PanelChanges);
