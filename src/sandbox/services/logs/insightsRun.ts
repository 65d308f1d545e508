import type { JsonObject } from '../../../core/lib/json';
import type { Column, InsightsQuery, Stats } from './insightsQuery';
import { rowOf, type Row } from './insightsRecord';
import { sizeOf, type LogGroup } from './logStore';

export interface InsightsRange {
  /** Seconds since the epoch, both inclusive. */
  readonly startTime: number;
  readonly endTime: number;
  readonly limit: number;
}

export interface InsightsResult {
  /** Each row a list of `field` and `value`, as the answer has them. */
  readonly results: readonly (readonly JsonObject[])[];
  readonly statistics: JsonObject;
}

type Cells = readonly (readonly [name: string, value: string | undefined])[];

const DEFAULT_FIELDS: readonly Column[] = ['@timestamp', '@message'].map((name) => ({
  name,
  of: (row) => row.get(name),
}));

/** Looks at every line of the range; newest first unless the query says otherwise. */
export function runInsights(
  groups: readonly LogGroup[],
  query: InsightsQuery,
  range: InsightsRange,
): InsightsResult {
  let scanned = 0;
  let bytes = 0;
  const matched: Row[] = [];
  for (const group of groups) {
    const { events } = group;
    const end = events.lowerBound({ timestamp: range.endTime * 1000 + 1, order: 0 });
    for (
      let index = events.lowerBound({ timestamp: range.startTime * 1000, order: 0 });
      index < end;
      index += 1
    ) {
      const event = events.at(index);
      if (event === undefined) break;
      scanned += 1;
      bytes += sizeOf(event.message);
      const row = rowOf(group, event);
      if (query.filters.every((filter) => filter(row))) matched.push(row);
    }
  }
  matched.sort((a, b) => b.timestamp - a.timestamp);
  const limit = Math.min(query.limit ?? range.limit, range.limit);
  const rows = query.stats === undefined ? listed(matched, query) : grouped(matched, query, query.stats);
  return {
    results: rows
      .slice(0, limit)
      .map((cells) =>
        cells.flatMap(([field, value]): JsonObject[] => (value === undefined ? [] : [{ field, value }])),
      ),
    statistics: { recordsMatched: matched.length, recordsScanned: scanned, bytesScanned: bytes },
  };
}

function listed(matched: readonly Row[], query: InsightsQuery): readonly Cells[] {
  const columns = query.fields.length === 0 ? DEFAULT_FIELDS : query.fields;
  const value = (row: Row, field: string): string | undefined =>
    columns.find(({ name }) => name === field)?.of(row) ?? row.get(field);
  const sorted = inOrder(matched, query, value);
  return sorted.map((row): Cells => [
    ...columns.map(({ name, of }) => [name, of(row)] as const),
    ['@ptr', row.get('@ptr')],
  ]);
}

function grouped(matched: readonly Row[], query: InsightsQuery, { aggregates, by }: Stats): readonly Cells[] {
  const groups = new Map<string, Row[]>();
  for (const row of matched) {
    const key = JSON.stringify(by.map(({ of }) => of(row) ?? null));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  if (by.length === 0 && groups.size === 0) groups.set('', []);
  const lines = [...groups.values()].map((rows): Cells => {
    const [first] = rows;
    return [
      ...by.map(({ name, of }) => [name, first && of(first)] as const),
      ...aggregates.map(({ name, of }) => [name, of(rows)] as const),
    ];
  });
  return inOrder(lines, query, (cells, field) => cells.find(([name]) => name === field)?.[1]);
}

function inOrder<T>(
  items: readonly T[],
  { sort }: InsightsQuery,
  value: (item: T, field: string) => string | undefined,
): readonly T[] {
  return [...items].sort((a, b) => {
    for (const { field, descending } of sort) {
      const order = compare(value(a, field) ?? '', value(b, field) ?? '');
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

function compare(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (a !== '' && b !== '' && !Number.isNaN(difference)) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}
