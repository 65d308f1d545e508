import { html, nothing, svg, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatMessage, type RolloutView, type TaskTrack } from '../../protocol/deployment';
import { formatCount, formatOffset } from './format';
import { LOOK_NAMES, LOOKS, lookOf } from './phases';
import { PanelElement } from './panelElement';
import { percent, timeScale, type Scale } from './scale';
import { baseStyles } from './styles';
import { timelineStyles } from './timelineStyles';

const COUNTS_HEIGHT = 84;
const LABEL_HEIGHT = 13;
const BAR = { top: 4, height: 13 };
/** Rows beyond this scroll. */
const MANY_ROWS = 24;

/** The rollout over time: how many tasks were healthy, and one row a task, coloured by phase. */
export class PanelTimeline extends PanelElement {
  static override readonly properties: PropertyDeclarations = { now: { attribute: false } };
  static override readonly styles = [baseStyles, timelineStyles];

  /** AWS's clock, as far as it is known. */
  declare now: number;

  protected override render(): TemplateResult | typeof nothing {
    const { rollout, phase, endedAt, clockAhead = 0 } = this.state;
    if (rollout === undefined) return nothing;
    const over = phase === 'ended';
    // Everything here is told by AWS's clock.
    const end = endedAt === undefined ? rollout.at : endedAt - clockAhead;
    const now = Math.max(over ? end : this.now, rollout.at);
    // What happened since the last look is not known while something is in the way: bars stop there, time goes on.
    const known = over || rollout.hindrance === undefined ? now : rollout.at;
    const scale = timeScale(rollout.startedAt, now, over);
    const many = rollout.tasks.length > MANY_ROWS;
    return html`
      <h2>${this.say('tasks')}</h2>
      ${patterns}
      <div class="chart" aria-hidden="true">
        ${this.#counts(rollout, scale, known, over ? undefined : now)}
        <div class="rows ${many ? 'many' : ''}">
          ${repeat(
            // Where rows scroll, the new tasks are what one wants to see without it.
            many ? [...rollout.tasks].sort((a, b) => rank(a) - rank(b)) : rollout.tasks,
            ({ arn }) => arn,
            (task) => this.#row(task, scale, known, over ? undefined : now),
          )}
        </div>
        ${this.#axis(scale)}
      </div>
      ${rollout.tasks.length === 0 ? html`<p class="muted">${this.say('noTasks')}</p>` : nothing}
      ${this.#legend(rollout)}
    `;
  }

