import { isJsonObject, type JsonValue } from '../../core/lib/json';

/** Steps of a path such as `containerDefinitions[0].secrets[1].valueFrom`. */
function stepsOf(path: string): readonly string[] {
  return path.split(/[.[\]]/).filter((step) => step !== '');
}

/**
 * The line, from 0, at which a path stands in JSON that was written with an indent, one member a line. Where the path
 * leads on to what is not there, the line of the last thing that is.
 */
export function lineOfPath(text: string, path: string): number {
  let here = parsed(text);
  let line = 0;
  for (const step of stepsOf(path)) {
    const members: readonly (readonly [string, JsonValue | undefined])[] = Array.isArray(here)
      ? (here as readonly JsonValue[]).map((value, index) => [String(index), value] as const)
      : isJsonObject(here)
        ? Object.entries(here)
        : [];
    const at = members.findIndex(([key]) => key === step);
    if (at === -1) return line;
    const before = members.slice(0, at).reduce((sum, [, value]) => sum + linesOf(value), 0);
    line += 1 + before;
    here = members[at]?.[1];
  }
  return line;
}

function linesOf(value: JsonValue | undefined): number {
  return JSON.stringify(value ?? null, undefined, 2).split('\n').length;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
