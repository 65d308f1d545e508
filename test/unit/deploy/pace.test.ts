import { describe, expect, test } from 'vitest';
import {
  backOff,
  deploymentInterval,
  MAX_BACK_OFF_MS,
  serviceInterval,
} from '../../../src/core/deploy/watch/pace';

const middle = (): number => 0.5;
const facts = (seconds: number, attended = true) => ({ age: seconds * 1000, attended });

describe('the pace of watching', () => {
  test.each([
    [0, 2],
    [9, 2],
    [10, 5],
    [179, 5],
    [180, 10],
    [900, 15],
    [86_400, 15],
  ])('after %s s the service is looked at every %s s', (age, seconds) => {
    expect(serviceInterval(facts(age))).toBe(seconds * 1000);
  });

  test('for the first 15 minutes the service deployment alone is asked every 2 s while somebody waits for it', () => {
    expect([0, 899, 900].map((age) => deploymentInterval(facts(age)))).toEqual([2000, 2000, 15_000]);
  });

  test('while nobody looks it is slow from the beginning', () => {
    expect(serviceInterval(facts(0, false))).toBe(15_000);
    expect(deploymentInterval(facts(0, false))).toBe(15_000);
  });

  test('each refusal in a row doubles the pause, up to a limit', () => {
    expect([1, 2, 3, 4, 50].map((refusals) => backOff(refusals, middle))).toEqual([
      4000,
      8000,
      16_000,
      MAX_BACK_OFF_MS,
      MAX_BACK_OFF_MS,
    ]);
  });
});
