import { WEIGHTS, type Rule, type Where } from '../rule';
import { follows, fragments } from '../text';
import { API_RULES } from './api';
import { BUILD_RULES } from './build';
import { DEPLOYMENT_RULES } from './deployment';
import { ENGINE_RULES } from './engine';
import { EXEC_RULES } from './exec';
import { EXIT_RULES } from './exits';
import { LOAD_BALANCER_RULES } from './loadBalancer';
import { NORMAL_RULES } from './normal';
import { PLACEMENT_RULES } from './placement';
import { PULL_RULES } from './pull';
import { REFUSAL_RULES } from './refusals';
import { RESOURCE_RULES } from './resources';
import { RUNNING_RULES } from './running';
import { SECRET_RULES } from './secrets';
import { START_RULES } from './start';

/** Everything that is known, family by family. */
export const RULES: readonly Rule[] = [
  ...PULL_RULES,
  ...SECRET_RULES,
  ...RESOURCE_RULES,
  ...START_RULES,
  ...EXIT_RULES,
  ...RUNNING_RULES,
  ...LOAD_BALANCER_RULES,
  ...PLACEMENT_RULES,
  ...REFUSAL_RULES,
  ...NORMAL_RULES,
  ...DEPLOYMENT_RULES,
  ...API_RULES,
  ...EXEC_RULES,
  ...ENGINE_RULES,
  ...BUILD_RULES,
];

interface Prepared {
  readonly rule: Rule;
  readonly match: readonly (readonly string[])[];
  readonly not: readonly (readonly string[])[];
}

const BY_PLACE: ReadonlyMap<Where, readonly Prepared[]> = prepare();

/** Rules by where they look, the weightiest first; patterns cut into fragments once. */
function prepare(): ReadonlyMap<Where, readonly Prepared[]> {
  const places = new Map<Where, Prepared[]>();
  for (const rule of RULES) {
    const prepared = {
      rule,
      match: rule.match.map(fragments),
      not: (rule.not ?? []).map(fragments),
    };
    for (const where of rule.in) places.set(where, [...(places.get(where) ?? []), prepared]);
  }
  for (const [where, rules] of places)
    rules.sort((a, b) => weightOf(b.rule, where) - weightOf(a.rule, where));
  return places;
}

export function weightOf(rule: Rule, where: Where): number {
  return rule.weight ?? WEIGHTS[where];
}

/** The weightiest rule that knows a text, which is in the form in which texts are compared. */
export function ruleFor(where: Where, text: string, atEnd = false): Rule | undefined {
  return BY_PLACE.get(where)?.find(
    ({ rule, match, not }) =>
      (atEnd || where !== 'log' || rule.atEnd !== true) &&
      match.some((parts) => follows(text, parts)) &&
      !not.some((parts) => follows(text, parts)),
  )?.rule;
}
