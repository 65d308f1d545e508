// Colour and cursor codes, window titles, character sets and other escape sequences, as terminals know them (ECMA-48). A
// title without its end would swallow the rest of the line, so of that only the beginning goes.
const ESCAPES = new RegExp(
  String.raw`\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[ -/]+[0-~]|[0-Z\\-~\]])`,
  'g',
);
const CONTROLS = new RegExp(
  String.raw`[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]`,
  'g',
);

/** Takes out what could disturb an editor; line ends and tabs stay. */
export function clean(text: string): string {
  // Surrogates without a partner are not text; the editor's own encoding would fail on them.
  return stripEscapes(text)
    .replace(CONTROLS, '�')
    .replace(/\p{Surrogate}/gu, '�');
}

/** The text as it reads on a terminal: colours are for the eye, and stand between a word and its border. */
export function stripEscapes(text: string): string {
  return text.includes('\u001B') ? text.replace(ESCAPES, '') : text;
}

/** Without the line ends behind it; by hand, because a pattern takes minutes for a record that is nearly all line ends. */
export function trimLineEnds(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\n' || (text[end - 1] === '\r' && text[end] === '\n'))) end -= 1;
  return text.slice(0, end);
}