  #counts(rollout: RolloutView, scale: Scale, known: number, now: number | undefined): TemplateResult {
    const { minimum, maximum, history } = rollout;
    const most = Math.max(1, maximum, ...history.map(({ old, next }) => old + next));
    const height = (count: number): number => ((COUNTS_HEIGHT - 16) * count) / most;
    const y = (count: number): number => COUNTS_HEIGHT - height(count);
    const bounds = [
      { name: this.say('maximum', formatCount(maximum, this.locale)), at: y(maximum) },
      { name: this.say('minimum', formatCount(minimum, this.locale)), at: y(minimum) },
    ];
    const steps = history.map((point, index) => {
      const from = scale.at(point.at);
      const width = Math.max(0, scale.at(Math.min(history[index + 1]?.at ?? known, known)) - from);
      return svg`
        <rect class="old" x=${percent(from)} width=${percent(width)} y=${y(point.old)} height=${height(point.old)} />
        <rect class="healthy" x=${percent(from)} width=${percent(width)} y=${y(point.old + point.next)} height=${height(point.next)} />`;
    });
    const lines = bounds.map(({ at }) => svg`<line class="bound" x1="0" x2="100%" y1=${at} y2=${at} />`);
    // Two labels at one height would cover each other, and below the drawing is no room.
    const lowest = Math.min(COUNTS_HEIGHT - 2, Math.max(y(minimum), y(maximum) + LABEL_HEIGHT) + 4);
    const places = [Math.min(y(maximum) + 4, lowest - LABEL_HEIGHT), lowest];
    const labels = bounds.map(({ name }, index) => svg`<text x="0" y=${places[index]}>${name}</text>`);
    return html`<div class="row counts">
      <span class="label muted"
        >${this.say('healthyTasks')}<span class="bounds">
          · ${bounds.map(({ name }) => name).join(' · ')}</span
        ></span
      >
      <svg class="track" height=${COUNTS_HEIGHT}>
        ${this.#grid(scale)} ${steps} ${lines} ${this.#nowLine(scale, now)}
      </svg>
      <svg class="note limits" height=${COUNTS_HEIGHT}>${labels}</svg>
    </div>`;
  }

  #row(task: TaskTrack, scale: Scale, known: number, now: number | undefined): TemplateResult {
    const bars = task.segments.map(({ phase, from, to }) => {
      const look = lookOf(phase, task.side);
      const left = scale.at(from);
      const right = scale.at(Math.min(to ?? known, known));
      if (look === undefined || (to ?? known) < scale.start || right < left) return nothing;
      const since = formatOffset(from - scale.start, this.locale);
      return svg`<rect class=${look} x=${percent(left)} width=${percent(Math.max(0.4, right - left - 0.12))}
        y=${BAR.top} height=${BAR.height} rx="2"><title>${this.say(LOOK_NAMES[look])}, ${since}</title></rect>`;
    });
    const tone = lastPhase(task) === 'failed' || lastPhase(task) === 'unhealthy' ? 'failure' : 'muted';
    return html`<div class="row" data-task=${task.id}>
      <span class="label"
        ><span class="mono">${task.id}</span>
        <span class="muted">${this.say('revisionShort', String(task.revision))}</span></span
      >
      <svg class="track" height="21">${this.#grid(scale)} ${bars} ${this.#nowLine(scale, now)}</svg>
      <span class="note ${tone}" title=${task.reason ?? formatMessage(task.note)}
        >${formatMessage(task.note)}</span
      >
    </div>`;
  }

  #axis(scale: Scale): TemplateResult {
    return html`<div class="row axis">
      <span class="label"></span>
      <svg class="track" height="20">
        ${scale.ticks.map(
          (tick, index) =>
            svg`<text x=${percent(scale.at(tick))} y="14" text-anchor=${index === 0 ? 'start' : 'middle'}>${formatOffset(tick - scale.start, this.locale)}</text>`,
        )}
      </svg>
      <span class="note"></span>
    </div>`;
  }

  #grid(scale: Scale): readonly TemplateResult[] {
    return scale.ticks.map((tick) => {
      const x = percent(scale.at(tick));
      return svg`<line class="grid" x1=${x} x2=${x} y1="0" y2="100%" />`;
    });
  }

  #nowLine(scale: Scale, now: number | undefined): TemplateResult | typeof nothing {
    if (now === undefined) return nothing;
    const x = percent(scale.at(now));
    return svg`<line class="now" x1=${x} x2=${x} y1="0" y2="100%" />`;
  }

  /** Only what the drawing shows is explained. */
  #legend({ tasks }: RolloutView): TemplateResult {
    const shown = new Set(
      tasks.flatMap(({ segments, side }) => segments.map(({ phase }) => lookOf(phase, side))),
    );
    return html`<ul class="legend muted" aria-hidden="true">
      ${LOOKS.filter((look) => shown.has(look)).map(
        (look) =>
          html`<li>
            <svg width="13" height="11"><rect class=${look} width="13" height="11" rx="2" /></svg>
            ${this.say(LOOK_NAMES[look])}
          </li>`,
      )}
    </ul>`;
  }
}

function rank({ side }: TaskTrack): number {
  return side === 'new' ? 0 : 1;
}

function lastPhase(task: TaskTrack): string | undefined {
  return task.segments.at(-1)?.phase;
}

/** Stripes and dots tell phases apart where colours do not. */
const patterns = html`<svg class="patterns" aria-hidden="true">
  <defs>
    <pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="ground" width="6" height="6" />
      <rect class="ink" width="2" height="6" />
    </pattern>
    <pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">
      <rect class="ground" width="5" height="5" />
      <circle class="ink" cx="2.5" cy="2.5" r="1" />
    </pattern>
  </defs>
</svg>`;

customElements.define('quayside-timeline', PanelTimeline);
