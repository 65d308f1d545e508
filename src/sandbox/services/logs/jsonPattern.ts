import type { JsonValue } from '../../../core/lib/json';
import { isJsonObject } from '../../../core/lib/json';
import { comparison, OPERATORS } from './comparison';

/** Says whether a JSON document matches. */
type Condition = (document: JsonValue) => boolean;

const TOKEN =
  /\s*(&&|\|\||[()]|\$(?:\.[\w-]+|\[\d+\]|\['[^']*'\])+|!=|<=|>=|[=<>]|"(?:[^"\\]|\\.)*"|%[^%]*%|[^\s()&|"=<>!{}]+)/y;
const MAX_DEPTH = 32;

/**
 * CloudWatch's patterns for JSON: `{ $.level = "error" && ($.status >= 500 || $.user.name = "b*") }`, also with
 * `IS NULL`, `IS TRUE`, `IS FALSE` and `NOT EXISTS`. Undefined when the text is not such a pattern. Lines that are not
 * JSON never match.
 */
export function parseJsonPattern(pattern: string): ((message: string) => boolean) | undefined {
  const inner = /^\{([\s\S]*)\}$/.exec(pattern.trim())?.[1];
  const tokens = inner === undefined ? undefined : tokenize(inner);
  if (tokens === undefined) return undefined;
  const parser = new Parser(tokens);
  const condition = parser.any(0);
  if (condition === undefined || !parser.atEnd) return undefined;
  return (message) => {
    let document: unknown;
    try {
      document = JSON.parse(message);
    } catch {
      return false;
    }
    return isJsonObject(document) && condition(document);
  };
}

function tokenize(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  for (let index = 0; index < end; index = TOKEN.lastIndex) {
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#next === this.#tokens.length;
  }

  /** `||` binds weaker than `&&`. */
  any(depth: number): Condition | undefined {
    return this.#joined(
      '||',
      () => this.#all(depth),
      (parts) => (document) => parts.some((part) => part(document)),
    );
  }

  #all(depth: number): Condition | undefined {
    return this.#joined(
      '&&',
      () => this.#one(depth),
      (parts) => (document) => parts.every((part) => part(document)),
    );
  }

  #joined(
    sign: string,
    part: () => Condition | undefined,
    join: (parts: readonly Condition[]) => Condition,
  ): Condition | undefined {
    const parts: Condition[] = [];
    do {
      const condition = part();
      if (condition === undefined) return undefined;
      parts.push(condition);
    } while (this.#take(sign));
    return join(parts);
  }

  #one(depth: number): Condition | undefined {
    if (this.#take('(')) {
      const inner = depth < MAX_DEPTH ? this.any(depth + 1) : undefined;
      return this.#take(')') ? inner : undefined;
    }
    const selector = this.#read();
    if (selector?.startsWith('$') !== true) return undefined;
    const select = selectorOf(selector);
    const word = this.#read();
    const operator = OPERATORS.find((one) => one === word);
    const value = this.#read();
    if (value === undefined) return undefined;
    if (operator !== undefined) {
      const compare = comparison(operator, value);
      return compare && ((document) => compare(select(document)));
    }
    switch (`${word} ${value}`.toUpperCase()) {
      case 'IS NULL':
        return (document) => select(document) === null;
      case 'IS TRUE':
        return (document) => select(document) === true;
      case 'IS FALSE':
        return (document) => select(document) === false;
      case 'NOT EXISTS':
        return (document) => select(document) === undefined;
      default:
        return undefined;
    }
  }

  #read(): string | undefined {
    const token = this.#tokens[this.#next];
    this.#next += 1;
    return token;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#next] !== token) return false;
    this.#next += 1;
    return true;
  }
}

function selectorOf(selector: string): (document: JsonValue) => JsonValue | undefined {
  const steps = [...selector.matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']*)'\]/g)].map(
    ([, name, index, quoted]) => name ?? quoted ?? Number(index),
  );
  return (document) => {
    let value: JsonValue | undefined = document;
    for (const step of steps) {
      if (typeof step === 'number') {
        value = Array.isArray(value) ? (value as readonly JsonValue[])[step] : undefined;
      } else {
        value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
      }
    }
    return value;
  };
}
