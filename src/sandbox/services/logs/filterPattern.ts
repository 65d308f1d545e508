import { AwsError } from '../../wire/service';
import { parseFieldPattern } from './fieldPattern';
import { parseJsonPattern } from './jsonPattern';
import { parseRegex } from './regexPattern';

/** Of all patterns, in characters. */
const MAX_LENGTH = 1024;

export type EventFilter = (message: string) => boolean;

interface Term {
  readonly kind: 'all' | 'any' | 'none';
  readonly occursIn: EventFilter;
}

const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|(%[^%]+%)|([^\s"%]+))/y;

/**
 * CloudWatch's patterns for JSON (`{ … }`), for lines of words (`[ … ]`) and for unstructured text: terms must all occur,
 * `?term` at least one of them, `-term` none; quotes keep spaces together, `%…%` is a regular expression; case matters.
 */
export function parseFilterPattern(pattern: string | undefined): EventFilter {
  const trimmed = pattern?.trim() ?? '';
  if (trimmed.length > MAX_LENGTH) {
    throw invalidPattern(
      `1 validation error detected: Value at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to ${MAX_LENGTH}`,
    );
  }
  if (trimmed === '' || trimmed === '""') return () => true;
  if (/^[{[]/.test(trimmed)) {
    const filter = trimmed.startsWith('{') ? parseJsonPattern(trimmed) : parseFieldPattern(trimmed);
    if (filter === undefined) throw invalidPattern('Invalid filter pattern');
    return filter;
  }
  const terms = parseTerms(trimmed);
  const of = (kind: Term['kind']): readonly EventFilter[] =>
    terms.filter((term) => term.kind === kind).map(({ occursIn }) => occursIn);
  const all = of('all');
  const any = of('any');
  const none = of('none');
  return (message) =>
    // AWS ignores `?` terms that stand beside required ones.
    all.every((occursIn) => occursIn(message)) &&
    (any.length === 0 || all.length > 0 || any.some((occursIn) => occursIn(message))) &&
    !none.some((occursIn) => occursIn(message));
}

function parseTerms(pattern: string): readonly Term[] {
  const terms: Term[] = [];
  let index = 0;
  while (index < pattern.length) {
    if (/\s/.test(pattern[index] ?? '')) {
      index += 1;
      continue;
    }
    TERM.lastIndex = index;
    const match = TERM.exec(pattern);
    if (match === null) throw invalidPattern('Invalid filter pattern');
    const [whole, sign, quoted, regex, plain] = match;
    // Without quotes a term is letters, digits and underscores; everything else has to be quoted.
    if (plain !== undefined && !/^[\p{L}\p{N}_]+$/u.test(plain))
      throw invalidPattern(`Invalid character(s) in term '${plain}'`);
    const text = plain ?? (quoted ?? '').replace(/\\(.)/g, '$1');
    terms.push({
      kind: sign === '?' ? 'any' : sign === '-' ? 'none' : 'all',
      occursIn: regex === undefined ? (message) => message.includes(text) : regexFilter(regex),
    });
    index += whole.length;
  }
  return terms;
}

function regexFilter(text: string): EventFilter {
  const regex = parseRegex(text);
  if (regex === undefined) throw invalidPattern(`Invalid regular expression '${text}'`);
  return (message) => regex.test(message);
}

function invalidPattern(text: string): AwsError {
  return new AwsError('InvalidParameterException', text);
}
