import { firstErrorLine } from './firstErrorLine';
import { shown } from './text';

/** Lines of a log or an output that a card shows. */
export interface Excerpt {
  readonly lines: readonly string[];
  /** Index of the line to mark. */
  readonly errorLine?: number;
}

const SHOWN_LINES = 20;
/** Lines before the decisive one, when it is not among the last. */
const LINES_BEFORE = 8;

const MAX_INDENT = 12;

/** How far a line stands in: it tells a stack from what it belongs to. */
function indentOf(line: string): string {
  return ' '.repeat(Math.min(MAX_INDENT, line.length - line.trimStart().length));
}

/** The last lines, or those around the decisive one; undefined when there are none. */
export function excerptOf(all: readonly string[], decisive?: string): Excerpt | undefined {
  if (all.length === 0) return undefined;
  const at = decisive === undefined ? -1 : all.lastIndexOf(decisive);
  const last = Math.max(0, all.length - SHOWN_LINES);
  const from = at === -1 || at >= last ? last : Math.max(0, at - LINES_BEFORE);
  const lines = all.slice(from, from + SHOWN_LINES).map((line) => `${indentOf(line)}${shown(line)}`);
  const errorLine = at === -1 ? firstErrorLine(lines) : at - from;
  return { lines, ...(errorLine === undefined ? {} : { errorLine }) };
}
