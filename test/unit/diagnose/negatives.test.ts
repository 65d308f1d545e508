import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/core/diagnose/diagnose';
import { WORDINGS } from './fixtures/make';
import { NEGATIVES } from './fixtures/negatives';

describe('healthy and ambiguous situations', () => {
  it('are at least sixty', () => {
    expect(new Set(NEGATIVES.map(({ name }) => name)).size).toBe(NEGATIVES.length);
    expect(NEGATIVES.length).toBeGreaterThanOrEqual(60);
  });

  for (const { name, evidence } of NEGATIVES)
    it(`blame nobody: ${name}`, () => {
      for (const wording of WORDINGS) {
        const { causes, noise, unrecognised } = diagnose(evidence(wording));
        expect(causes.map(({ id }) => id)).toEqual([]);
        expect(unrecognised).toBeUndefined();
        for (const { blame } of noise) expect(['nobody', 'people', 'infrastructure']).toContain(blame);
      }
    });
});
