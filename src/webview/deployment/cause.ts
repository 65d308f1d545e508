import { css, html, nothing, type TemplateResult } from 'lit';
import {
  formatMessage,
  placeText,
  type Cause,
  type Quote,
  type Unrecognised,
} from '../../protocol/deployment';
import { cardStyles } from './cardStyles';
import { formatCount } from './format';
import { PanelElement } from './panelElement';
import { baseStyles, buttonStyles } from './styles';

/** What every card shows, whether a rule knows the failure or not. */
type Shown = Pick<Cause, 'title' | 'evidence' | 'log' | 'container' | 'count' | 'tasks'>;

/** The card of the cause: why tasks fail, with the lines that show it, what it rests on and what can be done. */
export class PanelCause extends PanelElement {
  static override readonly styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    css`
      .card > h2,
      .title h2 {
        margin: 0;
        color: inherit;
        font-size: 1.1em;
        letter-spacing: 0;
        text-transform: none;
      }
      mark {
        background: none;
        color: var(--red);
        font-weight: 600;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 0.3em 1.2em;
      }
      dd + dd {
        grid-column: 2;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6em;
      }
      .card > .actions {
        margin-top: 0.9em;
      }
      @container (max-width: 500px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
        }
        dd + dd {
          grid-column: 1;
        }
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { cause } = this.state;
    if (cause === undefined) return nothing;
    const [first, ...others] = cause.causes;
    if (first !== undefined) return this.#known(first, others);
    return cause.unrecognised === undefined ? nothing : this.#unrecognised(cause.unrecognised);
  }

  #known(cause: Cause, others: readonly Cause[]): TemplateResult {
    const { confidence, place, remedies } = cause;
    const doubt = confidence === 'certain' ? '' : this.say(confidence);
    return this.#card(
      cause,
      [this.#many(cause), doubt],
      [
        this.#log(cause),
        ...remedies.map(({ id, label }) =>
          id === 'advice' ? html`<p>${formatMessage(label)}</p>` : nothing,
        ),
        html`<dl>
          ${
            place === undefined
              ? nothing
              : html`<dt class="muted">${this.say('toChange')}</dt>
                  <dd class="mono wrap">${placeText(place)}</dd>`
          }
          ${this.#restsOn(cause.evidence)}
          ${
            others.length === 0
              ? nothing
              : html`<dt class="muted">${this.say('alsoSeen')}</dt>
                  ${others.map(({ title }) => html`<dd class="wrap">${formatMessage(title)}</dd>`)}`
          }
        </dl>`,
      ],
    );
  }

  #unrecognised(unknown: Unrecognised): TemplateResult {
    const { evidence, exitCode } = unknown;
    const exit = exitCode === undefined ? '' : this.say('exitCode', exitCode);
    const words = html`<dl>${this.#restsOn(evidence)}</dl>`;
    return this.#card(unknown, [this.#many(unknown), exit], [words, this.#log(unknown)]);
  }

  /** Read out once, when it comes: what is added to a card later is no alarm. */
  #card(
    shown: Shown,
    notes: readonly string[],
    body: readonly (TemplateResult | typeof nothing)[],
  ): TemplateResult {
    const note = notes.filter((text) => text !== '').join(' ');
    return html`<section class="card failure" aria-labelledby="cause">
      <div class="title" role="alert"><h2 id="cause" class="wrap">${formatMessage(shown.title)}</h2></div>
      ${note === '' ? nothing : html`<p class="muted">${note}</p>`} ${body}
      <div class="actions">${this.#buttons()}</div>
    </section>`;
  }

  #many({ count, tasks }: Shown): string {
    return count > 1 && tasks.length > 0 ? this.say('sameEnd', formatCount(count, this.locale)) : '';
  }

  #log({ log, container }: Shown): TemplateResult | typeof nothing {
    if (log === undefined) return nothing;
    const label = container === undefined ? this.say('lastOutput') : this.say('lastLines', container);
    const lines = log.lines.map((line, index) =>
      index === log.errorLine
        ? html`<mark><span class="hidden-text">${this.say('thisLine')} </span>${`${line}\n`}</mark>`
        : `${line}\n`,
    );
    return html`<pre tabindex="0" aria-label=${label}>${lines}</pre>`;
  }

  #restsOn(evidence: readonly Quote[]): TemplateResult | typeof nothing {
    if (evidence.length === 0) return nothing;
    return html`<dt class="muted">${this.say('restsOn')}</dt>
      ${evidence.map(
        ({ text, source }) =>
          html`<dd class="wrap">${formatMessage(source)}: <span class="mono">${text}</span></dd>`,
      )}`;
  }

  #buttons(): readonly TemplateResult[] {
    return this.snapshot.causeButtons.map(
      ({ action, label, primary, enabled }) =>
        html`<button
          class=${primary ? 'primary' : ''}
          data-action=${action}
          ?disabled=${!enabled}
          @click=${() => this.tell({ type: 'action', action })}
        >
          ${label}
        </button>`,
    );
  }
}

customElements.define('quayside-cause', PanelCause);
