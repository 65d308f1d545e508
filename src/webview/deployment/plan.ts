import { css, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  formatMessage,
  type DeployPlan,
  type PanelStringId,
  type PlanCheck,
  type PlannedContainer,
} from '../../protocol/deployment';
import './changes';
import { formatCount } from './format';
import { icon } from './icons';
import { PanelElement } from './panelElement';
import { baseStyles } from './styles';

const TONE_OF_LEVEL = { ok: 'success', warning: 'warning', error: 'failure', pending: 'muted' } as const;

/** Before anything is changed: what will differ, what was checked, and how the rollout will go. */
export class PanelPlan extends PanelElement {
  static override readonly styles = [
    baseStyles,
    css`
      :host {
        container-type: inline-size;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 270px;
        gap: 0 calc(var(--gap) * 1.6);
      }
      section {
        margin-bottom: 2em;
      }
      .check {
        display: grid;
        grid-template-columns: 1.1em minmax(0, 1fr);
        gap: 0 0.8em;
        margin-bottom: 0.5em;
      }
      [data-turning] > svg {
        animation: turn 1.2s linear infinite var(--spin, running);
      }
      @keyframes turn {
        to {
          transform: rotate(360deg);
        }
      }
      .check > svg,
      .check > .level {
        margin-top: 0.2em;
      }
      label {
        display: inline-flex;
        gap: 0.5em;
        align-items: center;
        margin-top: 0.25em;
        cursor: pointer;
      }
      input {
        width: 1.15em;
        height: 1.15em;
        margin: 0;
        accent-color: var(--vscode-button-background);
      }
      dt {
        color: var(--muted);
      }
      dd {
        margin-bottom: 0.9em;
      }
      @container (max-width: 700px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { plan } = this.state;
    if (plan === undefined) return nothing;
    return html`<div class="columns">
      <div>
        <section>
          <h2>${this.say('whatChanges')}</h2>
          <quayside-changes .snapshot=${this.snapshot}></quayside-changes>
        </section>
        <section>
          <h2>${this.say('beforeItStarts')}</h2>
          <ul aria-busy=${String(plan.checks.some(({ level }) => level === 'pending'))}>
            ${repeat(
              plan.checks,
              ({ id }) => id,
              (check) => this.#check(check),
            )}
          </ul>
        </section>
      </div>
      <section>
        <h2>${this.say('howItRuns')}</h2>
        <dl>${this.#facts(plan)}</dl>
      </section>
    </div>`;
  }

  #check({ level, text, fix, container }: PlanCheck): TemplateResult {
    return html`<li class="check" data-level=${level}>
      <span class="level ${TONE_OF_LEVEL[level]}" ?data-turning=${level === 'pending'}>${icon(level)}</span>
      <div>
        <span class="hidden-text">${this.say(level)}: </span
        ><span class="wrap"
          >${container === undefined ? nothing : html`<b>${container}</b>: `}${formatMessage(text)}</span
        >
        ${
          fix === undefined
            ? nothing
            : html`<div>
                <label
                  ><input
                    type="checkbox"
                    .checked=${fix.accepted}
                    @change=${(event: Event) =>
                      this.tell({
                        type: 'fix',
                        fix: fix.id,
                        accepted: (event.target as HTMLInputElement).checked,
                      })}
                  />${formatMessage(fix.label)}</label
                >
              </div>`
        }
      </div>
    </li>`;
  }

  #facts(plan: DeployPlan): readonly TemplateResult[] {
    const { rollout, more = [] } = plan;
    const count = (value: number): string => formatCount(value, this.locale);
    const breaker = !rollout.breaker.enabled
      ? 'breakerOff'
      : rollout.breaker.rollback
        ? 'breakerOn'
        : 'breakerOnNoRollback';
    return [
      ...[plan, ...more].flatMap((one) => this.#image(one, more.length > 0)),
      this.#fact(
        this.say('tasks'),
        this.say('rolloutBounds', count(rollout.desired), count(rollout.minimum), count(rollout.maximum)),
      ),
      this.#fact(this.say('circuitBreaker'), this.say(breaker)),
    ];
  }

  /** Where several containers get an image, each line says whose it is. */
  #image({ container, image, build }: PlannedContainer, several: boolean): readonly TemplateResult[] {
    const term = (id: PanelStringId): string =>
      several ? this.say('inContainer', this.say(id), container) : this.say(id);
    return [
      this.#fact(term('image'), image.after, true),
      ...(build === undefined
        ? []
        : [
            this.#fact(term('dockerfile'), build.dockerfile, true),
            this.#fact(term('buildContext'), build.context, true),
            this.#fact(term('platform'), build.platform),
            this.#fact(term('builder'), build.builder),
          ]),
    ];
  }

  #fact(term: string, value: string, mono = false): TemplateResult {
    return html`<div>
      <dt>${term}</dt>
      <dd class="wrap ${mono ? 'mono' : ''}">${value}</dd>
    </div>`;
  }
}

customElements.define('quayside-plan', PanelPlan);
