import { css } from 'lit';
import { PanelElement } from './panelElement';

const NEAR_THE_END = 24;

/** A box of lines, with a row above it. */
export const boxStyles = css`
  .box {
    overflow: auto;
    height: 20em;
    padding: 0.6em 0.8em;
    border: 1px solid var(--edge);
    border-radius: 3px;
    background: var(--vscode-textCodeBlock-background);
    font-family: var(--mono);
    font-size: 0.92em;
    line-height: 1.5;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .above {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1em;
    align-items: baseline;
    justify-content: space-between;
    min-height: 1.9em;
  }
`;

/** A part with a box of lines that follows its end, unless the person scrolled up to read. */
export abstract class FollowingElement extends PanelElement {
  #follows = true;

  protected override willUpdate(): void {
    const box = this.#box;
    this.#follows = box === undefined || box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_THE_END;
  }

  protected override updated(): void {
    const box = this.#box;
    if (this.#follows && box !== undefined) box.scrollTop = box.scrollHeight;
  }

  get #box(): Element | undefined {
    return this.renderRoot.querySelector('.box') ?? undefined;
  }
}
