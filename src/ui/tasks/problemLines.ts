import type { DeployState } from '../../core/deploy/state';
import { formatMessage } from '../../core/lib/message';

/** `Dockerfile:3`, as BuildKit shows where it stopped. */
const PLACE = /^\s*\S*?(?:docker|container)file\S*:(\d+)\s*$/i;
/** `dockerfile parse error on line 3: unknown instruction: RUNN` */
const PARSE = /(?:dockerfile )?parse error(?: on)? line (\d+)/i;
const REASON = /^\s*(?:ERROR: )?(failed to .*|dockerfile parse error.*)$/i;

/**
 * What the problem matcher `$quayside` reads: `<file>:<line>: error: <what>`. Empty unless a build failed; where the
 * builder names no line it is the first.
 */
export function problemLines(dockerfile: string, { failure }: DeployState): readonly string[] {
  if (failure?.stage !== 'build') return [];
  const lines = [...failure.lines, ...(failure.quote?.split('\n') ?? [])];
  const line = first(lines, PLACE) ?? first(lines, PARSE) ?? '1';
  const what = first(lines, REASON) ?? formatMessage(failure.title);
  return [`${dockerfile}:${line}: error: ${what}`];
}

function first(lines: readonly string[], pattern: RegExp): string | undefined {
  for (const line of lines) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
