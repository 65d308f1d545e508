import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { message } from '../../../src/core/lib/message';
import { LineFormatter } from '../../../src/core/logs/format';
import type { TailItem } from '../../../src/core/logs/model';

const source = { taskArn: 'arn', taskId: '4c1d09', revision: 42, container: 'app' };
const line = (text: string, container = 'app'): TailItem => ({
  kind: 'line',
  at: Date.UTC(2026, 10, 24, 10, 42, 7, 113),
  source: { ...source, container },
  text,
});
const utc = (): LineFormatter => new LineFormatter({ offsetMinutes: () => 0 });

describe('a line in the panel', () => {
  it('has time, task, revision and container before its text', () => {
    expect(utc().format(line('server starting'))).toEqual(['10:42:07.113  4c1d09 r42 app  server starting']);
  });

  it('is in local time', () => {
    const [text] = new LineFormatter({ offsetMinutes: () => 90 }).format(line('hello'));
    expect(text).toMatch(/^12:12:07\.113 /);
  });

  it('stands in one column with the lines of longer container names', () => {
    const formatter = utc();
    formatter.format(line('x', 'log-router'));
    expect(formatter.format(line('y'))).toEqual(['10:42:07.113  4c1d09 r42 app         y']);
  });

  it('keeps the lines of one record together, without the line ends behind it', () => {
    expect(utc().format(line('Error: no\n    at main.js:3\r\n'))).toEqual([
      '10:42:07.113  4c1d09 r42 app  Error: no',
      '                                  at main.js:3',
    ]);
  });

  it('drops colour codes and other orders to a terminal', () => {
    expect(utc().format(line('\u001B[31mred\u001B[0m \u001B]0;title\u0007plain'))[0]).toMatch(
      /app {2}red plain$/,
    );
  });

  it('keeps the words behind an order to a terminal that has no end, and drops one that changes letters', () => {
    expect(utc().format(line('a\u001B]0;the rest'))[0]).toMatch(/app {2}a0;the rest$/);
    expect(utc().format(line('\u001B(B\u001B[mplain\u001B7\u001B8'))[0]).toMatch(/app {2}plain$/);
  });

  it('that is nearly all line ends does not keep the editor waiting', () => {
    const lines = utc().format(line(`${'\n'.repeat(250_000)}x`));
    expect(lines.at(-1)).toMatch(/… \(\+249000\)$/);
  });

  it('cuts what no panel can show, and says how much', () => {
    const [text = ''] = utc().format(line('x'.repeat(250_000)));
    expect(text.length).toBeLessThan(8100);
    expect(text).toMatch(/… \(\+242000\)$/);
  });

  it('of JSON is its level and message, with its stack trace below, and how much more there is', () => {
    const text = JSON.stringify({
      level: 'error',
      msg: 'no order',
      order: 12,
      stack: 'Error: no\n    at a.js:1',
    });
    expect(utc().format(line(text))).toEqual([
      '10:42:07.113  4c1d09 r42 app  ERROR no order {+1}',
      '                              Error: no',
      '                                  at a.js:1',
    ]);
    const raw = new LineFormatter({ offsetMinutes: () => 0, rawJson: true });
    expect(raw.format(line(text))[0]).toContain('"order":12');
  });

  it('draws a note as a rule across', () => {
    const note: TailItem = { kind: 'note', at: 0, text: message('tail.stopped', '{0} stopped', '4c1d09') };
    const [text = ''] = utc().format(note);
    expect(text).toMatch(/^── 4c1d09 stopped ─+$/);
    expect(text).toHaveLength(72);
  });

  it('draws a note of several lines as one rule', () => {
    const text = message('tail.stoppedReason', '{0} stopped: {1}', '4c1d09', 'no\nroom');
    expect(utc().format({ kind: 'note', at: 0, text })).toEqual([
      expect.stringMatching(/^── 4c1d09 stopped: no room ─+$/),
    ]);
  });

  it('never breaks the panel, whatever a container prints', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }),
        (text, units) => {
          for (const shown of utc().format(line(text + String.fromCharCode(...units)))) {
            expect(shown).not.toMatch(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/);
            expect(Buffer.from(shown, 'utf8').toString('utf8')).toBe(shown);
          }
        },
      ),
    );
  });

  it('survives a time that is none', () => {
    expect(utc().format({ kind: 'line', at: Number.NaN, source, text: 'x' })[0]).toMatch(/^--:--:--\.--- /);
  });
});
