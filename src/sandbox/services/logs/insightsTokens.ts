/** Where a query cannot be understood; `position` counts from the query's beginning. */
export class QuerySyntaxError extends Error {
  readonly position: number;

  constructor(text: string, position: number) {
    super(text);
    this.position = position;
  }
}

export interface Token {
  readonly kind: 'word' | 'text' | 'regex' | 'number' | 'sign';
  readonly text: string;
  readonly position: number;
}

const TOKEN =
  /(?<regex>\/(?:[^/\\]|\\.)+\/i?)|"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>(?:[^'\\]|\\.)*)'|`(?<quoted>[^`]+)`|(?<number>-?\d+(?:\.\d+)?)(?![\w.])|(?<word>[@\w][\w.@-]*)|(?<sign>\|\||&&|=~|!=|<=|>=|[|=<>(),[\]*])/y;

/** Comments begin with `#`. Throws a QuerySyntaxError. */
function tokenize(query: string): readonly Token[] {
  const text = query.replace(/^\s*#.*$/gm, (comment) => ' '.repeat(comment.length));
  const tokens: Token[] = [];
  for (let index = 0; index < text.length; index = TOKEN.lastIndex) {
    const space = /\s*/y;
    space.lastIndex = index;
    space.exec(text);
    TOKEN.lastIndex = space.lastIndex;
    if (space.lastIndex >= text.length) break;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined) {
      const symbol = text[space.lastIndex] ?? '';
      throw new QuerySyntaxError(`unexpected symbol found ${symbol}`, space.lastIndex);
    }
    tokens.push({ ...kindOf(groups), position: space.lastIndex });
  }
  return tokens;
}

function kindOf(groups: Readonly<Record<string, string | undefined>>): Pick<Token, 'kind' | 'text'> {
  const { regex, double, single, quoted, number, word, sign } = groups as {
    readonly [name in 'regex' | 'double' | 'single' | 'quoted' | 'number' | 'word' | 'sign']?: string;
  };
  if (regex !== undefined) return { kind: 'regex', text: regex };
  const text = double ?? single;
  if (text !== undefined) return { kind: 'text', text: text.replace(/\\(.)/g, '$1') };
  if (number !== undefined) return { kind: 'number', text: number };
  if (sign !== undefined) return { kind: 'sign', text: sign };
  return { kind: 'word', text: quoted ?? word ?? '' };
}

/** Reads tokens one by one. */
export class Reader {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #next = 0;

  constructor(query: string) {
    this.#tokens = tokenize(query);
    this.#end = query.length;
  }

  get atEnd(): boolean {
    return this.#next >= this.#tokens.length;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  /** The next token is this word (in any case) or sign, and is taken. */
  take(...texts: readonly string[]): boolean {
    const token = this.peek();
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'sign')) return false;
    if (!texts.includes(token.text.toLowerCase())) return false;
    this.#next += 1;
    return true;
  }

  expect(...texts: readonly string[]): void {
    if (!this.take(...texts)) this.fail();
  }

  read(...kinds: readonly Token['kind'][]): string {
    const token = this.peek();
    if (token === undefined || !kinds.includes(token.kind)) this.fail();
    this.#next += 1;
    return token.text;
  }

  fail(): never {
    const token = this.peek();
    if (token === undefined) throw new QuerySyntaxError('unexpected end of the query', this.#end);
    throw new QuerySyntaxError(`unexpected symbol found ${token.text}`, token.position);
  }
}
