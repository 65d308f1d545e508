import { withoutSecrets } from './redact';

/** Longest text that is looked at; AWS's own reasons stay far below. The end is kept too: causes of causes stand there. */
const LOOKED_AT = 4096;
const KEPT_END = 1024;
/** Longest text that is shown. */
const SHOWN = 1200;

/** Colours of terminals. */
const ANSI = /\u001b\[[0-9;?]{0,20}[A-Za-z]/g;
/** Control characters, and those that turn the direction of what follows them. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const BLANKS = /[\s\u00a0]/g;
const APOSTROPHES = /[\u2018\u2019\u02bc\u0060]/g;
const QUOTES = /[\u201c\u201d]/g;

/** What is looked at of a text. */
export function bounded(text: string): string {
  if (text.length <= LOOKED_AT) return text;
  return `${text.slice(0, LOOKED_AT - KEPT_END)} … ${text.slice(-KEPT_END)}`;
}

/** A text from outside as it may be shown: its own words, without control characters and secrets, of bounded length. */
export function shown(text: string): string {
  const plain = withoutSecrets(bounded(text).replace(ANSI, '').replace(CONTROL, '')).trim();
  return plain.length <= SHOWN ? plain : `${plain.slice(0, SHOWN)}…`;
}

/** A text as patterns see it: lower case, straight quotes, blanks alike. */
export function comparable(text: string): string {
  return bounded(text)
    .replace(ANSI, '')
    .replace(APOSTROPHES, "'")
    .replace(QUOTES, '"')
    .replace(BLANKS, ' ')
    .toLowerCase();
}

/** Fragments of a pattern of a rule, in the form in which texts are compared. */
export function fragments(pattern: string): readonly string[] {
  return pattern.split('…').map((part) => comparable(part.trim()));
}

/** Whether the fragments follow each other in the text, each where a word begins: ENOTFOUND is not in ServiceNotFound. */
export function follows(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = wordFrom(text, part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return true;
}

function wordFrom(text: string, part: string, from: number): number {
  let at = text.indexOf(part, from);
  while (at > 0 && isLetter(part, 0) && isLetter(text, at - 1)) at = text.indexOf(part, at + part.length);
  return at;
}

/** Texts are in lower case here. */
function isLetter(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 97 && code <= 122;
}

/** What differs between two tasks that died of the same: ids, digests, addresses, times, counts. */
const VARYING = /[0-9a-f]{8,64}|\d{1,20}/g;

/** The same for two texts that differ in ids and numbers only. */
export function fingerprint(text: string): string {
  return comparable(text).replace(VARYING, '#');
}
