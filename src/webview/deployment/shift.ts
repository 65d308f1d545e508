import { css, html, nothing, svg, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatMessage, type HookView, type ShiftClock, type ShiftView } from '../../protocol/deployment';
import { formatCount, formatDuration, formatTime } from './format';
import { icon } from './icons';
import { PanelElement } from './panelElement';
import { baseStyles } from './styles';

const DAY_MS = 86_400_000;

/** A blue/green, linear or canary deployment: its steps, where the traffic goes, what is waited for. */
export class PanelShift extends PanelElement {
  static override readonly properties: PropertyDeclarations = { now: { attribute: false } };
  static override readonly styles = [
    baseStyles,
    css`
      :host {
        container-type: inline-size;
      }
      section {
        display: grid;
        gap: 0.7em;
      }
      h2 {
        margin: 0;
      }
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3em 1.6em;
      }
      li {
        display: flex;
        gap: 0.4em;
        align-items: center;
        color: var(--muted);
      }
      /* After a step, so that a row that wraps begins with a step. */
      li:not(:last-child)::after {
        content: '';
        width: 1em;
        margin-right: -1.3em;
        border-top: 1px solid var(--quiet);
      }
      li.active,
      li.failed {
        color: var(--vscode-foreground);
        font-weight: 600;
      }
      .mark {
        display: grid;
        width: 1em;
        height: 1em;
        place-items: center;
        border: 1px solid var(--quiet);
        border-radius: 50%;
      }
      .mark svg {
        width: 0.75em;
        height: 0.75em;
      }
      .done .mark {
        border-color: var(--green);
        color: var(--green);
      }
      .active .mark {
        border: 3px solid var(--blue);
      }
      .failed .mark {
        border-color: var(--red);
        color: var(--red);
      }
      .weights {
        display: grid;
        grid-template-columns: max-content minmax(6em, 22em) max-content;
        gap: 0.2em 1em;
        align-items: center;
      }
      .weights svg {
        display: block;
        width: 100%;
        height: 10px;
      }
      .ground {
        fill: var(--faint);
        stroke: var(--edge);
      }
      .value {
        fill: var(--blue);
        transition: width var(--motion);
      }
      .hook {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2em 0.8em;
        padding: 0.5em 0.9em;
        border: 1px solid var(--vscode-inputValidation-warningBorder, var(--yellow));
        border-left-width: 4px;
        border-radius: 4px;
        background: var(--vscode-inputValidation-warningBackground);
      }
      @container (max-width: 560px) {
        .weights {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** AWS's clock, as far as it is known. */
  declare now: number;

  protected override render(): TemplateResult | typeof nothing {
    const shift = this.state.rollout?.shift;
    if (shift === undefined) return nothing;
    const name = formatMessage(shift.name);
    return html`<section>
      <h2>${name}</h2>
      <ol aria-label=${this.say('strategySteps', name)}>
        ${repeat(
          shift.steps,
          ({ id }) => id,
          ({ label, status }) =>
            html`<li class=${status} aria-current=${status === 'active' ? 'step' : nothing}>
              <span class="mark" aria-hidden="true"
                >${status === 'done' ? icon('ok') : status === 'failed' ? icon('cross') : nothing}</span
              >
              <span title=${status === 'active' ? (shift.stage ?? nothing) : nothing}
                >${formatMessage(label)}<span class="hidden-text">: ${this.say(status)}</span></span
              >
            </li>`,
        )}
      </ol>
      ${this.#weights(shift)}
      ${shift.clock === undefined || this.state.phase === 'ended' ? nothing : this.#clock(shift.clock)}
      ${this.state.phase === 'ended' ? nothing : shift.hooks.map((hook) => this.#hook(hook))}
    </section>`;
  }

  #weights({ production, test }: ShiftView): TemplateResult | typeof nothing {
    if (production === undefined && test === undefined) return nothing;
    return html`<div class="weights">
      ${production === undefined ? nothing : this.#weight(this.say('traffic'), production)}
      ${test === undefined ? nothing : this.#weight(this.say('testTraffic'), test)}
    </div>`;
  }

  #weight(term: string, { old, next }: { readonly old: number; readonly next: number }): TemplateResult {
    const { oldRevision, newRevision } = this.state;
    const words = this.say(
      'trafficShare',
      formatCount(next, this.locale),
      newRevision?.revision ?? '',
      formatCount(old, this.locale),
      oldRevision?.revision ?? '',
    );
    const share = Math.min(100, Math.max(0, next));
    return html`<span>${term}</span>
      <svg aria-hidden="true">
        <rect class="ground" width="100%" height="10" rx="3" />
        ${share === 0 ? nothing : svg`<rect class="value" width=${`${share}%`} height="10" rx="3" />`}
      </svg>
      <span class="muted">${words}</span>`;
  }

  /** A timer that is never read out; one that may be over sooner says so. */
  #clock({ kind, until, exact }: ShiftClock): TemplateResult {
    const left = until - this.now;
    const length =
      left <= 0 ? this.say('nearlyOver') : formatDuration(Math.ceil(left / 1000) * 1000, this.locale, true);
    return html`<p role="timer" aria-live="off">
      ${this.say(kind === 'bake' ? 'bakeLeft' : 'stepLeft', exact ? length : this.say('atMost', length))}
    </p>`;
  }

  #hook({ text, expiresAt, afterwards, awaitsAction }: HookView): TemplateResult {
    return html`<p class="hook" role=${awaitsAction ? 'alert' : 'status'}>
      <span>${formatMessage(text)}</span>
      ${
        expiresAt === undefined || afterwards === undefined
          ? nothing
          : html`<span class="muted"
              >${formatMessage({ template: afterwards.template, args: [this.#moment(expiresAt)] })}</span
            >`
      }
    </p>`;
  }

  /** A pause may last for days: the day is said where it is another one. */
  #moment(at: number): string {
    const near = Math.abs(at - this.now) < DAY_MS / 2;
    return near
      ? formatTime(at, this.locale)
      : new Intl.DateTimeFormat(this.locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
  }
}

customElements.define('quayside-shift', PanelShift);
