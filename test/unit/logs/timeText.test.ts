import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTime } from '../../../src/core/logs/timeText';

const NOW = Date.UTC(2026, 10, 24, 10, 0, 0);
const utc = (text: string): string | undefined => {
  const at = readTime(text, NOW);
  return at === undefined ? undefined : new Date(at).toISOString();
};
let zone: string | undefined;

beforeEach(() => {
  zone = process.env['TZ'];
  process.env['TZ'] = 'America/New_York';
});

afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

describe('a moment that somebody types', () => {
  it.each([
    ['2026-11-24 04:42:07', '2026-11-24T09:42:07.000Z'],
    ['2026-11-24T04:42', '2026-11-24T09:42:00.000Z'],
    [' 2026-11-24 04:42:07,113 ', '2026-11-24T09:42:07.113Z'],
    ['2026-11-24', '2026-11-24T05:00:00.000Z'],
    ['2026-07-01', '2026-07-01T04:00:00.000Z'],
  ])('is in local time: %s', (text, at) => {
    expect(utc(text)).toBe(at);
  });

  it.each([
    ['2026-11-24T10:42:07.113Z', '2026-11-24T10:42:07.113Z'],
    ['2026-11-24 10:42:07 UTC', '2026-11-24T10:42:07.000Z'],
    ['2026-11-24T10:42:07+01:00', '2026-11-24T09:42:07.000Z'],
    ['2026-11-24 10:42 -0530', '2026-11-24T16:12:00.000Z'],
    ['2026-11-24T10:42:07.113456789+02', '2026-11-24T08:42:07.113Z'],
  ])('can have a zone of its own: %s', (text, at) => {
    expect(utc(text)).toBe(at);
  });

  it.each([
    ['04:42', '2026-11-24T09:42:00.000Z'],
    ['05:01', '2026-11-23T10:01:00.000Z'],
    ['9:59Z', '2026-11-24T09:59:00.000Z'],
    ['10:01 UTC', '2026-11-23T10:01:00.000Z'],
  ])('without a date is the last one of that time: %s', (text, at) => {
    expect(utc(text)).toBe(at);
  });

  it('that a clock skips or has twice is taken all the same', () => {
    expect(utc('2026-03-08 02:30:00')).toBe('2026-03-08T07:30:00.000Z');
    expect(utc('2026-11-01 01:30:00')).toBe('2026-11-01T05:30:00.000Z');
  });

  it.each([
    '',
    '5',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-11-24 25:00',
    '2026-11-24 10:60',
    'Z',
    '2026',
  ])('is not guessed: "%s"', (text) => {
    expect(utc(text)).toBeUndefined();
  });
});
