import { arnName, taskDefinitionName } from '../model/arn';
import { serviceHealth } from '../model/health';
import type { Service } from '../model/service';
import type { RunningImage } from './images';

/** The members that a filter can ask for by name, as people type them before the colon. */
const FILTER_FIELDS = ['name', 'cluster', 'image', 'tag', 'status'] as const;
type FilterField = (typeof FILTER_FIELDS)[number];

interface Term {
  /** Absent: name or cluster. */
  readonly field?: FilterField;
  readonly text: string;
}

/** A filter as it was typed, taken apart: every term has to match. */
export interface Filter {
  readonly text: string;
  readonly terms: readonly Term[];
}

/** What is known of a service when it is held against a filter. */
export interface Candidate {
  readonly clusterArn: string;
  readonly serviceArn: string;
  /** Absent while it is not described. */
  readonly service?: Service | undefined;
  /** Absent while they are not known. */
  readonly images?: readonly RunningImage[] | undefined;
}

/** `unknown`: its name does not rule it out, and what would decide has not been read yet. */
export type Match = 'yes' | 'no' | 'unknown';

/**
 * `web` (name or cluster), `cluster:prod`, `image:1.4`, `tag:team` or `tag:team=orders`, `status:failing`; several words
 * narrow it down, and words with spaces stand in double quotes. Undefined where nothing is asked for.
 */
export function parseFilter(text: string): Filter | undefined {
  const words = text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
  const terms = words.flatMap((word): readonly Term[] => {
    const [, field, rest] = /^(\w+):(.*)$/.exec(word) ?? [];
    const known = FILTER_FIELDS.find((name) => name === field?.toLowerCase());
    const value = (known === undefined ? word : (rest ?? '')).replaceAll('"', '').toLowerCase();
    if (value === '') return [];
    return [known === undefined ? { text: value } : { field: known, text: value }];
  });
  return terms.length === 0 ? undefined : { text: text.trim(), terms };
}

/** Whether the filter asks for what stands in no description: it is read only then. */
export function asksForImages({ terms }: Filter): boolean {
  return terms.some(({ field }) => field === 'image');
}

export function matches(filter: Filter, candidate: Candidate): Match {
  let result: Match = 'yes';
  for (const term of filter.terms) {
    const match = matchesTerm(term, candidate);
    if (match === 'no') return 'no';
    if (match === 'unknown') result = 'unknown';
  }
  return result;
}

function matchesTerm({ field, text }: Term, { clusterArn, serviceArn, service, images }: Candidate): Match {
  const has = (value: string): boolean => value.toLowerCase().includes(text);
  const known = <T>(value: T | undefined, check: (value: T) => boolean): Match =>
    value === undefined ? 'unknown' : check(value) ? 'yes' : 'no';
  if (field === undefined) return has(arnName(serviceArn)) || has(arnName(clusterArn)) ? 'yes' : 'no';
  switch (field) {
    case 'name':
      return has(arnName(serviceArn)) ? 'yes' : 'no';
    case 'cluster':
      return has(arnName(clusterArn)) ? 'yes' : 'no';
    case 'tag':
      return known(service, ({ tags }) => tags.some(({ key, value }) => has(`${key}=${value}`)));
    case 'status':
      return known(service, (one) => has(serviceHealth(one)) || has(one.status));
    case 'image':
      // The revision's name often says as much, and it is known sooner.
      if (service !== undefined && has(taskDefinitionName(service.taskDefinitionArn))) return 'yes';
      return known(service === undefined ? undefined : images, (all) =>
        all.some(({ image, digest }) => has(image) || (digest !== undefined && has(digest))),
      );
  }
}
