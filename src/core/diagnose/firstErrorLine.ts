import { comparable } from './text';

const TRACEBACK = 'traceback (most recent call last)';

/** From those that leave no doubt to those that may be said in passing. */
const SIGNS: readonly (readonly string[])[] = [
  [
    'exec format error',
    'panic:',
    'fatal error',
    'segmentation fault',
    'out of memory',
    'no such file or directory',
  ],
  ['unhandled', 'uncaught', TRACEBACK, 'exception in thread', 'caused by:', 'fatal'],
  ['exception', 'error:', 'error]', ' error ', '"error"', 'level=error', 'permission denied', 'failed to'],
];

/** Words about errors that say that there are none. */
const HARMLESS = [
  '0 errors',
  'no errors',
  'no error',
  'errors: 0',
  'error: null',
  'error":null',
  'without error',
];

/** The index of the line to mark: the first one with the clearest sign of an error; undefined when none has any. */
export function firstErrorLine(lines: readonly string[]): number | undefined {
  let best: { readonly rank: number; readonly index: number } | undefined;
  for (const [index, line] of lines.entries()) {
    const text = comparable(` ${line} `);
    if (HARMLESS.some((words) => text.includes(words))) continue;
    const rank = SIGNS.findIndex((signs) => signs.some((sign) => text.includes(sign)));
    if (rank !== -1 && (best === undefined || rank < best.rank)) best = { rank, index };
  }
  return best === undefined ? undefined : endOfTraceback(lines, best.index);
}

/** `ValueError: …`, `app.errors.ConfigError: …`: at the margin, behind the calls. */
const RAISED = /^[A-Za-z_][\w.]{0,120}(?:Error|Exception|Exit|Interrupt)\b/;

/** Python says what was raised in the last line of a traceback; the same index for any other line. */
function endOfTraceback(lines: readonly string[], at: number): number {
  if (!comparable(lines[at] ?? '').includes(TRACEBACK)) return at;
  const raised = lines.findIndex((line, index) => index > at && RAISED.test(line));
  return raised === -1 ? at : raised;
}
