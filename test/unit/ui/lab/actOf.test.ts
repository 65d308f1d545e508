import { expect, it } from 'vitest';
import { SCENARIOS } from '../../../../src/scenarios/scenarios';
import { actOf } from '../../../../src/ui/lab/actOf';

const idsOf = (act: ReturnType<typeof actOf>): readonly string[] =>
  SCENARIOS.filter((scenario) => actOf(scenario) === act).map(({ id }) => id);

it('asks for what only a person can do, and for nothing where the failure is under way', () => {
  expect(idsOf('shell')).toContain('exec-not-enabled');
  expect(idsOf('run')).toContain('run-refused');
  expect(idsOf('deploy')).toContain('service-gone');
  expect(idsOf(undefined)).toContain('missing-secret');
});
