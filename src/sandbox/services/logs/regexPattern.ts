/** What CloudWatch's regular expressions may hold: letters, digits, some symbols and operators, but no parentheses. */
const ALLOWED = /^(?:[\w:#=@/;,\- ^$?[\]{}|*+.]|\\[\x21-\x7e])+$/;

/** `%expression%`; undefined for other texts and for expressions that CloudWatch does not support. */
export function parseRegex(text: string): RegExp | undefined {
  const inner = /^%(.+)%$/.exec(text)?.[1];
  if (inner === undefined || !ALLOWED.test(inner)) return undefined;
  try {
    return new RegExp(inner);
  } catch {
    return undefined;
  }
}
