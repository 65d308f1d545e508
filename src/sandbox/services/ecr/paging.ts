import type { JsonObject } from '../../../core/lib/json';
import { integer, text } from '../../wire/input';
import { invalidParameter } from './errors';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/**
 * One page of `items`, which have a stable order by `key`. The token names the last key of the page before, so that
 * items that come or go between two pages are neither repeated nor lost.
 */
export function page<T>(input: JsonObject, items: readonly T[], key: (item: T) => string): Page<T> {
  const limit = integer(input, 'maxResults') ?? 100;
  if (limit < 1 || limit > 1000) {
    throw invalidParameter(
      "Invalid parameter at 'maxResults' failed to satisfy constraint: 'must be between 1 and 1000'",
    );
  }
  const token = text(input, 'nextToken');
  const after = token === undefined ? undefined : decode(token);
  const start = after === undefined ? 0 : items.findIndex((item) => key(item) > after);
  const rest = start < 0 ? [] : items.slice(start);
  const taken = rest.slice(0, limit);
  const last = taken.at(-1);
  if (last === undefined || taken.length === rest.length) return { items: taken };
  return { items: taken, nextToken: Buffer.from(`after ${key(last)}`).toString('base64') };
}

function decode(token: string): string {
  const plain = Buffer.from(token, 'base64').toString();
  if (!plain.startsWith('after ')) {
    throw invalidParameter("Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid token'");
  }
  return plain.slice('after '.length);
}
