import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatMessage } from '../../protocol/deployment';
import { formatOffset } from './format';
import { PanelElement } from './panelElement';
import { baseStyles } from './styles';

/** The facts of the timeline as a table, for those who cannot see the drawing. */
export class PanelTimelineTable extends PanelElement {
  static override readonly styles = [baseStyles];

  protected override render(): TemplateResult | typeof nothing {
    const { rollout } = this.state;
    if (rollout === undefined) return nothing;
    return html`<div class="hidden-text">
      <table>
        <caption>
          ${this.say('timelineTable')}
        </caption>
        <thead>
          <tr>
            <th scope="col">${this.say('task')}</th>
            <th scope="col">${this.say('revision')}</th>
            <th scope="col">${this.say('phase')}</th>
            <th scope="col">${this.say('since')}</th>
            <th scope="col">${this.say('details')}</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            rollout.tasks,
            ({ arn }) => arn,
            ({ id, revision, note, segments, reason }) => {
              const since = segments.at(-1)?.from;
              return html`<tr>
                <th scope="row">${id}</th>
                <td>${revision}</td>
                <td>${formatMessage(note)}</td>
                <td>${since === undefined ? '' : formatOffset(since - rollout.startedAt, this.locale)}</td>
                <td>${reason ?? ''}</td>
              </tr>`;
            },
          )}
        </tbody>
      </table>
    </div>`;
  }
}

customElements.define('quayside-timeline-table', PanelTimelineTable);
