import { describe, expect, it } from 'vitest';
import { parseFilterPattern } from '../../../../src/sandbox/services/logs/filterPattern';

const LINES = [
  'INFO request done',
  'ERROR out of memory',
  'ERROR request failed',
  'WARN slow request',
  'error: x',
];

const found = (pattern: string): readonly string[] => LINES.filter(parseFilterPattern(pattern));

describe('filter patterns', () => {
  it.each([
    ['', LINES],
    ['ERROR', ['ERROR out of memory', 'ERROR request failed']],
    ['request ERROR', ['ERROR request failed']],
    ['"out of memory"', ['ERROR out of memory']],
    ['ERROR -request', ['ERROR out of memory']],
    ['?INFO ?WARN', ['INFO request done', 'WARN slow request']],
    ['?INFO ?WARN -slow', ['INFO request done']],
    ['"error:"', ['error: x']],
    ['-ERROR -"error:"', ['INFO request done', 'WARN slow request']],
  ])('%s finds what it should', (pattern, expected) => {
    expect(found(pattern)).toEqual(expected);
  });

  it.each([
    'error:',
    '"open',
    '[a, b]',
    '%x%',
    '{ $.a = 1',
    '{ a = 1 }',
    '{ $.a }',
    '{ $.a > "high" }',
    '{ $.a = 1 && }',
    '{ ($.a = 1 }',
    '{ $.a IS LARGE }',
    '{}',
  ])('%s is refused', (pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow(
      expect.objectContaining({ code: 'InvalidParameterException' }),
    );
  });
});

describe('patterns for JSON', () => {
  const DOCUMENTS = {
    slow: { level: 'warn', took: 900, path: '/cart', user: { id: 7, name: 'bo' }, tags: ['a', 'b'] },
    quick: { level: 'info', took: 12, path: '/cart/items', user: null, cached: true },
    failed: { level: 'error', took: 12.5, message: 'timeout of the database', 'x-id': 'q', cached: false },
  };
  const select = (pattern: string): readonly string[] =>
    Object.entries(DOCUMENTS)
      .filter(([, document]) => parseFilterPattern(pattern)(JSON.stringify(document)))
      .map(([name]) => name);

  it.each([
    ['{ $.level = "error" }', ['failed']],
    ['{$.level=error}', ['failed']],
    ['{ $.level != "error" }', ['slow', 'quick']],
    ['{ $.took > 12 }', ['slow', 'failed']],
    ['{ $.took >= 12 && $.took < 100 }', ['quick', 'failed']],
    ['{ $.took = 12.5 }', ['failed']],
    ['{ $.path = "/cart*" }', ['slow', 'quick']],
    ['{ $.message = "*of*data*" }', ['failed']],
    ['{ $.path = "*cart" }', ['slow']],
    ['{ $.user.id = 7 }', ['slow']],
    ['{ $.tags[1] = "b" }', ['slow']],
    ["{ $['x-id'] = q }", ['failed']],
    ['{ $.user IS NULL }', ['quick']],
    ['{ $.user NOT EXISTS }', ['failed']],
    ['{ $.cached IS TRUE }', ['quick']],
    ['{ $.cached IS FALSE }', ['failed']],
    ['{ $.level = "info" || $.took > 100 && $.path = "/none" }', ['quick']],
    ['{ ($.level = "info" || $.took > 100) && $.path = "/cart" }', ['slow']],
    ['{ $.constructor = "*" }', []],
  ])('%s finds what it should', (pattern, expected) => {
    expect(select(pattern)).toEqual(expected);
  });

  it.each(['level: error', '"error"', '[1]', ''])('never match a line that is no JSON object: %j', (line) => {
    expect(parseFilterPattern('{ $.level NOT EXISTS }')(line)).toBe(false);
  });
});
