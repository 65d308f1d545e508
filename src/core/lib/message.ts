/**
 * A sentence for people, made in core and translated in `ui`: an English template with `{0}`, `{1}`… and what to put
 * there. `id` lets tests and code tell messages apart without reading English.
 */
export interface Message {
  readonly id: string;
  readonly template: string;
  readonly args: readonly (string | number)[];
}

export function message(id: string, template: string, ...args: readonly (string | number)[]): Message {
  return { id, template, args };
}

/** A sentence about a number, which is `{0}` in both templates: one for exactly one, one for every other. */
export function counted(
  count: number,
  id: string,
  one: string,
  many: string,
  ...args: readonly (string | number)[]
): Message {
  return message(id, count === 1 ? one : many, count, ...args);
}

/** The sentence in the template's own language. */
export function formatMessage({ template, args }: Pick<Message, 'template' | 'args'>): string {
  return template.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));
}
