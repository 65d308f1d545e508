import type { JsonValue } from '../../core/lib/json';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** One element as the query protocol writes it: lists hold `<member>`, members that are undefined are left out. */
export function xmlElement(name: string, value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return `<${name}>${xmlContent(value)}</${name}>`;
}

function xmlContent(value: JsonValue): string {
  if (Array.isArray(value)) return value.map((item: JsonValue) => xmlElement('member', item)).join('');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, item]: [string, JsonValue | undefined]) => xmlElement(name, item))
      .join('');
  }
  return escapeXml(String(value));
}
