import { describe, expect, it } from 'vitest';
import { formatDuration, formatOffset, formatTime, shortDigest } from '../../src/webview/deployment/format';

describe('times', () => {
  it.each([
    [400, '0.4s'],
    [20, '0.1s'],
    [12_300, '12s'],
    [92_000, '1m 32s'],
    [3_840_000, '1h 4m'],
    [-5, '0s'],
  ])('%d ms took %s', (ms, text) => {
    expect(formatDuration(ms, 'en')).toBe(text);
  });

  it('counts whole seconds while it runs', () => {
    expect(formatDuration(1900, 'en', true)).toBe('1s');
  });

  it('speaks the language of the editor', () => {
    expect(formatDuration(400, 'de')).toContain('0,4');
    expect(formatOffset(65_000, 'ar-EG')).toBe('١:٠٥');
    expect(formatTime(Date.UTC(2026, 10, 24, 14, 5), 'de', 'UTC')).toBe('14:05');
  });

  it.each([
    [5000, '0:05'],
    [750_000, '12:30'],
    [3_723_000, '1:02:03'],
  ])('%d ms after the start is %s', (ms, text) => {
    expect(formatOffset(ms, 'en')).toBe(text);
  });
});

describe('digests', () => {
  it('are short enough to read and long enough to tell apart', () => {
    expect(shortDigest(`sha256:${'a'.repeat(60)}c07d`)).toBe('sha256:aaaaaaaa…c07d');
    expect(shortDigest('sha256:short')).toBe('sha256:short');
  });
});
