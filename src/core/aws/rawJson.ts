import { isJsonObject, type JsonObject } from '../lib/json';

/*
 * The SDK's serializers drop members that they do not know, on read and on write. Task definitions are copied, so nothing may
 * get lost: these steps around a command carry the JSON as it is on the wire.
 */

/** The part of a command's middleware stack that is used here; the SDK's own type differs per command. */
interface Stack {
  add(middleware: unknown, options: unknown): void;
}

interface Arguments {
  readonly request?: unknown;
}
type Handler = (args: Arguments) => Promise<{ readonly response: unknown; readonly output?: unknown }>;

/** Sends `body` in place of what the serializer wrote. It runs before the content length and the signature are made. */
export function sendRawBody(stack: Stack, body: JsonObject): void {
  const middleware = (next: Handler) => async (args: Arguments) => {
    if (isObject(args.request)) Reflect.set(args.request, 'body', JSON.stringify(body));
    return next(args);
  };
  stack.add(middleware, { step: 'serialize', priority: 'low', name: 'quaysideRawRequest' });
}

/** Keeps the text of the answer, and gives the deserializer the same bytes again. Call the result after `send`. */
export function keepRawBody(stack: Stack): () => JsonObject {
  let text = '';
  const middleware = (next: Handler) => async (args: Arguments) => {
    const result = await next(args);
    if (isObject(result.response)) {
      const bytes = await readAll(Reflect.get(result.response, 'body'));
      text = bytes.toString('utf8');
      Reflect.set(result.response, 'body', new Uint8Array(bytes));
    }
    return result;
  };
  stack.add(middleware, { step: 'deserialize', priority: 'low', name: 'quaysideRawResponse' });
  return () => {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) throw new SyntaxError('The answer is no JSON object');
    return value;
  };
}

/**
 * Takes the answer's text from the deserializer, which gets an empty object in its place: for pages of thousands of items,
 * which are read from the JSON as it is. Call the result after `send`; a refused call goes to the deserializer whole.
 */
export function takeRawBody(stack: Stack): () => string {
  let text = '';
  const middleware = (next: Handler) => async (args: Arguments) => {
    const result = await next(args);
    const { response } = result;
    if (isObject(response) && Reflect.get(response, 'statusCode') === 200) {
      text = (await readAll(Reflect.get(response, 'body'))).toString('utf8');
      Reflect.set(response, 'body', EMPTY_OBJECT);
    }
    return result;
  };
  stack.add(middleware, { step: 'deserialize', priority: 'low', name: 'quaysideTakeResponse' });
  return () => text;
}

const EMPTY_OBJECT = new TextEncoder().encode('{}');

async function readAll(body: unknown): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  if (!isObject(body) || !(Symbol.asyncIterator in body)) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
