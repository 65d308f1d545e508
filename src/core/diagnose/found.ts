import type { Message } from '../lib/message';
import type { Cause, Quote } from './cause';
import type { Evidence } from './evidence';
import { excerptOf } from './excerpt';
import { findFact, type FactName } from './facts';
import { placeOf } from './places';
import { remediesOf } from './remedies';
import type { Rule } from './rule';
import { ruleFor, weightOf } from './rules/table';
import type { Sighting } from './sighting';
import { bounded, comparable, shown } from './text';

/** Quotes that a card shows at most. */
const MAX_QUOTES = 5;

/** A rule that knows a text. */
export interface Match {
  readonly rule: Rule;
  readonly weight: number;
  readonly sighting: Sighting;
}

/** A cause with what ranks it. */
export interface Found {
  readonly rule: Rule;
  readonly weight: number;
  readonly cause: Cause;
  /** True when the title names all its facts. */
  readonly exact: boolean;
}

/** The most telling of several sightings of one thing; the first among equals. */
export function bestMatch(sightings: readonly Sighting[]): Match | undefined {
  let best: Match | undefined;
  for (const sighting of sightings) {
    const rule = ruleFor(sighting.where, comparable(sighting.as ?? sighting.text), sighting.atEnd);
    if (rule === undefined) continue;
    const weight = weightOf(rule, sighting.where);
    if (best === undefined || weight > best.weight) best = { rule, weight, sighting };
  }
  return best;
}

/** Makes the cause of a match; `also` are texts that belong to the same thing, `lines` what it wrote. */
export function foundBy(
  { rule, weight, sighting }: Match,
  also: readonly Sighting[],
  lines: readonly string[],
  evidence: Evidence,
): Found {
  const texts = [sighting.text, ...sighting.around].map(bounded);
  const facts = (name: FactName): string | undefined => {
    const found = findFact(name, sighting.known, texts);
    return found === undefined ? undefined : shown(found);
  };
  const title = filled(rule.title, facts);
  const place = rule.place === undefined ? undefined : placeOf(rule.place, facts, evidence, texts);
  const { container, where, text } = sighting;
  const fromLines = where === 'log' || where === 'build' || where === 'push';
  const log = excerptOf(lines, fromLines ? text : undefined);
  return {
    rule,
    weight,
    exact: title !== undefined,
    cause: {
      id: rule.id,
      title: title ?? rule.plain ?? { ...rule.title, args: rule.title.args.map(() => '?') },
      blame: rule.blame,
      confidence: rule.confidence ?? 'certain',
      evidence: quotes([sighting, ...also]),
      ...(place === undefined ? {} : { place }),
      remedies: remediesOf(rule, place, facts, sighting.tasks),
      count: sighting.count,
      tasks: sighting.tasks,
      ...(container === undefined ? {} : { container }),
      ...(log === undefined ? {} : { log }),
    },
  };
}

/** Texts as they are shown, each once. */
export function quotes(sightings: readonly Pick<Sighting, 'text' | 'source'>[]): readonly Quote[] {
  return uniqueQuotes(sightings.map(({ text, source }) => ({ text: shown(text), source })));
}

function uniqueQuotes(all: readonly Quote[]): readonly Quote[] {
  const seen = new Set<string>();
  return all.filter(({ text }) => !seen.has(text) && seen.add(text)).slice(0, MAX_QUOTES);
}

/** One cause of two that are the same: the more exact one, with the tasks and texts of both. */
export function joined(a: Found, b: Found): Found {
  const [main, other] = a.exact || !b.exact ? [a, b] : [b, a];
  return { ...absorbed(main, other), weight: Math.max(a.weight, b.weight) };
}

/** The first, with the tasks and texts of the second too. Texts that no task tells add to the count of such texts only. */
export function absorbed(main: Found, other: Found): Found {
  const tasks = [...new Set([...main.cause.tasks, ...other.cause.tasks])];
  const container = main.cause.container ?? other.cause.container;
  const log = main.cause.log ?? other.cause.log;
  return {
    ...main,
    cause: {
      ...main.cause,
      tasks,
      count: tasks.length > 0 ? tasks.length : main.cause.count + other.cause.count,
      evidence: uniqueQuotes([...main.cause.evidence, ...other.cause.evidence]),
      ...(container === undefined ? {} : { container }),
      ...(log === undefined ? {} : { log }),
    },
  };
}

/** The sentence with its facts; undefined when one of them is not known. */
function filled(sentence: Message, facts: (name: FactName) => string | undefined): Message | undefined {
  const args: (string | number)[] = [];
  for (const argument of sentence.args) {
    const value = facts(String(argument).slice(1, -1) as FactName);
    if (value === undefined) return undefined;
    args.push(value);
  }
  return { ...sentence, args };
}
