import type { JsonObject } from '../../../core/lib/json';
import { integer, text } from '../../wire/input';
import { invalidParameter } from './errors';

const TOKEN_BYTES = 36;

/** 48 characters of base64, as recorded; another one for each page. */
function encodeToken(kind: string, offset: number): string {
  return Buffer.from(`${kind}:${offset}:`.padEnd(TOKEN_BYTES, '.').slice(0, TOKEN_BYTES)).toString('base64');
}

function decodeToken(kind: string, token: string): number {
  const [ofKind, offset] = Buffer.from(token, 'base64').toString('latin1').split(':');
  if (ofKind !== kind || offset === undefined || !/^\d+$/.test(offset)) {
    throw invalidParameter('Invalid token.');
  }
  return Number(offset);
}

/** How many items the caller wants on a page. */
export function pageSize(input: JsonObject, fallback: number, most = 100): number {
  const size = integer(input, 'maxResults') ?? fallback;
  if (size > most) throw invalidParameter(`Max results can not be greater than ${most}`);
  if (size < 1) throw invalidParameter('Max results can not be less than 1');
  return size;
}

/** One page of a list; `nextToken` is missing when nothing follows. */
export function page<T>(
  input: JsonObject,
  kind: string,
  items: readonly T[],
  defaultSize: number,
): { readonly items: readonly T[]; readonly rest: { readonly nextToken?: string } } {
  const size = pageSize(input, defaultSize);
  const token = text(input, 'nextToken');
  const from = token === undefined ? 0 : decodeToken(kind, token);
  const to = from + size;
  return {
    items: items.slice(from, to),
    rest: to < items.length ? { nextToken: encodeToken(kind, to) } : {},
  };
}
