import { clean, trimLineEnds } from './cleanText';
import { levelOfText, readJsonRecord, type Level } from './record';

/** What of a log line is read at a glance. */
export interface LinePreview {
  readonly level?: Level;
  readonly text: string;
}

/** A line for a short list of lines: JSON reduced to its message and stack trace, cut at `longest` characters. */
export function previewLine(text: string, longest: number): LinePreview {
  const record = readJsonRecord(text);
  const level = record === undefined ? levelOfText(text) : (record.level ?? levelOfText(record.message));
  const whole = record === undefined ? trimLineEnds(text) : reduced(record);
  const cut = whole.length > longest ? `${whole.slice(0, longest)}…` : whole;
  const shown = clean(cut.replace(/\r\n?/g, '\n'));
  return level === undefined ? { text: shown } : { level, text: shown };
}

function reduced({ message, stack, others }: NonNullable<ReturnType<typeof readJsonRecord>>): string {
  return [others === 0 ? message : `${message} {+${others}}`, ...stack].join('\n');
}
