import { parseFilter, type RowFilter } from './insightsFilter';
import { formatTime, type Row } from './insightsRecord';
import { Reader } from './insightsTokens';

export interface Column {
  readonly name: string;
  readonly of: (row: Row) => string | undefined;
}

interface Aggregate {
  readonly name: string;
  readonly of: (rows: readonly Row[]) => string | undefined;
}

export interface Stats {
  readonly aggregates: readonly Aggregate[];
  readonly by: readonly Column[];
}

/** A query as it is understood: filters first, then groups, then order and limit. */
export interface InsightsQuery {
  readonly fields: readonly Column[];
  readonly filters: readonly RowFilter[];
  readonly stats: Stats | undefined;
  readonly sort: readonly { readonly field: string; readonly descending: boolean }[];
  readonly limit: number | undefined;
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `fields`, `display`, `filter`, `sort`, `limit` and one `stats`. Throws a QuerySyntaxError. */
export function parseInsightsQuery(text: string): InsightsQuery {
  const reader = new Reader(text);
  const fields: Column[] = [];
  const filters: RowFilter[] = [];
  let stats: Stats | undefined;
  let sort: InsightsQuery['sort'] = [];
  let limit: number | undefined;
  do {
    if (reader.take('fields')) fields.push(...parseColumns(reader));
    else if (reader.take('display')) fields.splice(0, Infinity, ...parseColumns(reader));
    else if (reader.take('filter')) filters.push(parseFilter(reader));
    else if (reader.take('sort', 'order')) sort = parseSort(reader);
    else if (reader.take('limit', 'head')) limit = Number(reader.read('number'));
    else if (stats === undefined && reader.take('stats')) stats = parseStats(reader);
    else reader.fail();
  } while (reader.take('|'));
  if (!reader.atEnd) reader.fail();
  return { fields, filters, stats, sort, limit };
}

function parseColumns(reader: Reader): readonly Column[] {
  const columns: Column[] = [];
  do columns.push(parseColumn(reader));
  while (reader.take(','));
  return columns;
}

function parseColumn(reader: Reader): Column {
  const field = reader.read('word');
  if (field.toLowerCase() !== 'bin' || !reader.take('(')) {
    return { name: reader.take('as') ? reader.read('word') : field, of: (row) => row.get(field) };
  }
  const period = reader.read('word', 'number');
  const [, count = '', unit = ''] = /^(\d+)(ms|[smhdw])[a-z]*$/i.exec(period) ?? [];
  const ms = Number(count) * (UNITS[unit] ?? 0);
  if (!(ms > 0)) reader.fail();
  reader.expect(')');
  const name = reader.take('as') ? reader.read('word') : `bin(${period})`;
  return { name, of: (row) => formatTime(row.timestamp - (row.timestamp % ms)) };
}

function parseSort(reader: Reader): InsightsQuery['sort'] {
  reader.take('by');
  const sort: { field: string; descending: boolean }[] = [];
  do {
    const field = reader.read('word');
    const descending = reader.take('desc');
    if (!descending) reader.take('asc');
    sort.push({ field, descending });
  } while (reader.take(','));
  return sort;
}

function parseStats(reader: Reader): Stats {
  const aggregates: Aggregate[] = [];
  do aggregates.push(parseAggregate(reader));
  while (reader.take(','));
  return { aggregates, by: reader.take('by') ? parseColumns(reader) : [] };
}

function parseAggregate(reader: Reader): Aggregate {
  const name = reader.read('word').toLowerCase();
  reader.expect('(');
  const all = reader.take('*');
  const field = all ? '*' : reader.peek()?.text === ')' ? '' : reader.read('word');
  reader.expect(')');
  const compute = AGGREGATES[name];
  if (compute === undefined || ((field === '' || all) && name !== 'count')) return reader.fail();
  const label = reader.take('as') ? reader.read('word') : `${name}(${field})`;
  return {
    name: label,
    of: (rows) => {
      if (field === '' || all) return String(rows.length);
      return compute(rows.flatMap((row) => row.get(field) ?? []));
    },
  };
}

const AGGREGATES: Readonly<Record<string, (values: readonly string[]) => string | undefined>> = {
  count: (values) => String(values.length),
  count_distinct: (values) => String(new Set(values).size),
  sum: (values) => numeric(values, (numbers) => sum(numbers)),
  avg: (values) => numeric(values, (numbers) => sum(numbers) / numbers.length),
  min: (values) => numeric(values, (numbers) => numbers.reduce((a, b) => Math.min(a, b))),
  max: (values) => numeric(values, (numbers) => numbers.reduce((a, b) => Math.max(a, b))),
};

function numeric(values: readonly string[], of: (numbers: readonly number[]) => number): string | undefined {
  const numbers = values.map(Number).filter((number) => !Number.isNaN(number));
  return numbers.length === 0 ? undefined : String(of(numbers));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
