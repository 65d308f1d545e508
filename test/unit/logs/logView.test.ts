import { describe, expect, it } from 'vitest';
import { formatMessage, message } from '../../../src/core/lib/message';
import { LogView, type LogViewLimits, type ViewChange } from '../../../src/core/logs/logView';
import type { TailItem } from '../../../src/core/logs/model';

const NOON = new Date(2026, 10, 24, 12).getTime();
const line = (text: string, at = NOON): TailItem => ({
  kind: 'line',
  at,
  source: { taskArn: 'a', taskId: '4c1d09', revision: 7, container: 'app' },
  text,
});
const numbered = (from: number, to: number): readonly TailItem[] =>
  Array.from({ length: to - from + 1 }, (_, index) => line(`line ${from + index}`));
const view = (limits: Partial<LogViewLimits> = {}): LogView =>
  new LogView({ kept: 100, held: 10, characters: 100_000, ...limits }, formatMessage, () => NOON);
const texts = ({ lines }: ViewChange): readonly string[] =>
  lines.map((text) => text.replace(/^.* app {2}/, ''));

describe('the view of a tail', () => {
  it('shows lines as they come', () => {
    const change = view().push(numbered(1, 2));
    expect([change.kind, texts(change)]).toEqual(['append', ['line 1', 'line 2']]);
  });

  it('drops the oldest when there are too many, and says how many', () => {
    const shown = view({ kept: 3, held: 10 });
    shown.push(numbered(1, 6));
    const change = shown.push(numbered(7, 7));
    expect(change).toMatchObject({ kind: 'replace', dropped: 4 });
    expect(texts(change)).toEqual(['line 5', 'line 6', 'line 7']);
  });

  it('shows all that is kept anew when the filter changes, and goes on with it', () => {
    const shown = view();
    shown.push([line('INFO a'), line('ERROR b'), { kind: 'note', at: NOON, text: message('n', 'live') }]);
    const change = shown.change({ level: 'error' });
    expect(change.kind).toBe('replace');
    expect(texts(change).map((text) => text.slice(0, 7))).toEqual(['ERROR b', '── live']);
    expect(texts(shown.push([line('INFO c'), line('FATAL d')]))).toEqual(['FATAL d']);
    expect(texts(shown.change({}))).toContain('INFO c');
  });

  it('holds lines back while it is paused, and shows them after', () => {
    const shown = view();
    shown.pause();
    expect(shown.push(numbered(1, 2)).lines).toEqual([]);
    expect([shown.paused, shown.waiting]).toEqual([true, 2]);
    const { change, lost } = shown.resume();
    expect([texts(change), lost, shown.paused]).toEqual([['line 1', 'line 2'], 0, false]);
  });

  it('keeps the newest of what comes while it is paused, and says how many were too many', () => {
    const shown = view({ kept: 100, held: 3 });
    shown.pause();
    shown.push(numbered(1, 5));
    expect(shown.waiting).toBe(5);
    const { change, lost } = shown.resume();
    expect([texts(change), lost]).toEqual([['line 3', 'line 4', 'line 5'], 2]);
  });

  it('gives everything that is kept for a file, as it came', () => {
    const shown = view();
    shown.push([line('{"level":"info","msg":"up","port":80}'), line('INFO x')]);
    shown.change({ level: 'error' });
    expect(shown.everything().join('\n')).toContain('"port":80');
    expect(shown.everything()).toHaveLength(3);
  });

  it('gives also what waits while it is paused, and cuts nothing', () => {
    const shown = view();
    shown.push([line('x'.repeat(20_000))]);
    shown.pause();
    shown.push([line('held back')]);
    const [day, long = '', held] = shown.everything();
    expect([day, long.endsWith('x'), long.length > 20_000]).toEqual(['── 2026-11-24 ──', true, true]);
    expect(held).toContain('held back');
  });

  it('keeps few lines where they are long, shown or waiting', () => {
    const shown = view({ characters: 1000 });
    const long = (name: string): TailItem => line(`${name}${'x'.repeat(300)}`);
    expect(shown.push(['a', 'b', 'c', 'd'].map(long)).kind).toBe('append');
    const change = shown.push(['e', 'f'].map(long));
    expect(change).toMatchObject({ kind: 'replace', dropped: 4 });
    expect(texts(change).map((text) => text[0])).toEqual(['e', 'f']);
    shown.pause();
    shown.push(['g', 'h', 'i'].map(long));
    expect(shown.resume().lost).toBe(1);
  });

  it('goes on saying how many were dropped, of all that came', () => {
    const shown = view({ kept: 3 });
    shown.push(numbered(1, 7));
    shown.push(numbered(8, 11));
    expect(shown.change({})).toMatchObject({ kind: 'replace', dropped: 8 });
    shown.clear();
    expect(shown.change({})).toMatchObject({ dropped: 0 });
  });

  it('tells the date where a day begins, and none while it is today', () => {
    const day = 24 * 3_600_000;
    const shown = view();
    const change = shown.push([line('a', NOON - 2 * day), line('b', NOON - 2 * day), line('c')]);
    expect(texts(change)).toEqual(['── 2026-11-22 ──', 'a', 'b', '── 2026-11-24 ──', 'c']);
    expect(texts(shown.push([line('d')]))).toEqual(['d']);
    expect(texts(view().push([line('a')]))).toEqual(['a']);
  });

  it('puts a record together that came in pieces, once all is shown anew', () => {
    const shown = view();
    const other: TailItem = {
      ...line('GET /'),
      source: { taskArn: 'b', taskId: 'b', container: 'app' },
    } as TailItem;
    shown.push([line('Error: x'), other]);
    shown.push([line('    at main.js')]);
    expect(texts(shown.change({}))).toEqual(['Error: x', '    at main.js', 'GET /']);
  });

  it('starts empty again after it was cleared', () => {
    const shown = view();
    shown.push(numbered(1, 3));
    shown.clear();
    expect(shown.change({}).lines).toEqual([]);
  });
});
