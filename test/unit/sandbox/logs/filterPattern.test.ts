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

  it.each(['error:', '"open', '[a, b]', '%x%', '{ $.a = 1 }'])('%s is refused', (pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow(
      expect.objectContaining({ code: 'InvalidParameterException' }),
    );
  });
});
