import { css } from 'lit';

/** A framed part of the panel that says how something ended or why it fails. */
export const cardStyles = css`
  .card {
    padding: 0.9em 1.1em;
    border: 1px solid var(--line);
    border-left-width: 4px;
    border-radius: 4px;
  }
  .card > * + * {
    margin-top: 0.5em;
  }
  .card.failure {
    border-color: var(--vscode-inputValidation-errorBorder);
    border-left-color: var(--red);
    /* A tint: a whole page of the theme's error colour would drown the words on it. */
    background: color-mix(
      in srgb,
      var(--vscode-inputValidation-errorBackground) 35%,
      var(--vscode-editor-background)
    );
    color: inherit;
  }
  .card.failure .muted {
    color: inherit;
  }
  pre {
    overflow: auto;
    max-height: 15em;
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
`;
