import { describe, expect, it } from 'vitest';
import { insightsCsv, insightsFields } from '../../../src/core/logs/insights';

describe('a result of Logs Insights', () => {
  it('has the fields of all its rows, in order of their appearance', () => {
    expect(
      insightsFields([
        [['a', '1']],
        [
          ['b', '2'],
          ['a', '3'],
        ],
      ]),
    ).toEqual(['a', 'b']);
  });

  it('becomes comma-separated values with names in the first line, and gaps where a row has none', () => {
    const rows = [[['a', 'x,"y"\nz']], [['b', '-12']]] as const;
    expect(insightsCsv(rows)).toBe('a,b\r\n"x,""y""\nz",\r\n,-12\r\n');
  });

  it('holds no formula that a program for tables would run', () => {
    expect(insightsCsv([[['a', '=HYPERLINK(1)']], [['a', '@SUM(1)']]])).toBe(
      "a\r\n'=HYPERLINK(1)\r\n'@SUM(1)\r\n",
    );
  });
});
