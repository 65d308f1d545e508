import { AwsError } from '../../wire/service';
import { parseJsonPattern } from './jsonPattern';

export type EventFilter = (message: string) => boolean;

interface Term {
  readonly kind: 'all' | 'any' | 'none';
  readonly text: string;
}

const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/y;

/**
 * CloudWatch's patterns for JSON (`{ … }`) and for unstructured text: terms must all occur, `?term` at least one of them, `-term` none;
 * quotes keep spaces together; case matters. Field patterns (`[ … ]`) and `%regex%` are refused.
 */
export function parseFilterPattern(pattern: string | undefined): EventFilter {
  const trimmed = pattern?.trim() ?? '';
  if (trimmed === '' || trimmed === '""') return () => true;
  if (trimmed.startsWith('{')) {
    const filter = parseJsonPattern(trimmed);
    if (filter === undefined) throw invalidPattern('Invalid filter pattern');
    return filter;
  }
  if (/^[[%]/.test(trimmed)) throw invalidPattern('The sandbox knows patterns of terms and of JSON only');
  const terms = parseTerms(trimmed);
  const of = (kind: Term['kind']): readonly string[] =>
    terms.filter((term) => term.kind === kind).map(({ text }) => text);
  const all = of('all');
  const any = of('any');
  const none = of('none');
  return (message) =>
    // AWS ignores `?` terms that stand beside required ones.
    all.every((text) => message.includes(text)) &&
    (any.length === 0 || all.length > 0 || any.some((text) => message.includes(text))) &&
    !none.some((text) => message.includes(text));
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
    const [whole, sign, quoted, plain] = match;
    // Without quotes a term is letters, digits and underscores; everything else has to be quoted.
    if (plain !== undefined && !/^[\p{L}\p{N}_]+$/u.test(plain))
      throw invalidPattern(`Invalid character(s) in term '${plain}'`);
    const text = plain ?? (quoted ?? '').replace(/\\(.)/g, '$1');
    terms.push({ kind: sign === '?' ? 'any' : sign === '-' ? 'none' : 'all', text });
    index += whole.length;
  }
  return terms;
}

function invalidPattern(text: string): AwsError {
  return new AwsError('InvalidParameterException', text);
}
