import type { JsonObject, JsonValue } from '../../../src/core/lib/json';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The content of the first `name` element: texts as they are, elements by name, repeated ones as a list. */
export function xmlTree(xml: string, name: string): JsonValue {
  const start = xml.indexOf(`<${name}>`);
  if (start < 0) return '';
  const tokens = xml.slice(start).matchAll(/<(\/?)([\w:]+)[^>]*?(\/?)>|([^<]+)/g);
  return element(tokens, tokens.next().value?.[2] ?? name);
}

function element(tokens: Iterator<RegExpExecArray>, name: string): JsonValue {
  const children = new Map<string, JsonValue[]>();
  let text = '';
  for (let next = tokens.next(); next.done !== true; next = tokens.next()) {
    const [, closes, child, empty, words] = next.value;
    if (words !== undefined) {
      text += words.replace(/&(\w+);/g, (whole, entity: string) => ENTITIES[entity] ?? whole);
      continue;
    }
    if (closes === '/') {
      if (child !== name) throw new Error(`</${String(child)}> ends <${name}>`);
      break;
    }
    if (child === undefined) continue;
    const value = empty === '/' ? '' : element(tokens, child);
    children.set(child, [...(children.get(child) ?? []), value]);
  }
  if (children.size === 0) return text;
  return Object.fromEntries(
    [...children].map(([key, values]): [string, JsonObject[string]] => [
      key,
      values.length === 1 ? values[0] : values,
    ]),
  );
}
