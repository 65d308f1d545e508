import { parseRegex } from './regexPattern';

export const OPERATORS = ['!=', '<=', '>=', '=', '<', '>'] as const;
export type Operator = (typeof OPERATORS)[number];

/** Says whether a value of a document or a field of a line fits; undefined is a value that is not there. */
export type Comparison = (value: unknown) => boolean;

const NUMBER = /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/;

/**
 * `= "b*"`, `!= 5`, `>= 400`, `= %4[0-9]{2}%`. `token` is the right side as it was written. Undefined when the two do
 * not go together.
 */
export function comparison(operator: Operator, token: string): Comparison | undefined {
  const quoted = token.startsWith('"');
  const wanted = quoted ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token;
  const number = !quoted && NUMBER.test(wanted) ? Number(wanted) : undefined;
  if (operator === '=' || operator === '!=') {
    const isRegex = !quoted && /^%.*%$/.test(wanted);
    const regex = isRegex ? parseRegex(wanted) : undefined;
    if (isRegex && regex === undefined) return undefined;
    const parts = wanted.split('*');
    const equal = (value: string | number | boolean): boolean => {
      if (regex !== undefined) return regex.test(String(value));
      return typeof value === 'number' && number !== undefined
        ? value === number
        : fits(String(value), parts);
    };
    const sign = operator === '=';
    return (value) =>
      (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') &&
      equal(value) === sign;
  }
  if (number === undefined) return undefined;
  return (value) => {
    if (typeof value !== 'number') return false;
    if (operator === '<') return value < number;
    if (operator === '>') return value > number;
    return operator === '<=' ? value <= number : value >= number;
  };
}

/** `a*b` split at its stars: the first and the last part are the text's ends, the others follow each other. */
function fits(text: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
