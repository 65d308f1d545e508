import { expect, it } from 'vitest';
import { message } from '../../../src/core/lib/message';
import type { TailItem } from '../../../src/core/logs/model';
import { resumePoint } from '../../../src/core/logs/resumePoint';

const NOW = Date.UTC(2026, 10, 24, 10, 0, 0);
const line = (ago: number): TailItem => ({
  kind: 'line',
  at: NOW - ago,
  source: { taskArn: 'a', taskId: 'a', container: 'app' },
  text: 'x',
});

it('goes on a minute before the newest line', () => {
  expect(resumePoint(NOW - 900_000, [line(400_000), line(300_000), line(350_000)], NOW)).toBe(NOW - 360_000);
});

it('does not pass over a history that is still on its way because of a note of now', () => {
  const note: TailItem = { kind: 'note', at: NOW, text: message('tail.live', 'live') };
  expect(resumePoint(NOW - 900_000, [note, line(890_000)], NOW)).toBe(NOW - 900_000);
});

it('does not wait for lines that are stamped in the future', () => {
  expect(resumePoint(NOW - 900_000, [line(-3_600_000)], NOW)).toBe(NOW - 60_000);
});
