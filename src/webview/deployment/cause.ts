import { css, html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CauseButton, CauseCard, CauseStringId, FromCause } from '../../protocol/cause';
import {
  formatMessage,
  placeText,
  type Cause,
  type Place,
  type Quote,
  type Unrecognised,
} from '../../protocol/deployment';
import { cardStyles } from './cardStyles';
import { formatCount } from './format';
import { baseStyles, buttonStyles } from './styles';

/** What every card shows, whether a rule knows the failure or not. */
type Shown = Pick<Cause, 'title' | 'evidence' | 'log' | 'container' | 'count' | 'tasks'>;

/** The card of the cause: why tasks fail, with the lines that show it, what it rests on and what can be done. */
export class PanelCause extends LitElement {
  static override readonly properties: PropertyDeclarations = { card: { attribute: false } };
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
      pre {
        position: relative;
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

  declare card: CauseCard | undefined;
  /** The lines that were brought into view last. */
  #scrolled: unknown;

  /** New lines are shown where it counts: at the line that tells, else at their end. */
  protected override updated(): void {
    const { causes = [], unrecognised } = this.card?.cause ?? {};
    const lines = JSON.stringify((causes[0] ?? unrecognised)?.log);
    const box = this.renderRoot.querySelector('pre');
    if (box === null || lines === this.#scrolled) return;
    this.#scrolled = lines;
    const line = box.querySelector('mark');
    box.scrollTop = line === null ? box.scrollHeight : Math.max(0, line.offsetTop - box.clientHeight / 2);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { card } = this;
    if (card === undefined) return nothing;
    const { causes, unrecognised } = card.cause;
    const [first, ...others] = causes;
    if (first !== undefined) return this.#known(card, first, others);
    return unrecognised === undefined ? nothing : this.#unrecognised(card, unrecognised);
  }

  #known(card: CauseCard, cause: Cause, others: readonly Cause[]): TemplateResult {
    const { confidence, place, remedies } = cause;
    const doubt = confidence === 'certain' ? '' : say(card, confidence);
    return this.#card(
      card,
      cause,
      [many(card, cause), doubt],
      [
        log(card, cause),
        ...remedies.map(({ id, label }) =>
          id === 'advice' ? html`<p>${formatMessage(label)}</p>` : nothing,
        ),
        html`<dl>
          ${
            place === undefined
              ? nothing
              : html`<dt class="muted">${say(card, 'toChange')}</dt>
                  <dd class="mono wrap">${placeText(place)}${roleOf(place)}</dd>`
          }
          ${restsOn(card, cause.evidence)}
          ${
            others.length === 0
              ? nothing
              : html`<dt class="muted">${say(card, 'alsoSeen')}</dt>
                  ${others.map(({ title }) => html`<dd class="wrap">${formatMessage(title)}</dd>`)}`
          }
        </dl>`,
      ],
    );
  }

  #unrecognised(card: CauseCard, unknown: Unrecognised): TemplateResult {
    const { evidence, exitCode } = unknown;
    const exit = exitCode === undefined ? '' : say(card, 'exitCode', exitCode);
    const words = html`<dl>${restsOn(card, evidence)}</dl>`;
    return this.#card(card, unknown, [many(card, unknown), exit], [words, log(card, unknown)]);
  }

  /** Read out once, when it comes: what is added to a card later is no alarm. */
  #card(
    card: CauseCard,
    shown: Shown,
    notes: readonly string[],
    body: readonly (TemplateResult | typeof nothing)[],
  ): TemplateResult {
    const note = notes.filter((text) => text !== '').join(' ');
    return html`<section class="card failure" aria-labelledby="cause">
      <div class="title" role="alert"><h2 id="cause" class="wrap">${formatMessage(shown.title)}</h2></div>
      ${note === '' ? nothing : html`<p class="muted">${note}</p>`} ${body}
      <div class="actions">${this.#buttons(card)}</div>
    </section>`;
  }

  /** Each by its action: a button never becomes another one under the pointer or the focus. */
  #buttons({ buttons }: CauseCard): unknown {
    return repeat(
      buttons,
      ({ action }) => action,
      (button) => this.#button(button),
    );
  }

  #button({ action, label, primary, enabled }: CauseButton): TemplateResult {
    return html`<button
      class=${primary ? 'primary' : ''}
      data-action=${action}
      ?disabled=${!enabled}
      @click=${() => this.#tell({ type: 'action', action })}
    >
      ${label}
    </button>`;
  }

  /** Hands an intention up to the page, which passes it to the host. */
  #tell(detail: FromCause): void {
    this.dispatchEvent(new CustomEvent<FromCause>('tell', { detail, bubbles: true, composed: true }));
  }
}

function say({ strings }: CauseCard, id: CauseStringId, ...args: readonly (string | number)[]): string {
  return formatMessage({ template: strings[id], args });
}

function many(card: CauseCard, { count, tasks }: Shown): string {
  return count > 1 && tasks.length > 0 ? say(card, 'sameEnd', formatCount(count, card.locale)) : '';
}

function log(card: CauseCard, { log: excerpt, container }: Shown): TemplateResult | typeof nothing {
  if (excerpt === undefined) return nothing;
  const label = container === undefined ? say(card, 'lastOutput') : say(card, 'lastLines', container);
  const lines = excerpt.lines.map((line, index) =>
    index === excerpt.errorLine
      ? html`<mark><span class="hidden-text">${say(card, 'thisLine')} </span>${`${line}\n`}</mark>`
      : `${line}\n`,
  );
  return html`<pre tabindex="0" aria-label=${label}>${lines}</pre>`;
}

/** Whose permission is missing, where the task definition names it. */
function roleOf(place: Place): string {
  return place.kind === 'iam' && place.role !== undefined
    ? ` (${place.role.slice(place.role.lastIndexOf(':') + 1)})`
    : '';
}

function restsOn(card: CauseCard, evidence: readonly Quote[]): TemplateResult | typeof nothing {
  if (evidence.length === 0) return nothing;
  return html`<dt class="muted">${say(card, 'restsOn')}</dt>
    ${evidence.map(
      ({ text, source }) =>
        html`<dd class="wrap">${formatMessage(source)}: <span class="mono">${text}</span></dd>`,
    )}`;
}

customElements.define('quayside-cause', PanelCause);
