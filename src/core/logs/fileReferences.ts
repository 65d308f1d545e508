/** A place in a source file that a line of a log names; the columns are where it stands in the line. */
export interface FileReference {
  readonly start: number;
  readonly end: number;
  /** As it was written, with `/` between folders. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column?: number;
}

/** No line of a log is searched further: a link so far to the right is never seen. */
const SEARCHED = 4000;

/*
 * `at f (/app/src/main.js:12:7)`, `src/main.go:33`, `C:\app\Main.cs:line 8`, `File "/app/main.py", line 3`,
 * `(OrderService.java:51)`. The lengths are bounded, so that the search stays linear.
 */
const PLACES = [
  /(?<path>(?:file:\/\/)?(?:[A-Za-z]:)?[\w@.+~/\\-]{1,300}\.[A-Za-z][A-Za-z0-9]{0,5}):(?:line )?(?<line>\d{1,7})(?::(?<column>\d{1,5}))?(?!\d)/g,
  /File "(?<path>[^"\n]{1,300})", line (?<line>\d{1,7})/g,
] as const;

/** Code of others is not part of the workspace. */
const FOREIGN = /(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor)\/|^node:/;

/** The places in source files that a line names, in order. */
export function findFileReferences(text: string): readonly FileReference[] {
  const searched = text.slice(0, SEARCHED);
  return PLACES.flatMap((pattern) => [...searched.matchAll(pattern)])
    .map(({ index, 0: whole, groups = {} }) => {
      const path = (groups['path'] ?? '').replace(/^file:\/\//, '').replaceAll('\\', '/');
      const column = groups['column'];
      return {
        start: index,
        end: index + whole.length,
        path,
        line: Number(groups['line']),
        ...(column === undefined ? {} : { column: Number(column) }),
      };
    })
    .filter(({ path, line }) => line > 0 && !FOREIGN.test(path))
    .sort((a, b) => a.start - b.start);
}

/**
 * The path within the workspace that a path of a container stands for, by the mapping of folders: the longest one that
 * fits. Undefined where none does.
 */
export function mapPath(path: string, mapping: Readonly<Record<string, string>>): string | undefined {
  const fitting = Object.entries(mapping)
    .map(([from, to]) => ({ from: trimSlashes(from), to: trimSlashes(to) }))
    .filter(
      ({ from }) => from === '' || trimSlashes(path) === from || trimSlashes(path).startsWith(`${from}/`),
    )
    .sort((a, b) => b.from.length - a.from.length)[0];
  if (fitting === undefined) return undefined;
  const rest = trimSlashes(trimSlashes(path).slice(fitting.from.length));
  const mapped = [fitting.to, rest].filter((part) => part !== '').join('/');
  // A line of a log must not lead out of the workspace.
  return mapped.split('/').includes('..') ? undefined : mapped;
}

/** Ends of a path from the longest: `app/src/main.js`, `src/main.js`, `main.js`. Empty for a path that leads upwards. */
export function pathEnds(path: string): readonly string[] {
  const parts = trimSlashes(path.replace(/^[A-Za-z]:/, ''))
    .split('/')
    .filter((part) => part !== '.');
  return parts.includes('..') ? [] : parts.map((_, index) => parts.slice(index).join('/'));
}

function trimSlashes(path: string): string {
  return path.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
}
