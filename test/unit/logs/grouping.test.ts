import { expect, it } from 'vitest';
import { message } from '../../../src/core/lib/message';
import { keepRecordsTogether } from '../../../src/core/logs/grouping';
import { LineFilter } from '../../../src/core/logs/lineFilter';
import type { TailItem } from '../../../src/core/logs/model';

const line = (task: string, text: string, at = 0): TailItem => ({
  kind: 'line',
  at,
  source: { taskArn: task, taskId: task, revision: 1, container: 'app' },
  text,
});
const texts = (items: readonly TailItem[]): readonly string[] =>
  items.map((item) => (item.kind === 'line' ? `${item.source.taskId} ${item.text}` : '--'));

it('keeps a stack trace in one piece where another task writes at the same time', () => {
  const items = [
    line('a', 'Error: x'),
    line('b', 'GET /'),
    line('a', '    at one'),
    line('b', 'GET /2'),
    line('a', '    at two'),
  ];
  expect(texts(keepRecordsTogether(items))).toEqual([
    'a Error: x',
    'a     at one',
    'a     at two',
    'b GET /',
    'b GET /2',
  ]);
});

it('leaves everything else as it came', () => {
  const note: TailItem = { kind: 'note', at: 0, text: message('n', 'n') };
  const items = [line('a', '    at nothing'), note, line('b', 'x'), line('a', 'y')];
  expect(keepRecordsTogether(items)).toEqual(items);
});

it('shows what is urgent enough, with the rest of its record', () => {
  const filter = new LineFilter({ level: 'warn' });
  const items = [
    line('a', 'ERROR no'),
    line('a', '    at main.js'),
    line('b', 'INFO yes'),
    line('b', '    and more'),
    line('c', '{"level":40,"msg":"slow"}'),
    line('c', 'a line without a level'),
    { kind: 'note', at: 0, text: message('n', 'n') } as const,
  ];
  expect(texts(items.filter((item) => filter.passes(item)))).toEqual([
    'a ERROR no',
    'a     at main.js',
    'c {"level":40,"msg":"slow"}',
    '--',
  ]);
});

it('finds text in what goes on with a record, and between colours', () => {
  const filter = new LineFilter({ text: 'orders.js:7' });
  const items = [line('a', 'Error: x'), line('a', '    at orders.js:7'), line('a', '    at main.js:1')];
  expect(texts(items.filter((item) => filter.passes(item)))).toEqual(['a     at orders.js:7']);
  expect(new LineFilter({ text: 'no order' }).passes(line('a', '\u001B[31mno\u001B[0m order'))).toBe(true);
});

it('shows how a process died among the errors, and what a log router has wrapped by the level of its line', () => {
  const filter = new LineFilter({ level: 'error' });
  const wrap = (log: string): string => JSON.stringify({ source: 'stderr', log });
  const items = [
    line('a', 'Traceback (most recent call last):'),
    line('a', '  File "/app/main.py", line 3, in main'),
    line('a', 'ValueError: no'),
    line('b', wrap('TypeError: x')),
    line('b', wrap('    at main.js:3')),
    line('b', wrap('INFO up')),
  ];
  expect(items.filter((item) => filter.passes(item))).toEqual(items.slice(0, 5));
});

it('finds text in whatever case', () => {
  const filter = new LineFilter({ text: 'Orders' });
  expect(filter.passes(line('a', 'GET /orders/7'))).toBe(true);
  expect(filter.passes(line('a', 'GET /users/7'))).toBe(false);
});
