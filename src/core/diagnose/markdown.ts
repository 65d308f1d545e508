import { formatMessage, type Message } from '../lib/message';
import type { Excerpt } from './excerpt';
import type { Cause, Remedy, Unrecognised } from './cause';
import { placeText } from './placeText';

/** A cause as Markdown, for a chat or an issue; `say` translates. Texts from outside stand in fences that they cannot end. */
export function causeMarkdown(cause: Cause, say: (message: Message) => string = formatMessage): string {
  const place = cause.place === undefined ? undefined : placeText(cause.place);
  return [
    `**${escaped(say(cause.title))}**${cause.count > 1 ? ` (×${cause.count})` : ''}`,
    ...cause.evidence.map(({ text, source }) => `${escaped(say(source))}:\n\n${fenced(text)}`),
    ...logText(cause.log),
    ...(place === undefined ? [] : [code(place)]),
    ...cause.remedies.map((remedy) => remedyText(remedy, say)).filter((text) => text !== undefined),
  ].join('\n\n');
}

/** The same of what no rule knows. */
export function unrecognisedMarkdown(
  { title, evidence, log, exitCode }: Unrecognised,
  say: (message: Message) => string = formatMessage,
): string {
  return [
    `**${escaped(say(title))}**${exitCode === undefined ? '' : ` (exit ${exitCode})`}`,
    ...evidence.map(({ text, source }) => `${escaped(say(source))}:\n\n${fenced(text)}`),
    ...logText(log),
  ].join('\n\n');
}

/** The line that counts is marked in front, as compilers do. */
function logText(log: Excerpt | undefined): readonly string[] {
  if (log === undefined) return [];
  const mark = (line: string, index: number): string => `${index === log.errorLine ? '>' : ' '} ${line}`;
  return [fenced(log.lines.map(mark).join('\n'))];
}

function remedyText(remedy: Remedy, say: (message: Message) => string): string | undefined {
  if (remedy.id === 'advice') return escaped(say(remedy.label));
  return remedy.id === 'copyIam' ? fenced(remedy.statement, 'json') : undefined;
}

/** A fence longer than any row of backticks in the text. */
function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...(text.match(/`{1,2000}/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function code(text: string): string {
  return `\`${text.replaceAll('`', '')}\``;
}

/** Names from AWS may hold marks that Markdown reads. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, String.raw`\$&`);
}
