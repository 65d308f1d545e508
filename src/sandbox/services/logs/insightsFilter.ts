import type { Row } from './insightsRecord';
import type { Reader } from './insightsTokens';

export type RowFilter = (row: Row) => boolean;

const MAX_DEPTH = 32;

/** `@message like /x/ and (level = "error" or status >= 500)`; throws a QuerySyntaxError. */
export function parseFilter(reader: Reader, depth = 0): RowFilter {
  if (depth > MAX_DEPTH) reader.fail();
  const parts = [parseAll(reader, depth)];
  while (reader.take('or', '||')) parts.push(parseAll(reader, depth));
  return (row) => parts.some((part) => part(row));
}

function parseAll(reader: Reader, depth: number): RowFilter {
  const parts = [parseOne(reader, depth)];
  while (reader.take('and', '&&')) parts.push(parseOne(reader, depth));
  return (row) => parts.every((part) => part(row));
}

function parseOne(reader: Reader, depth: number): RowFilter {
  if (reader.take('not')) {
    const inner = parseOne(reader, depth + 1);
    return (row) => !inner(row);
  }
  if (reader.take('(')) {
    const inner = parseFilter(reader, depth + 1);
    reader.expect(')');
    return inner;
  }
  const field = reader.read('word');
  if (field.toLowerCase() === 'ispresent' && reader.take('(')) {
    const wanted = reader.read('word');
    reader.expect(')');
    return (row) => row.get(wanted) !== undefined;
  }
  if (reader.take('like', '=~')) return parseLike(reader, field);
  if (reader.take('not')) {
    if (reader.take('like')) return not(parseLike(reader, field));
    reader.expect('in');
    return not(parseIn(reader, field));
  }
  if (reader.take('in')) return parseIn(reader, field);
  return parseComparison(reader, field);
}

function not(filter: RowFilter): RowFilter {
  return (row) => !filter(row);
}

function parseLike(reader: Reader, field: string): RowFilter {
  const token = reader.peek();
  const text = reader.read('regex', 'text', 'word');
  if (token?.kind !== 'regex') return (row) => row.get(field)?.includes(text) ?? false;
  const [, source = '', flags = ''] = /^\/(.*)\/(i?)$/s.exec(text) ?? [];
  let regex: RegExp;
  try {
    // `(?i)` at the beginning means what the flag means.
    regex = new RegExp(source.replace(/^\(\?i\)/, ''), source.startsWith('(?i)') ? 'i' : flags);
  } catch {
    return reader.fail();
  }
  return (row) => regex.test(row.get(field) ?? '');
}

function parseIn(reader: Reader, field: string): RowFilter {
  reader.expect('[');
  const values = new Set<string>();
  do values.add(reader.read('text', 'number', 'word'));
  while (reader.take(','));
  reader.expect(']');
  return (row) => values.has(row.get(field) ?? '');
}

function parseComparison(reader: Reader, field: string): RowFilter {
  const sign = reader.read('sign');
  const wanted = reader.read('text', 'number', 'word');
  const compared = (row: Row): number | undefined => {
    const value = row.get(field);
    if (value === undefined) return undefined;
    const difference = Number(value) - Number(wanted);
    if (value !== '' && wanted !== '' && !Number.isNaN(difference)) return difference;
    return value < wanted ? -1 : value > wanted ? 1 : 0;
  };
  const tests: Readonly<Record<string, (difference: number) => boolean>> = {
    '=': (difference) => difference === 0,
    '!=': (difference) => difference !== 0,
    '<': (difference) => difference < 0,
    '<=': (difference) => difference <= 0,
    '>': (difference) => difference > 0,
    '>=': (difference) => difference >= 0,
  };
  const test = tests[sign] ?? reader.fail();
  return (row) => {
    const difference = compared(row);
    return difference === undefined ? sign === '!=' : test(difference);
  };
}
