import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatMessage, type StageState } from '../../protocol/deployment';
import { formatDuration } from './format';
import { icon } from './icons';
import { PanelElement } from './panelElement';
import { baseStyles } from './styles';

/** The six stages with what they did and how long it took; the running one counts. */
export class PanelStages extends PanelElement {
  static override readonly properties: PropertyDeclarations = { now: { attribute: false } };
  static override readonly styles = [
    baseStyles,
    css`
      :host {
        container-type: inline-size;
      }
      ol {
        display: grid;
        grid-template-columns: repeat(5, minmax(0, 1fr)) minmax(0, auto);
      }
      li {
        position: relative;
        padding: 1.9em 0.8em 0 0;
        min-width: 5.5em;
        /* Two lines are kept free, so that a note that arrives moves nothing. */
        min-height: 5.2em;
      }
      li:not(:last-child)::before {
        content: '';
        position: absolute;
        top: calc(0.65em - 1px);
        right: 0;
        left: 0;
        border-top: 2px solid var(--quiet);
      }
      li.done:not(:last-child)::before {
        border-color: var(--green);
      }
      li.skipped:not(:last-child)::before {
        border-top-style: dotted;
      }
      .dot {
        position: absolute;
        top: 0;
        left: 0;
        display: grid;
        width: 1.3em;
        height: 1.3em;
        place-items: center;
        border: 2px solid var(--quiet);
        border-radius: 50%;
        background: var(--vscode-editor-background);
        color: var(--vscode-editor-background);
        transition:
          background-color var(--motion),
          border-color var(--motion);
      }
      .dot svg {
        width: 0.8em;
        height: 0.8em;
        stroke-width: 2.4;
      }
      .done .dot {
        border-color: var(--green);
        background: var(--green);
      }
      .active .dot {
        border-color: var(--blue);
      }
      .active .dot::after {
        content: '';
        width: 0.5em;
        height: 0.5em;
        border-radius: 50%;
        background: var(--blue);
        animation: pulse 1.6s ease-in-out infinite var(--spin, running);
      }
      .failed .dot {
        border-color: var(--red);
        background: var(--red);
      }
      .skipped .dot {
        border-style: dotted;
      }
      b {
        font-weight: 600;
      }
      .waiting b,
      .skipped b {
        color: var(--muted);
        font-weight: 400;
      }
      .note {
        display: block;
        color: var(--muted);
        overflow-wrap: anywhere;
      }
      @keyframes pulse {
        50% {
          opacity: 0.35;
        }
      }
      @media (forced-colors: active) {
        .dot {
          forced-color-adjust: none;
          border-color: CanvasText;
        }
      }
      @container (max-width: 620px) {
        ol {
          grid-template-columns: minmax(0, 1fr);
        }
        li {
          display: flex;
          flex-wrap: wrap;
          gap: 0 0.8em;
          min-height: 2em;
          padding: 0 0 0.35em 2em;
        }
        li:not(:last-child)::before {
          top: 0.6em;
          right: auto;
          bottom: -0.6em;
          left: calc(0.65em - 1px);
          border-top: none;
          border-left: 2px solid var(--quiet);
        }
        li.done:not(:last-child)::before {
          border-color: var(--green);
        }
        .note {
          flex: 1;
          text-align: right;
        }
      }
    `,
  ];

  /** The host's clock. */
  declare now: number;

  protected override render(): TemplateResult {
    return html`<ol aria-label=${this.say('stages')}>
      ${repeat(
        this.state.stages,
        ({ id }) => id,
        (stage) =>
          html`<li
            class=${stage.status}
            data-stage=${stage.id}
            aria-current=${stage.status === 'active' ? 'step' : nothing}
          >
            <span class="dot" aria-hidden="true"
              >${stage.status === 'done' ? icon('ok') : stage.status === 'failed' ? icon('cross') : nothing}</span
            >
            <b>${this.say(stage.id)}</b><span class="hidden-text">: ${this.say(stage.status)}</span>
            <span class="note">${this.#note(stage)}</span>
          </li>`,
      )}
    </ol>`;
  }

  #note({ startedAt, endedAt, note, status }: StageState): string {
    const running = status === 'active';
    const end = running ? this.now : endedAt;
    const length =
      startedAt === undefined || end === undefined || status === 'skipped'
        ? []
        : [formatDuration(end - startedAt, this.locale, running)];
    return [...(note === undefined ? [] : [formatMessage(note)]), ...length].join(' · ');
  }
}

customElements.define('quayside-stages', PanelStages);
