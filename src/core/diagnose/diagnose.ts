import type { Diagnosis, Unrecognised } from './cause';
import type { Evidence } from './evidence';
import { firstToFail } from './failing';
import { absorbed, bestMatch, foundBy, joined, type Found } from './found';
import { serviceSightings } from './serviceSightings';
import type { Sighting } from './sighting';
import { groupTasks, logOf, taskSightings } from './taskSightings';
import { comparable, follows, fragments } from './text';
import { unknownTask, unknownWords } from './unrecognised';

/**
 * Says why tasks died or a deployment does not go on, the most telling cause first. Pure, and linear in the length of
 * what it is given; texts are cut to a bounded length.
 */
export function diagnose(evidence: Evidence): Diagnosis {
  const found: Found[] = [];
  const unknown: Unrecognised[] = [];
  for (const group of groupTasks(evidence)) {
    const sightings = taskSightings(group, evidence);
    const match = bestMatch(sightings);
    if (match === undefined) unknown.push(unknownTask(group, sightings, evidence));
    else
      found.push(
        foundBy(
          match,
          sightings.filter(isWords),
          logOf(group.task, firstToFail(group.task, evidence), evidence),
          evidence,
        ),
      );
  }
  const strange: Sighting[] = [];
  for (const sightings of byThing(serviceSightings(evidence))) {
    const match = bestMatch(sightings);
    if (match !== undefined) found.push(foundBy(match, [], linesOf(match.sighting), evidence));
    else strange.push(...sightings.filter(isTrouble));
  }
  const merged = merge(found);
  const causes = yielded(merged.filter(({ rule }) => rule.noise !== true)).map(({ cause }) => cause);
  const noise = merged.filter(({ rule }) => rule.noise === true).map(({ cause }) => cause);
  if (unknown.length === 0 && causes.length === 0 && strange.length > 0)
    unknown.push(unknownWords(strange, evidence));
  const [unrecognised] = unknown.sort((a, b) => b.count - a.count);
  return { causes, noise, ...(unrecognised === undefined ? {} : { unrecognised }) };
}

/** What a card quotes beside the text that decided. */
function isWords({ where }: Sighting): boolean {
  return where === 'stop' || where === 'container' || where === 'exit' || where === 'lifetime';
}

/** The lines of one output tell one failure; everything else stands for itself. */
function byThing(sightings: readonly Sighting[]): readonly (readonly Sighting[])[] {
  const lines = (program: 'build' | 'push'): readonly Sighting[] =>
    sightings.filter(({ where }) => where === program);
  const others = sightings.filter(({ where }) => where !== 'build' && where !== 'push');
  return [...others.map((sighting) => [sighting]), lines('build'), lines('push')];
}

/** The output in which a line was found. */
function linesOf({ where, around }: Sighting): readonly string[] {
  return where === 'build' || where === 'push' ? around : [];
}

const TROUBLE = ['unable to', 'failed', 'error', 'could not', 'cannot'];
/** What ECS reports when all goes well; names of services and groups may hold any word. */
const REPORTS = [
  'deployment completed',
  'reached a steady state',
  'registered',
  'deregistered',
  'has started',
  'has stopped',
  'pending tasks',
  'begun draining',
  'az balanced',
].map(fragments);

/** Words outside of tasks that nobody knows, and that do not sound as if all were well. */
function isTrouble({ where, text }: Sighting): boolean {
  if (where === 'call' || where === 'refusal') return true;
  if (where !== 'event' && where !== 'stop' && where !== 'deployment') return false;
  const words = withoutName(comparable(text));
  return TROUBLE.some((sign) => words.includes(sign)) && !REPORTS.some((report) => follows(words, report));
}

/** The words behind `(service NAME)` or `service NAME`: names may hold any word. */
function withoutName(words: string): string {
  if (words.startsWith('(service ')) return words.slice(words.indexOf(')') + 1);
  return words.startsWith('service ') ? words.slice(words.indexOf(' ', 'service '.length) + 1) : words;
}

/** Joins what is the same cause, and puts the most telling first: weight, then how often, then the order of finding. */
function merge(found: readonly Found[]): readonly Found[] {
  const merged: Found[] = [];
  for (const one of found) {
    const index = merged.findIndex((other) => isSame(one, other));
    const other = merged[index];
    if (other === undefined) merged.push(one);
    else merged[index] = joined(other, one);
  }
  return merged.sort((a, b) => b.weight - a.weight || b.cause.count - a.cause.count);
}

function isSame(a: Found, b: Found): boolean {
  if (a.rule !== b.rule) return false;
  if (!a.exact || !b.exact) return true;
  return a.cause.title.args.every((argument, index) => argument === b.cause.title.args[index]);
}

/** Lets those that say the same less exactly go over into the one that says it best. */
function yielded(ranked: readonly Found[]): readonly Found[] {
  const kept: (Found | undefined)[] = [...ranked];
  for (const index of kept.keys()) {
    const general = kept[index];
    const exacter = general?.rule.yieldsTo ?? [];
    const at = kept.findIndex((other, place) => place !== index && exacter.includes(other?.rule.id ?? ''));
    const exact = kept[at];
    if (general === undefined || exact === undefined) continue;
    kept[at] = absorbed(exact, general);
    kept[index] = undefined;
  }
  return kept.filter((one) => one !== undefined);
}
