import type { JsonObject } from '../../core/lib/json';

type Given<T> = { readonly [K in keyof T]?: NonNullable<T[K]> };

/** Without the members that are undefined: "absent" and "undefined" are not the same in a setting. */
export function optional<T extends Readonly<Record<string, string | undefined>>>(members: T): Given<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>;
}

/** The named members of an entry that are texts. */
export function readTexts<K extends string>(
  entry: JsonObject,
  names: readonly K[],
): Readonly<Partial<Record<K, string>>> {
  return Object.fromEntries(
    names.flatMap((name) => (typeof entry[name] === 'string' ? [[name, entry[name]]] : [])),
  ) as Partial<Record<K, string>>;
}
