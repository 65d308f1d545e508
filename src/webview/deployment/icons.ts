import { svg, html, type TemplateResult } from 'lit';

const SHAPES = {
  ok: svg`<path d="M3 8.5 6.5 12 13 4.5" />`,
  warning: svg`<path d="M8 2 14.5 13.5H1.5Z" /><path d="M8 6.5v3M8 11.6v.1" />`,
  error: svg`<circle cx="8" cy="8" r="6.2" /><path d="M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6" />`,
  pending: svg`<path d="M13.5 8a5.5 5.5 0 1 1-2.2-4.4" />`,
  cross: svg`<path d="M4 4l8 8M12 4l-8 8" />`,
} as const;

/** A small drawing beside a word; it says nothing that the word does not. */
export function icon(name: keyof typeof SHAPES): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[name]}</svg>`;
}
