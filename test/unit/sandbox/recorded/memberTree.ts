import { isJsonObject, type JsonValue } from '../../../../src/core/lib/json';

interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly list: boolean;
  /** Empty: whatever is inside was not looked at when it is an object, and was never there when it is a list of objects. */
  readonly members: readonly Member[];
}

/** Reads `a b?{ c } d[]`. */
export function readMembers(text: string): readonly Member[] {
  const words = text.match(/[A-Za-z0-9]+\??(?:\[\])?|[{}]/g) ?? [];
  let at = 0;
  const level = (): Member[] => {
    const members: Member[] = [];
    for (let word = words[at]; word !== undefined && word !== '}'; word = words[at]) {
      at += 1;
      let inside: readonly Member[] = [];
      if (words[at] === '{') {
        at += 1;
        inside = level();
        at += 1;
      }
      const name = word.replace(/\W+$/, '');
      members.push({ name, optional: word.includes('?'), list: word.endsWith('[]'), members: inside });
    }
    return members;
  };
  return level();
}

/** In words: what the answer lacks, and what it has that was never seen. */
export function differences(path: string, value: JsonValue, members: readonly Member[]): readonly string[] {
  if (!isJsonObject(value)) return [`${path} is not an object`];
  const found = Object.keys(value)
    .filter((name) => !members.some((member) => member.name === name))
    .map((name) => `${path}.${name} was never seen`);
  for (const { name, optional, list, members: inside } of members) {
    const here = `${path}.${name}`;
    const own = value[name];
    if (own === undefined) {
      if (!optional) found.push(`${here} is missing`);
    } else if (list !== Array.isArray(own)) {
      found.push(`${here} is ${list ? 'no' : 'a'} list`);
    } else if (Array.isArray(own)) {
      for (const item of own as readonly JsonValue[]) {
        if (isJsonObject(item)) found.push(...differences(`${here}[]`, item, inside));
      }
    } else if (inside.length > 0) {
      found.push(...differences(here, own, inside));
    }
  }
  return found;
}
