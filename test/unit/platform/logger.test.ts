import { describe, expect, it } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import { QuaysideError } from '../../../src/core/lib/errors';
import { createLogger } from '../../../src/platform/logger';

function channel() {
  const lines: string[] = [];
  const write = (level: string) => (text: string) => lines.push(`${level} ${text}`);
  const made = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  return { lines, channel: made as unknown as LogOutputChannel };
}

describe('the log', () => {
  it('writes each level to the channel’s own', () => {
    const { lines, channel: out } = channel();
    const logger = createLogger(out);
    logger.debug('a');
    logger.info('b');
    logger.warn('c');
    logger.error('d');
    expect(lines).toEqual(['debug a', 'info b', 'warn c', 'error d']);
  });

  it('writes an error of ours with its code, its causes and its facts, on one line', () => {
    const { lines, channel: out } = channel();
    const cause = new Error('socket closed');
    const error = new QuaysideError('unreachable', 'No answer', {
      cause,
      details: { operation: 'ListClusters' },
    });
    createLogger(out).error('Refresh failed', error);
    expect(lines).toEqual([
      'error Refresh failed: unreachable: No answer: socket closed {"operation":"ListClusters"}',
    ]);
  });

  it('writes the stack of an error that nobody foresaw', () => {
    const { lines, channel: out } = channel();
    createLogger(out).error('Refresh failed', new TypeError('x is undefined'));
    expect(lines[0]).toContain('Refresh failed: TypeError: x is undefined\n    at ');
  });
});
