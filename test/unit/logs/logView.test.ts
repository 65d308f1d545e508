import { describe, expect, it } from 'vitest';
import { formatMessage, message } from '../../../src/core/lib/message';
import { LogView, type ViewChange } from '../../../src/core/logs/logView';
import type { TailItem } from '../../../src/core/logs/model';

const line = (text: string): TailItem => ({
  kind: 'line',
  at: 0,
  source: { taskArn: 'a', taskId: '4c1d09', revision: 7, container: 'app' },
  text,
});
const numbered = (from: number, to: number): readonly TailItem[] =>
  Array.from({ length: to - from + 1 }, (_, index) => line(`line ${from + index}`));
const view = (limits = { kept: 100, held: 10 }): LogView => new LogView(limits, formatMessage);
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
    shown.push([line('INFO a'), line('ERROR b'), { kind: 'note', at: 0, text: message('n', 'live') }]);
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
    expect(shown.everything()).toHaveLength(2);
  });

  it('starts empty again after it was cleared', () => {
    const shown = view();
    shown.push(numbered(1, 3));
    shown.clear();
    expect(shown.change({}).lines).toEqual([]);
  });
});
