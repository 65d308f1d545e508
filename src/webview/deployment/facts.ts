import { css, html, nothing, svg, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  formatMessage,
  type PanelStringId,
  type RolloutView,
  type SideCounts,
  type TargetGroupView,
} from '../../protocol/deployment';
import { formatCount, shortDigest } from './format';
import { PanelElement } from './panelElement';
import { percent } from './scale';
import { baseStyles } from './styles';

/** How it stands now, in words and numbers. */
export class PanelFacts extends PanelElement {
  static override readonly styles = [
    baseStyles,
    css`
      dl {
        display: grid;
        gap: 1em var(--gap);
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 210px), 1fr));
      }
      dt {
        color: var(--muted);
      }
      .big {
        font-size: 1.5em;
        font-weight: 600;
        line-height: 1.2;
      }
      .bar {
        display: block;
        width: 100%;
        height: 6px;
        margin-top: 0.35em;
      }
      .bar .ground {
        fill: var(--faint);
      }
      .bar .value {
        fill: var(--blue);
        transition: width var(--motion);
      }
      .bar rect {
        stroke: var(--edge);
      }
      summary {
        width: fit-content;
        color: var(--muted);
        cursor: pointer;
      }
      .targets li {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.7em;
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { rollout } = this.state;
    if (rollout === undefined) return nothing;
    const { waitingFor, next, old, rollingBack, shift } = rollout;
    // A pause has a card of its own.
    const paused = shift?.hooks.some(({ awaitsAction }) => awaitsAction) === true;
    // What ECS brings comes first, with its goal; what goes is only counted.
    const sides =
      rollingBack && old !== undefined
        ? [this.#coming('oldRevision', old), this.#going('newRevision', next)]
        : [
            // What nobody wants any more, in a service that wants tasks, is what goes.
            next.desired === 0 && rollout.maximum > 0
              ? this.#going('newRevision', next)
              : this.#coming('newRevision', next),
            old === undefined ? nothing : this.#going('oldRevision', old),
          ];
    return html`
      <h2>${this.say('now')}</h2>
      <dl>
        ${sides}
        ${waitingFor === undefined || paused ? nothing : this.#fact(this.say('waitingFor'), formatMessage(waitingFor))}
        ${this.#fact(this.say('circuitBreaker'), formatMessage(rollout.breaker))}
        ${rollout.alarms === undefined ? nothing : this.#fact(this.say('alarms'), formatMessage(rollout.alarms))}
        ${this.#targetGroups(rollout)} ${this.#images()}
      </dl>
    `;
  }

  #fact(term: string | TemplateResult, value: string | TemplateResult): TemplateResult {
    return html`<div>
      <dt>${term}</dt>
      <dd class="wrap">${value}</dd>
    </div>`;
  }

  #count(value: number): string {
    return formatCount(value, this.locale);
  }

  #coming(term: PanelStringId, { healthy, desired, running, pending, failed }: SideCounts): TemplateResult {
    if (desired === 0 && running === 0) return this.#fact(this.say(term), this.say('noneWanted'));
    const [before = '', after = ''] = this.snapshot.strings.ofHealthy.split('{0}');
    const share = desired === 0 ? 0 : (Math.min(healthy, desired) / desired) * 100;
    const more = [
      ...(pending === 0 ? [] : [this.say('pendingCount', this.#count(pending))]),
      ...(failed === 0 ? [] : [this.say('failedCount', this.#count(failed))]),
    ];
    return html`<div>
      <dt>${this.say(term)}</dt>
      <dd>
        ${before}<span class="big">${this.#count(healthy)}</span>${after.replace('{1}', this.#count(desired))}
        ${more.length === 0 ? nothing : html`<br /><span class="muted">${more.join(', ')}</span>`}
        <svg class="bar" aria-hidden="true">
          <rect class="ground" width="100%" height="6" rx="3" />
          ${share === 0 ? nothing : svg`<rect class="value" width=${percent(share)} height="6" rx="3" />`}
        </svg>
      </dd>
    </div>`;
  }

  #going(term: PanelStringId, { running, healthy, failed }: SideCounts): TemplateResult {
    const going = running - healthy;
    const words = [
      running === 0 ? this.say('noneLeft') : this.say('healthyCount', this.#count(healthy)),
      ...(going > 0 ? [this.say('goingCount', this.#count(going))] : []),
      ...(failed > 0 ? [this.say('failedCount', this.#count(failed))] : []),
    ];
    return this.#fact(this.say(term), words.join(', '));
  }

  #targetGroups({ targetGroups }: RolloutView): unknown {
    return repeat(
      targetGroups,
      ({ arn }) => arn,
      (group: TargetGroupView) =>
        this.#fact(
          html`${this.say('targetGroup')} <span class="mono">${group.name}</span>`,
          html`${formatMessage(group.summary)}
          ${
            group.targets.length === 0
              ? nothing
              : html`<details>
                  <summary>${this.say('targets')}</summary>
                  <ul class="targets">
                    ${group.targets.map(
                      ({ id, port, state, reason }) =>
                        html`<li>
                          <span class="mono">${`${id}:${port}`}</span
                          ><span class="muted">${state}${reason === undefined ? '' : `, ${reason}`}</span>
                        </li>`,
                    )}
                  </ul>
                </details>`
          }`,
        ),
    );
  }

  #images(): readonly TemplateResult[] {
    const { image, moreImages = [] } = this.state;
    if (image === undefined) return [];
    const several = moreImages.length > 0;
    const first = { ...image, container: this.state.plan?.container ?? '' };
    return [first, ...moreImages].map(({ container, reference, digest }) => {
      const name = reference.slice(reference.lastIndexOf('/') + 1);
      const term = this.say('image');
      return this.#fact(
        several && container !== '' ? this.say('inContainer', term, container) : term,
        html`<span class="mono" title=${reference}>${name.split('@')[0]}</span><br /><span
            class="mono muted"
            title=${digest}
            >${shortDigest(digest)}</span
          >`,
      );
    });
  }
}

customElements.define('quayside-facts', PanelFacts);
