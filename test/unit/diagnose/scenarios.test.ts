import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/core/diagnose/diagnose';
import type { Evidence } from '../../../src/core/diagnose/evidence';
import { WORDINGS, type Scenario } from './fixtures/make';
import { SCENARIOS } from './fixtures/scenarios';

interface Trial {
  readonly scenario: Scenario;
  readonly variant: string;
  readonly evidence: Evidence;
}

const TRIALS: readonly Trial[] = SCENARIOS.flatMap((scenario) =>
  [scenario.evidence, ...(scenario.also ?? [])].flatMap((make, generation) =>
    WORDINGS.map((wording) => ({
      scenario,
      variant: generation === 0 ? wording.name : `${wording.name}, generation ${generation + 1}`,
      evidence: make(wording),
    })),
  ),
);

function verdict(evidence: Evidence): string {
  const { causes, noise, unrecognised } = diagnose(evidence);
  const [cause] = causes;
  if (cause !== undefined) return cause.id;
  if (unrecognised !== undefined) return 'unrecognised';
  return noise[0] === undefined ? 'nothing' : `${noise[0].id} (normal)`;
}

const wanted = ({ cause, noise = '' }: Scenario): string => cause ?? `${noise} (normal)`;

describe('the hundred ways to fail', () => {
  it('are all here, each in three wordings or more', () => {
    expect([...new Set(SCENARIOS.map(({ row }) => row))].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
    for (const scenario of SCENARIOS)
      expect(TRIALS.filter((trial) => trial.scenario === scenario).length).toBeGreaterThanOrEqual(3);
  });

  it('are never taken for another: the confusion table has no wrong first', () => {
    const wrong = TRIALS.map((trial) => ({ ...trial, got: verdict(trial.evidence) })).filter(
      ({ scenario, got }) => got !== wanted(scenario),
    );
    // eslint-disable-next-line no-console -- the table is what people run this for
    console.log(
      [
        `${SCENARIOS.length} scenarios, ${TRIALS.length} wordings, ${wrong.length} wrong firsts`,
        'row  wanted -> got (wording)',
        ...wrong.map(
          ({ scenario, variant, got }) =>
            `${String(scenario.row).padStart(3)}  ${wanted(scenario)} -> ${got} (${variant})`,
        ),
      ].join('\n'),
    );
    expect(wrong.map(({ scenario, variant, got }) => `${scenario.row} ${variant}: ${got}`)).toEqual([]);
  });

  it('are told in whole sentences, with the words they rest on and something to do', () => {
    for (const { scenario, evidence } of TRIALS) {
      const { causes, noise } = diagnose(evidence);
      const found = causes[0] ?? noise[0];
      const sentence = (found?.title.template ?? '').replace(/\{(\d)\}/g, (_, n: string) =>
        String(found?.title.args[Number(n)]),
      );
      expect(sentence, scenario.name).toMatch(/^[A-Z].*\.$/);
      expect(sentence, scenario.name).not.toMatch(/undefined|\?|\{\d\}/);
      expect(found?.evidence[0]?.text, scenario.name).not.toBe('');
      expect(found?.evidence.length, scenario.name).toBeGreaterThan(0);
      expect(found?.remedies[0]?.id, scenario.name).toBe('advice');
    }
  });
});
