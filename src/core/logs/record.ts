import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json';
import { stripEscapes, trimLineEnds } from './cleanText';

/** From the least to the most urgent. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Level = (typeof LEVELS)[number];

/** A log line that is a JSON object, reduced to what a person reads first. */
export interface JsonRecord {
  readonly level?: Level;
  readonly message: string;
  /** Lines of its stack trace, when it has one. */
  readonly stack: readonly string[];
  /** How many members are not told. */
  readonly others: number;
}

/** Longer lines stay as they are: reading them would cost more than it tells. */
const LONGEST_JSON = 64 * 1024;
const MESSAGE_KEYS = ['message', 'msg', 'event', '@message', '@m', 'text', 'body'] as const;
const LEVEL_KEYS = [
  'level',
  'severity',
  'lvl',
  'levelname',
  'log.level',
  '@level',
  '@l',
  'loglevel',
] as const;
const STACK_KEYS = [
  'stack',
  'stack_trace',
  'stackTrace',
  'exception',
  'exc_info',
  'error.stack_trace',
] as const;
const ERROR_KEYS = ['err', 'error'] as const;
/** Where Fluent Bit and Docker put the line itself, beside what they know of the container. */
const WRAPPED_KEY = 'log';
const WRAPPED_LINE = `"${WRAPPED_KEY}":"`;
/** Members that every line of a panel shows anyway. */
const TIME_KEYS = ['time', 'timestamp', '@timestamp', '@t', 'ts', 'date'] as const;
const TIME_NAMES: ReadonlySet<string> = new Set(TIME_KEYS);

/** Undefined for what is no JSON object, or one without a message. */
export function readJsonRecord(text: string): JsonRecord | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}') || trimmed.length > LONGEST_JSON) return undefined;
  const value = parse(trimmed);
  if (!isJsonObject(value)) return undefined;
  const found = firstText(value, MESSAGE_KEYS);
  if (found === undefined) return readWrapped(value);
  const levelKey = LEVEL_KEYS.find((key) => levelOf(value[key]) !== undefined);
  const level = levelKey === undefined ? undefined : levelOf(value[levelKey]);
  const told = new Set<string>([found.key, ...TIME_KEYS, ...(levelKey === undefined ? [] : [levelKey])]);
  const stack = stackOf(value, told);
  return {
    ...(level === undefined ? {} : { level }),
    message: found.text,
    stack: stack === undefined ? [] : stack.split(/\r?\n/),
    others: Object.keys(value).filter((key) => !told.has(key)).length,
  };
}

/** A line that a log router has put into a record of its own: the line counts, be it JSON or not. */
function readWrapped(record: JsonObject): JsonRecord | undefined {
  const line = record[WRAPPED_KEY];
  if (typeof line !== 'string') return undefined;
  const others = Object.keys(record).filter((key) => key !== WRAPPED_KEY && !TIME_NAMES.has(key)).length;
  const inner = readJsonRecord(line);
  if (inner !== undefined) return { ...inner, others: inner.others + others };
  const [first = '', ...stack] = trimLineEnds(line).split(/\r?\n/);
  return { message: first, stack, others };
}

/** The level a plain line names near its start: `WARN`, `[error]`, `level=info`. */
export function levelOfText(text: string): Level | undefined {
  const start = stripEscapes(text.slice(0, 2 * LEVEL_WITHIN)).slice(0, LEVEL_WITHIN);
  const word = LEVEL_WORD.exec(start)?.[1] ?? FIRST_WORD.exec(start)?.[1];
  if (word !== undefined) return LEVEL_OF_WORD.get(word.toLowerCase());
  return CRASH.test(start) ? 'error' : undefined;
}

/** The level of a line, be it JSON or plain; undefined where it names none. */
export function levelOfLine(text: string): Level | undefined {
  const record = readJsonRecord(text);
  return record === undefined ? levelOfText(text) : (record.level ?? levelOfText(record.message));
}

/** Whether a line goes on with the record of the line before it: a frame of a stack trace, a cause, an indented part. */
export function isContinuation(text: string): boolean {
  const wrapped = text.startsWith('{') ? text.indexOf(WRAPPED_LINE) : -1;
  if (wrapped !== -1) {
    const line = text.slice(wrapped + WRAPPED_LINE.length).slice(0, LEVEL_WITHIN);
    return CONTINUES.test(line.replaceAll('\\t', '\t'));
  }
  return CONTINUES.test(text.includes('\u001B') ? stripEscapes(text.slice(0, LEVEL_WITHIN)) : text);
}

const LEVEL_WITHIN = 120;
// Words in capitals anywhere near the start; in small letters only where a logger would put them.
const LEVEL_WORD =
  /(?:^|[^\w-])(?:(?=[[<"(])[[<"(]|level=|lvl=)?(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|CRIT|PANIC|EMERG|(?<=[[<"(=])(?:trace|debug|info|notice|warn|warning|error|err|fatal|critical|crit|panic|emerg))(?![\w-])/;
// Of command-line tools, and the four letters of .NET's console.
const FIRST_WORD = /^(trce|dbug|info|warn|warning|fail|crit|error|fatal): /i;
// How an uncaught error begins in the runtimes: Python, Go, Java, Node and those that name its class first.
const CRASH =
  /^(?:Traceback \(most recent call last\)|panic: |Exception in thread |Unhandled (?:exception|rejection)|Uncaught |(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception)(?::|$)|Error: )/;
const CONTINUES =
  /^(?:[ \t]+\S|Caused by:|\.{3} \d+ more|During handling of the above|The above exception was)/;

const LEVEL_OF_WORD: ReadonlyMap<string, Level> = new Map<string, Level>([
  ['trace', 'trace'],
  ['trce', 'trace'],
  ['verbose', 'trace'],
  ['silly', 'trace'],
  ['debug', 'debug'],
  ['dbug', 'debug'],
  ['info', 'info'],
  ['information', 'info'],
  ['notice', 'info'],
  ['default', 'info'],
  ['warn', 'warn'],
  ['warning', 'warn'],
  ['error', 'error'],
  ['err', 'error'],
  ['fail', 'error'],
  ['fatal', 'fatal'],
  ['critical', 'fatal'],
  ['crit', 'fatal'],
  ['panic', 'fatal'],
  ['alert', 'fatal'],
  ['emerg', 'fatal'],
  ['emergency', 'fatal'],
]);

/** Words, or the numbers of pino and bunyan. */
function levelOf(value: JsonValue | undefined): Level | undefined {
  if (typeof value === 'string') return LEVEL_OF_WORD.get(value.toLowerCase());
  if (typeof value !== 'number' || value < 10 || value > 69) return undefined;
  return LEVELS[Math.floor(value / 10) - 1];
}

/** The stack trace of a record, or of the error in it; what it was found under counts as told. */
function stackOf(record: JsonObject, told: Set<string>): string | undefined {
  const found = firstText(record, STACK_KEYS);
  if (found !== undefined) {
    told.add(found.key);
    return found.text;
  }
  for (const name of ERROR_KEYS) {
    const error = record[name];
    if (!isJsonObject(error) || typeof error['stack'] !== 'string') continue;
    told.add(name);
    return error['stack'];
  }
  return undefined;
}

function firstText(
  record: JsonObject,
  keys: readonly string[],
): { readonly key: string; readonly text: string } | undefined {
  for (const key of keys) {
    const text = record[key];
    if (typeof text === 'string') return { key, text };
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
