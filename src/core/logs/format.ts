import { formatMessage, type Message } from '../lib/message';
import { clean, trimLineEnds } from './cleanText';
import type { TailItem, TailLine } from './model';
import { readJsonRecord } from './record';

/** A line of a log can be 256 KB; what an output panel is good for is far less. */
const LONGEST_LINE = 8000;
/** Lines of one record that are shown: a record of line ends alone could fill a panel. */
const MOST_LINES = 1000;
const NOTE_WIDTH = 72;
/** Containers with longer names push their own lines to the right, not everybody's. */
const WIDEST_CONTAINER = 24;

export interface FormatOptions {
  /** Show lines that are JSON as they came; else their level and message, and how many more members they have. */
  readonly rawJson?: boolean;
  /** For a file: nothing is cut, however long. */
  readonly whole?: boolean;
  /** Minutes that local time is ahead of UTC at a moment; the machine's own when absent. */
  readonly offsetMinutes?: (at: number) => number;
  readonly translate?: (text: Message) => string;
}

/**
 * Turns tail items into the lines of an output panel: `10:42:07.113  4c1d09 r42 app     text`. Continuation lines of a
 * record stand under its text. What could disturb the panel (colour codes, control characters, halves of characters)
 * is taken out.
 */
export class LineFormatter {
  readonly #rawJson: boolean;
  readonly #longestLine: number;
  readonly #mostLines: number;
  readonly #offsetMinutes: (at: number) => number;
  readonly #translate: (text: Message) => string;
  /** Many lines share a second; its text is made once. */
  #second = NaN;
  #secondText = '';
  #dayText = '';
  /** The container column is as wide as the widest name so far. */
  #containerWidth = 3;

  constructor({
    rawJson = false,
    whole = false,
    offsetMinutes = (at) => -new Date(at).getTimezoneOffset(),
    translate = formatMessage,
  }: FormatOptions = {}) {
    this.#rawJson = rawJson;
    this.#longestLine = whole ? Infinity : LONGEST_LINE;
    this.#mostLines = whole ? Infinity : MOST_LINES;
    this.#offsetMinutes = offsetMinutes;
    this.#translate = translate;
  }

  /** One item, as one or more lines without a line end. */
  format(item: TailItem): readonly string[] {
    if (item.kind === 'note')
      return [rule(this.#shorten(clean(this.#translate(item.text)).replace(/\s+/g, ' ')))];
    const head = this.#head(item);
    const text = this.#rawJson ? item.text : reduced(item.text);
    if (PLAIN.test(text)) return [`${head}${this.#shorten(text)}`];
    const [first = '', ...rest] = trimLineEnds(text).split(/\r\n|\n|\r/);
    const margin = ' '.repeat(head.length);
    const more = rest.length - this.#mostLines;
    return [
      `${head}${this.#shorten(clean(first))}`,
      ...rest.slice(0, this.#mostLines).map((line) => `${margin}${this.#shorten(clean(line))}`),
      ...(more > 0 ? [`${margin}… (+${more})`] : []),
    ];
  }

  #head({ at, source: { taskId, revision, container } }: TailLine): string {
    this.#containerWidth = Math.min(WIDEST_CONTAINER, Math.max(this.#containerWidth, container.length));
    const task = revision === undefined ? taskId : `${taskId} r${revision}`;
    return `${this.#time(at)}  ${task} ${container.padEnd(this.#containerWidth)}  `;
  }

  /** `2026-11-24`, in local time. */
  day(at: number): string {
    return this.#turnTo(at) ? this.#dayText : '';
  }

  #time(at: number): string {
    if (!this.#turnTo(at)) return '--:--:--.---';
    return `${this.#secondText}.${String(Math.floor(at - this.#second * 1000)).padStart(3, '0')}`;
  }

  /** False for a time that is none. */
  #turnTo(at: number): boolean {
    const second = Math.floor(at / 1000);
    if (second === this.#second) return true;
    const local = new Date(at + this.#offsetMinutes(at) * 60_000);
    if (Number.isNaN(local.getTime())) return false;
    this.#second = second;
    const text = local.toISOString();
    this.#dayText = text.slice(0, text.indexOf('T'));
    this.#secondText = text.slice(-13, -5);
    return true;
  }

  #shorten(text: string): string {
    const longest = this.#longestLine;
    if (text.length <= longest) return text;
    return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}… (+${text.length - longest})`;
  }
}

/** `ERROR no order 12 {+2}`, with the stack trace below; lines that are no JSON stay as they are. */
function reduced(text: string): string {
  if (!text.startsWith('{')) return text;
  const record = readJsonRecord(text);
  if (record === undefined) return text;
  const { level, message, stack, others } = record;
  const shown = [level?.toUpperCase(), message, others === 0 ? undefined : `{+${others}}`];
  return [shown.filter((part) => part !== undefined).join(' '), ...stack].join('\n');
}

/** A sentence about the tail itself, drawn as a rule across the panel. */
function rule(text: string): string {
  return `── ${text} ${'─'.repeat(Math.max(2, NOTE_WIDTH - text.length - 4))}`;
}

/** Nearly every line: nothing in it to take out. */
const PLAIN = /^[ -~]*$/;
