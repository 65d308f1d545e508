import { describe, expect, it } from 'vitest';
import { NEGATIVES } from './fixtures/negatives';
import { falselyBlamed } from './fixtures/trials';

describe('healthy and ambiguous situations', () => {
  it('are at least sixty', () => {
    expect(new Set(NEGATIVES.map(({ name }) => name)).size).toBe(NEGATIVES.length);
    expect(NEGATIVES.length).toBeGreaterThanOrEqual(60);
  });

  it('blame nobody, or say that it is not the image’s fault', () => {
    expect(falselyBlamed()).toEqual([]);
  });
});
