import { css } from 'lit';

/** For the document itself: everything below inherits from it, also into shadow roots. */
export const documentStyles = css`
  body {
    --gap: 1.25em;
    --mono: var(--vscode-editor-font-family, monospace);
    --muted: var(--vscode-descriptionForeground);
    --line: var(--vscode-widget-border, var(--vscode-panel-border, var(--vscode-contrastBorder)));
    --faint: color-mix(in srgb, var(--vscode-foreground) 15%, transparent);
    --quiet: var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 40%, transparent));
    --edge: var(--vscode-contrastBorder, transparent);
    --green: var(--vscode-charts-green);
    --blue: var(--vscode-charts-blue);
    --red: var(--vscode-charts-red);
    --yellow: var(--vscode-charts-yellow);
    --motion: 0.2s;
    margin: 0;
    padding: 0;
    background: var(--vscode-editor-background);
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family, sans-serif);
    font-size: var(--vscode-font-size, 13px);
    line-height: 1.45;
  }
  body.vscode-reduce-motion {
    --motion: 0s;
    --spin: paused;
  }
  @media (prefers-reduced-motion: reduce) {
    body {
      --motion: 0s;
      --spin: paused;
    }
  }
`;

/** What every part of the panel shares. */
export const baseStyles = css`
  :host {
    display: block;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ol,
  ul,
  pre,
  blockquote {
    margin: 0;
    padding: 0;
  }
  ol,
  ul {
    list-style: none;
  }
  h2 {
    margin-bottom: 0.7em;
    color: var(--muted);
    font-size: 0.85em;
    font-weight: 600;
    letter-spacing: 0.06em;
    text-transform: uppercase;
  }
  .muted {
    color: var(--muted);
  }
  .mono {
    font-family: var(--mono);
    font-size: 0.92em;
  }
  .wrap {
    overflow-wrap: anywhere;
  }
  .neutral {
    color: var(--vscode-foreground);
  }
  .progress {
    color: var(--blue);
  }
  .warning {
    color: var(--yellow);
  }
  .success {
    color: var(--green);
  }
  .failure {
    color: var(--red);
  }
  .hidden-text {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  svg.icon {
    width: 1.1em;
    height: 1.1em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
`;

export const buttonStyles = css`
  button {
    padding: 0.32em 0.9em;
    border: 1px solid var(--vscode-button-border, var(--edge));
    border-radius: 3px;
    background: var(--vscode-button-secondaryBackground);
    color: var(--vscode-button-secondaryForeground);
    font: inherit;
    cursor: pointer;
  }
  button:hover:enabled {
    background: var(--vscode-button-secondaryHoverBackground);
  }
  button.primary {
    background: var(--vscode-button-background);
    color: var(--vscode-button-foreground);
  }
  button.primary:hover:enabled {
    background: var(--vscode-button-hoverBackground);
  }
  button.link {
    padding: 0.1em 0.2em;
    border-color: transparent;
    background: none;
    color: var(--vscode-textLink-foreground);
  }
  button.link:hover {
    background: none;
    text-decoration: underline;
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
`;
