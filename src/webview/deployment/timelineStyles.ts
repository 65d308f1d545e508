import { css } from 'lit';

export const timelineStyles = css`
  :host {
    container-type: inline-size;
  }
  .row {
    display: grid;
    grid-template-columns: 9.2em minmax(0, 1fr) 10em;
    gap: 0 0.8em;
    align-items: center;
    font-size: 0.92em;
  }
  .label {
    display: flex;
    gap: 0 0.9em;
    justify-content: space-between;
    overflow: hidden;
    white-space: nowrap;
  }
  .label .mono {
    font-size: 1em;
  }
  .note {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .bounds {
    display: none;
  }
  .rows.many {
    overflow-y: auto;
    max-height: 32em;
  }
  svg.track,
  svg.limits {
    display: block;
    width: 100%;
    overflow: visible;
  }
  .patterns {
    position: absolute;
    width: 0;
    height: 0;
  }
  text {
    fill: var(--muted);
    font-size: 0.95em;
  }
  .grid {
    stroke: var(--faint);
  }
  .bound {
    stroke: var(--vscode-foreground);
    stroke-dasharray: 3 4;
    stroke-opacity: 0.6;
  }
  .now {
    stroke: var(--blue);
  }
  rect {
    stroke: var(--edge);
  }
  rect.old {
    fill: var(--vscode-charts-lines);
    fill-opacity: 0.75;
  }
  .counts {
    margin-bottom: 0.5em;
  }
  .counts rect {
    stroke: none;
    shape-rendering: crispEdges;
  }
  .counts rect.old {
    fill-opacity: 0.4;
  }
  .counts rect.healthy {
    fill-opacity: 0.65;
  }
  rect.starting {
    fill: var(--vscode-charts-purple);
    fill-opacity: 0.6;
  }
  rect.pulling {
    fill: var(--yellow);
    fill-opacity: 0.8;
  }
  rect.health {
    fill: url('#stripes');
    color: var(--blue);
  }
  rect.healthy {
    fill: var(--blue);
  }
  rect.unhealthy {
    fill: var(--vscode-charts-orange);
  }
  rect.draining {
    fill: url('#dots');
  }
  rect.failed {
    fill: var(--red);
  }
  .ground {
    stroke: none;
    fill: var(--blue);
    fill-opacity: 0.35;
  }
  .ink {
    stroke: none;
    fill: var(--blue);
    fill-opacity: 0.55;
  }
  #dots .ground {
    fill: var(--vscode-charts-lines);
    fill-opacity: 0.3;
  }
  #dots .ink {
    fill: var(--vscode-foreground);
    fill-opacity: 0.6;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2em 1.2em;
    margin-top: 0.4em;
  }
  .legend svg {
    vertical-align: -1px;
  }
  @container (max-width: 560px) {
    .row {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .row > .track {
      grid-row: 2;
      grid-column: 1 / -1;
    }
    .row.axis > .track {
      grid-row: 1;
    }
    .rows .row {
      margin-top: 0.45em;
    }
    .label {
      justify-content: flex-start;
    }
    .counts .label {
      gap: 0 0.35em;
    }
    .bounds {
      display: inline;
    }
    .limits {
      display: none !important;
    }
    .note {
      max-width: 12em;
    }
  }
`;
