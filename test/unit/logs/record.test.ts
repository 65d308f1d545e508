import { describe, expect, it } from 'vitest';
import { isContinuation, levelOfText, readJsonRecord } from '../../../src/core/logs/record';

describe('a line that is JSON', () => {
  it('of pino is its level and message, and how much more there is', () => {
    const line = '{"level":50,"time":1764000000000,"pid":7,"hostname":"ip-10-0-1-7","msg":"no order 12"}';
    expect(readJsonRecord(line)).toEqual({ level: 'error', message: 'no order 12', stack: [], others: 2 });
  });

  it('of Google’s, Python’s or Serilog’s form has its level too', () => {
    expect(readJsonRecord('{"severity":"WARNING","message":"slow"}')).toMatchObject({ level: 'warn' });
    expect(readJsonRecord('{"levelname":"CRITICAL","message":"down"}')).toMatchObject({ level: 'fatal' });
    expect(readJsonRecord('{"@l":"Information","@m":"up","@t":"2026-11-24T10:00:00Z"}')).toEqual({
      level: 'info',
      message: 'up',
      stack: [],
      others: 0,
    });
  });

  it('shows the stack trace of its error', () => {
    const line = JSON.stringify({
      msg: 'failed',
      err: { type: 'Error', stack: 'Error: no\n    at main.js:3:1' },
    });
    expect(readJsonRecord(line)).toEqual({
      message: 'failed',
      stack: ['Error: no', '    at main.js:3:1'],
      others: 0,
    });
  });

  it('that a log router has wrapped is the line inside, be it plain or JSON itself', () => {
    const wrapped = (log: string): string =>
      JSON.stringify({ container_name: 'app', source: 'stdout', date: 1764000000, log });
    expect(readJsonRecord(wrapped('server starting\n'))).toEqual({
      message: 'server starting',
      stack: [],
      others: 2,
    });
    expect(readJsonRecord(wrapped('{"level":"warn","msg":"slow","ms":900}'))).toEqual({
      level: 'warn',
      message: 'slow',
      stack: [],
      others: 3,
    });
  });

  it.each(['{"level":"info"}', '[1]', '{broken', '"text"', '{"msg":7}', ''])('stays as it is: %s', (text) => {
    expect(readJsonRecord(text)).toBeUndefined();
  });
});

describe('the level of a plain line', () => {
  it.each([
    ['2026-11-24 10:00:00,123 ERROR [main] no connection', 'error'],
    ['[warn] disk is nearly full', 'warn'],
    ['level=info msg=started', 'info'],
    ['time="2026-11-24" level="debug" x', 'debug'],
    ['10:00:00 FATAL out of memory', 'fatal'],
    ['E, [2026] ERR -- : x', 'error'],
    ['\u001B[32mINFO\u001B[0m ready', 'info'],
    ['2026-11-24T10:00:00Z\t\u001B[31mERROR\u001B[0m\tno', 'error'],
    ['fail: Microsoft.AspNetCore.Server.Kestrel[13]', 'error'],
    ['dbug: Shop.Orders[0]', 'debug'],
    ['error: cannot open config', 'error'],
    ['Traceback (most recent call last):', 'error'],
    ['panic: runtime error: index out of range', 'error'],
    ['Exception in thread "main" java.lang.IllegalStateException', 'error'],
    ['java.lang.OutOfMemoryError: Java heap space', 'error'],
    ['TypeError: x is not a function', 'error'],
  ])('%s', (text, level) => {
    expect(levelOfText(text)).toBe(level);
  });

  it.each([
    'no errors were found',
    'GET /error 200',
    'the info page',
    'WARNINGS: 0',
    'ErrorHandler ready',
    'information: none',
    '',
  ])('is not guessed from words of a sentence: %s', (text) => {
    expect(levelOfText(text)).toBeUndefined();
  });
});

it('knows what goes on with the record before', () => {
  expect(['    at main.js:3', '\tat Main.java', 'Caused by: x', '... 12 more'].every(isContinuation)).toBe(
    true,
  );
  expect(isContinuation('\u001B[90m    at main.js:3\u001B[39m')).toBe(true);
  expect(['Error: x', 'at last it works', '', '    '].some(isContinuation)).toBe(false);
});
