import { html, LitElement, type PropertyDeclarations, type TemplateResult } from 'lit';
import {
  formatMessage,
  type DeployState,
  type FromPanel,
  type PanelSnapshot,
  type PanelStringId,
} from '../../protocol/deployment';
import { formatCount, formatOffset, formatTime } from './format';

/** A part of the panel: it draws from the snapshot it is given and tells the root what the person did. */
export class PanelElement extends LitElement {
  static override readonly properties: PropertyDeclarations = { snapshot: { attribute: false } };

  declare snapshot: PanelSnapshot;

  protected get state(): DeployState {
    return this.snapshot.state;
  }

  protected get locale(): string {
    return this.snapshot.locale;
  }

  /** One of the page's own sentences, with its parts filled in. */
  protected say(id: PanelStringId, ...args: readonly (string | number)[]): string {
    return formatMessage({ template: this.snapshot.strings[id], args });
  }

  /** A sentence about a number, for which there are two: one for exactly one, one for every other. */
  protected sayCount(count: number, one: PanelStringId, many: PanelStringId): string {
    return this.say(count === 1 ? one : many, formatCount(count, this.locale));
  }

  /** When something happened: counted from the beginning of the rollout, where there is one. */
  protected moment(at: number): TemplateResult {
    const { rollout } = this.state;
    const clock = formatTime(at, this.locale);
    return html`<time class="mono muted" datetime=${new Date(at).toISOString()} title=${clock}
      >${rollout === undefined ? clock : formatOffset(at - rollout.startedAt, this.locale)}</time
    >`;
  }

  /** Hands an intention up to the root, which passes it to the host. */
  protected tell(detail: FromPanel): void {
    this.dispatchEvent(new CustomEvent<FromPanel>('tell', { detail, bubbles: true, composed: true }));
  }
}
