import { comparison, OPERATORS, type Comparison } from './comparison';

/** One field of the pattern: what its word must be, or `...` for any number of words. */
type Field = Comparison | '...';

const CONDITION = /^\s*([\w.-]+)\s*(?:(!=|<=|>=|=|<|>)\s*("(?:[^"\\]|\\.)*"|%[^%]*%|[^\s"]+))?\s*$/;

/**
 * CloudWatch's patterns for lines of words: `[ip, user, status = 4*, ..., size > 1000]`, with `&&` and `||` within one
 * field. Undefined when the text is not such a pattern. A line matches when it has as many words as the pattern.
 */
export function parseFieldPattern(pattern: string): ((message: string) => boolean) | undefined {
  const inner = /^\[([\s\S]*)\]$/.exec(pattern.trim())?.[1];
  if (inner === undefined) return undefined;
  const fields = splitOutside(inner, ',').map(parseField);
  if (!fields.every((field) => field !== undefined)) return undefined;
  const gap = fields.indexOf('...');
  if (gap !== fields.lastIndexOf('...')) return undefined;
  const before = comparisons(gap < 0 ? fields : fields.slice(0, gap));
  const after = comparisons(gap < 0 ? [] : fields.slice(gap + 1));
  return (message) => {
    const words = wordsOf(message);
    const least = before.length + after.length;
    if (gap < 0 ? words.length !== least : words.length < least) return false;
    const end = words.slice(words.length - after.length);
    return (
      before.every((fits, index) => fits(words[index])) && after.every((fits, index) => fits(end[index]))
    );
  };
}

function comparisons(fields: readonly Field[]): readonly Comparison[] {
  return fields.filter((field) => field !== '...');
}

function parseField(text: string): Field | undefined {
  if (text.trim() === '...') return '...';
  const any = splitOutside(text, '||').map((part) => splitOutside(part, '&&').map(parseCondition));
  const parsed = any.map((all) => (all.every((one) => one !== undefined) ? all : undefined));
  if (!parsed.every((all) => all !== undefined)) return undefined;
  return (value) => parsed.some((all) => all.every((fits) => fits(value)));
}

function parseCondition(text: string): Comparison | undefined {
  const [, name, sign, value] = CONDITION.exec(text) ?? [];
  if (name === undefined) return undefined;
  const operator = OPERATORS.find((one) => one === sign);
  if (operator === undefined || value === undefined) return () => true;
  const compare = comparison(operator, value);
  const byNumber = operator !== '=' && operator !== '!=';
  return compare && ((word) => compare(byNumber ? Number(word) : word));
}

/** Splits where `sign` stands outside of quotes and of `%…%`. */
function splitOutside(text: string, sign: ',' | '||' | '&&'): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const [piece] of text.matchAll(/"(?:[^"\\]|\\.)*"|%[^%]*%|\|\||&&|[\s\S]/g)) {
    if (piece === sign) {
      parts.push(part);
      part = '';
    } else {
      part += piece;
    }
  }
  return [...parts, part];
}

/** Words are divided by spaces; what stands in quotes or square brackets is one word. */
function wordsOf(message: string): readonly string[] {
  return [...message.matchAll(/"([^"]*)"|\[([^\]]*)\]|(\S+)/g)].map(
    ([, quoted, bracketed, plain]) => quoted ?? bracketed ?? plain ?? '',
  );
}
