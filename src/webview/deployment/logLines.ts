import { css, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatMessage, type LoggedLine } from '../../protocol/deployment';
import { boxStyles, FollowingElement } from './following';
import { formatCount } from './format';
import { baseStyles, buttonStyles } from './styles';

/** What the tasks of the new revision write, the newest line last. */
export class PanelLogLines extends FollowingElement {
  static override readonly styles = [
    baseStyles,
    buttonStyles,
    boxStyles,
    css`
      .box {
        font-size: 1em;
        white-space: normal;
      }
      .text {
        white-space: pre-wrap;
      }
      .row {
        display: grid;
        grid-template-columns: 3.6em auto 3.2em minmax(0, 1fr);
        gap: 0 0.8em;
        font-size: 0.92em;
      }
      .mono {
        font-size: 1em;
      }
      .level {
        color: var(--muted);
      }
      .warn {
        color: var(--yellow);
      }
      .error,
      .fatal {
        color: var(--red);
      }
      .note {
        padding: 0.2em 0;
        font-family: var(--vscode-font-family, sans-serif);
      }
      @container (max-width: 560px) {
        .text {
          grid-column: 1 / -1;
          padding-bottom: 0.3em;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { logs, phase } = this.state;
    const { lines, told } = logs ?? { lines: [], told: 0 };
    const containers = lines.flatMap((line) => (line.kind === 'line' ? [line.container] : []));
    const several = new Set(containers).size > 1;
    const dropped = told - lines.length;
    return html`
      <div class="above">
        <span class="muted"
          >${dropped === 0 ? nothing : this.say('earlierLines', formatCount(dropped, this.locale))}</span
        >
        <button class="link" @click=${() => this.tell({ type: 'action', action: 'logs' })}>
          ${this.say('openTail')}
        </button>
      </div>
      ${
        lines.length === 0
          ? html`<p class="muted">${this.say(phase === 'ended' ? 'noLinesRead' : 'noLines')}</p>`
          : nothing
      }
      <div
        class="box"
        role="log"
        aria-live="polite"
        aria-label=${this.say('logs')}
        tabindex="0"
        ?hidden=${lines.length === 0}
      >
        ${repeat(
          lines,
          ({ n }) => n,
          (line) => this.#row(line, several),
        )}
      </div>
    `;
  }

  #row(line: LoggedLine, several: boolean): TemplateResult {
    if (line.kind === 'note') return html`<div class="note muted">${formatMessage(line.text)}</div>`;
    const { at, taskId, container, level, text } = line;
    return html`<div class="row">
      ${this.moment(at)}<span class="muted">${several ? `${taskId} ${container}` : taskId}</span
      ><span class=${`level ${level ?? ''}`}>${level?.toUpperCase() ?? ''}</span
      ><span class="text">${text}</span>
    </div>`;
  }
}

customElements.define('quayside-log-lines', PanelLogLines);
