import { css, html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { PanelElement } from './panelElement';
import { baseStyles } from './styles';

/** What ECS said since the update, newest first, in its own words. */
export class PanelEvents extends PanelElement {
  static override readonly styles = [
    baseStyles,
    css`
      li {
        display: grid;
        grid-template-columns: 3.6em minmax(0, 1fr);
        gap: 0 1em;
        padding: 0.18em 0;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { events } = this.state;
    if (events.length === 0) return html`<p class="muted">${this.say('noEvents')}</p>`;
    return html`<ul>
      ${repeat(
        events,
        ({ id }) => id,
        ({ at, message }) =>
          html`<li>${this.moment(at)}<span class="wrap" title=${message}>${shortEvent(message)}</span></li>`,
      )}
    </ul>`;
  }
}

/** Without the service's name, which stands at the top of the panel, and with ids and names as short as everywhere. */
function shortEvent(message: string): string {
  return message
    .replace(/^\(service [^,)]+\) /, '')
    .replace(/tasks: ((?:\(task [0-9a-f]+\)[\s,]*)+)/, (_whole, list: string) => `tasks: ${taskList(list)}`)
    .replace(/\(task ([0-9a-f]{6})[0-9a-f]{26}\)/g, 'task $1')
    .replace(/\(target-group (?:arn:[^\s)]*:targetgroup\/)?([^/\s)]+)(?:\/[0-9a-f]+)?\)/g, '$1');
}

/** `(task 4c1d09…) (task e07a55…)` as `4c1d09, e07a55`. */
function taskList(list: string): string {
  return [...list.matchAll(/\(task ([0-9a-f]{6})/g)].map(([, id]) => id).join(', ');
}

customElements.define('quayside-events', PanelEvents);
