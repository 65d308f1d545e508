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
 * `(OrderService.java:51)`. What follows a path is looked for first, and the path then backwards from there: most long
 * lines have neither, and are left at once.
 */
const AFTER_PATH =
  /(?<=\.[A-Za-z][A-Za-z0-9]{0,5}):(?:line )?(?<line>\d{1,7})(?::(?<column>\d{1,5}))?(?!\d)/g;
const PATH = /(?:file:\/\/)?(?:[A-Za-z]:)?[\w@.+~/\\-]+$/;
const QUOTED = /File "(?<path>[^"\n]{1,300})", line (?<line>\d{1,7})/g;
const LONGEST_PATH = 300;
/** A mere ending, or the host and port of an address. */
const NO_FILE = /^\.\w+$|^(?:[A-Za-z]:)?\/\/[^/]/;

/** Code of others is not part of the workspace. */
const FOREIGN = /(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor)\/|^node:/;

/** The places in source files that a line names, in order. */
export function findFileReferences(text: string): readonly FileReference[] {
  const searched = text.slice(0, SEARCHED);
  return [...unquoted(searched), ...[...searched.matchAll(QUOTED)].map(quoted)]
    .filter(({ path, line }) => line > 0 && !FOREIGN.test(path))
    .sort((a, b) => a.start - b.start);
}

function unquoted(text: string): readonly FileReference[] {
  return [...text.matchAll(AFTER_PATH)].flatMap(({ index, 0: whole, groups = {} }) => {
    const before = text.slice(Math.max(0, index - LONGEST_PATH), index);
    const path = PATH.exec(before)?.[0];
    if (path === undefined || NO_FILE.test(path)) return [];
    const column = groups['column'];
    return {
      start: index - path.length,
      end: index + whole.length,
      path: withSlashes(path),
      line: Number(groups['line']),
      ...(column === undefined ? {} : { column: Number(column) }),
    };
  });
}

function quoted({ index, 0: whole, groups = {} }: RegExpExecArray): FileReference {
  const { path = '', line } = groups;
  return { start: index, end: index + whole.length, path: withSlashes(path), line: Number(line) };
}

function withSlashes(path: string): string {
  return path.replace(/^file:\/\//, '').replaceAll('\\', '/');
}

/**
 * The path within the workspace that a path of a container stands for, by the mapping of folders: the longest one that
 * fits. Undefined where none does.
 */
export function mapPath(path: string, mapping: Readonly<Record<string, string>>): string | undefined {
  const whole = trimSlashes(path);
  const fitting = Object.entries(mapping)
    .map(([from, to]) => ({ from: trimSlashes(withSlashes(from)), to: workspaceFolder(to) }))
    .filter(({ from }) => from === '' || isWithin(whole, from))
    .sort((a, b) => b.from.length - a.from.length)[0];
  if (fitting === undefined) return undefined;
  const rest = trimSlashes(whole.slice(fitting.from.length));
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

/** Windows takes no notice of capitals. */
function isWithin(path: string, folder: string): boolean {
  const hasDrive = /^[A-Za-z]:/.test(folder);
  const [whole, start] = hasDrive ? [path.toLowerCase(), folder.toLowerCase()] : [path, folder];
  return whole === start || whole.startsWith(`${start}/`);
}

/** As people write a folder of the workspace: `src`, `./src/`, `.`, `${workspaceFolder}/src`. */
function workspaceFolder(folder: string): string {
  const named = trimSlashes(withSlashes(folder).replace(/^\$\{workspaceFolder\}/, ''));
  return named === '.' ? '' : named;
}

function trimSlashes(path: string): string {
  return path.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
}
