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
    ['%ERROR [a-z]+ of%', ['ERROR out of memory']],
    ['%^error|^WARN%', ['WARN slow request', 'error: x']],
    ['ERROR -%m.mory$%', ['ERROR request failed']],
  ])('%s finds what it should', (pattern, expected) => {
    expect(found(pattern)).toEqual(expected);
  });

  it.each([
    'error:',
    '"open',
    '[a, ..., b, ...]',
    '[a b]',
    '[a > "high"]',
    '[a, b',
    '%(a|b)%',
    '%open',
    '%a[%',
    '{ $.a = %(a)% }',
    'long '.repeat(210),
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

describe('patterns for lines of words', () => {
  const ACCESS = [
    '127.0.0.1 - frank [10/Oct/2026:13:25:15 -0700] "GET /index.html HTTP/1.0" 200 1534',
    '127.0.0.1 - ann [10/Oct/2026:13:35:22 -0700] "GET /about.html HTTP/1.0" 500 5324',
    '10.0.0.7 - ann [10/Oct/2026:13:50:35 -0700] "POST /cart HTTP/1.0" 404 50',
    'a line of something else',
  ];
  const lines = (pattern: string): readonly number[] =>
    ACCESS.flatMap((line, index) => (parseFilterPattern(pattern)(line) ? [index] : []));

  // The examples of "Filter pattern syntax for metric filters, subscription filters, filter log events, and Live Tail".
  it.each([
    ['[ip, user, username, timestamp, request, status_code, bytes]', [0, 1, 2]],
    ['[ip, user, username, timestamp, request =*.html*, status_code = 4* || status_code = 5*, bytes]', [1]],
    ['[ip, user, username, timestamp, request, status_code = 4*, bytes]', [2]],
    ['[ip, user, username, timestamp, request, status_code, bytes > 1000]', [0, 1]],
    ['[..., status_code = %[45][0-9]{2}%, bytes]', [1, 2]],
    ['[ip != 127.0.0.1 && ip = 10.*, ...]', [2]],
    ['[ip, ..., request = "POST /cart HTTP/1.0", status, bytes]', [2]],
    ['[w1, w2, w3, w4, w5]', [3]],
  ])('%s finds the lines %j', (pattern, expected) => {
    expect(lines(pattern)).toEqual(expected);
  });
});

it('a regular expression can stand in a pattern for JSON', () => {
  const filter = parseFilterPattern('{ $.status = %4[0-9]{2}% }');
  expect(
    [{ status: 404 }, { status: '418' }, { status: 200 }].map((line) => filter(JSON.stringify(line))),
  ).toEqual([true, true, false]);
});
