import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../../src/sandbox/runtime/lineSplitter';

function split(...pieces: readonly string[]): readonly string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const piece of pieces) splitter.add(piece);
  splitter.end();
  return lines;
}

describe('lines of output', () => {
  it('are whole however they arrive', () => {
    expect(split('on', 'e\ntw', 'o\r\n', '\nthree')).toEqual(['one', 'two', '', 'three']);
  });

  it('are cut when they do not end', () => {
    expect(split('x'.repeat(600_000)).map(({ length }) => length)).toEqual([262_144, 262_144, 75_712]);
  });

  it('are none when nothing was written', () => {
    expect(split()).toEqual([]);
  });
});
