import { describe, expect, it } from 'vitest';
import { previewLine } from '../../../src/core/logs/preview';

describe('a line in a short list', () => {
  it('is, of JSON, the message with the level apart and how many members are not told', () => {
    const text = '{"level":"error","msg":"no order 12","order":12,"customer":"c1"}';
    expect(previewLine(text, 100)).toEqual({ level: 'error', text: 'no order 12 {+2}' });
  });

  it('has the stack trace of a record below it', () => {
    const text = JSON.stringify({ level: 50, msg: 'boom', err: { stack: 'Error: boom\n    at run' } });
    expect(previewLine(text, 100)).toEqual({ level: 'error', text: 'boom\nError: boom\n    at run' });
  });

  it('is otherwise as it was written, with the level that it names', () => {
    expect(previewLine('2026-11-24 WARN slow\n', 100)).toEqual({
      level: 'warn',
      text: '2026-11-24 WARN slow',
    });
    expect(previewLine('tick 3', 100)).toEqual({ text: 'tick 3' });
  });

  it('is cut, and has nothing in it that could disturb a page', () => {
    expect(previewLine('x'.repeat(300), 10).text).toBe(`${'x'.repeat(10)}…`);
    expect(previewLine('\u001B[31mred\u001B[0m \u202Egnol', 100).text).toBe('red �gnol');
    expect(previewLine('😀😀', 3).text).toBe('😀�…');
  });
});
