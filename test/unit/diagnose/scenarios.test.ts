import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/core/diagnose/diagnose';
import { formatMessage } from '../../../src/core/lib/message';
import { SCENARIOS } from './fixtures/scenarios';
import { TRIALS, wanted, wrongFirsts } from './fixtures/trials';

describe('the hundred ways to fail', () => {
  it('are all here, each in three wordings or more', () => {
    expect(
      [...new Set(SCENARIOS.map(({ row }) => row))].filter((row) => row > 0).sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    for (const scenario of SCENARIOS)
      expect(TRIALS.filter((trial) => trial.scenario === scenario).length).toBeGreaterThanOrEqual(3);
  });

  it('are never taken for another: the confusion table has no wrong first', () => {
    const wrong = wrongFirsts().map(
      ({ scenario, variant, got }) => `${scenario.row}  ${wanted(scenario)} -> ${got} (${variant})`,
    );
    const counts = new Map<string, number>();
    for (const { scenario } of TRIALS) counts.set(wanted(scenario), (counts.get(wanted(scenario)) ?? 0) + 1);
    // eslint-disable-next-line no-console -- the table is what people run this for
    console.log(
      [
        `${SCENARIOS.length} scenarios, ${TRIALS.length} wordings, ${wrong.length} wrong firsts`,
        ...[...counts].map(([id, count]) => `${String(count).padStart(4)}  ${id}`),
        'row  wanted -> got (wording)',
        ...wrong,
      ].join('\n'),
    );
    expect(wrong).toEqual([]);
  });

  it('are told in whole sentences, with the words they rest on and something to do', () => {
    for (const { scenario, evidence } of TRIALS) {
      const { causes, noise } = diagnose(evidence);
      const found = causes[0] ?? noise[0];
      const sentence = found === undefined ? '' : formatMessage(found.title);
      expect(sentence, scenario.name).toMatch(/^[A-Z].*\.$/);
      expect(sentence, scenario.name).not.toMatch(/undefined|\?|\{\d\}/);
      expect(found?.evidence.length, scenario.name).toBeGreaterThan(0);
      expect(found?.remedies[0]?.id, scenario.name).toBe('advice');
    }
  });
});
