import type { Message } from '../../core/lib/message';
import { isJsonObject } from '../../core/lib/json';
import type { Translator } from './panelStrings';

/** The same state with every message's template in the editor's language. States are plain data, so it is a walk. */
export function translateState<T extends object>(state: T, l10n: Translator): T {
  return walk(state, l10n) as T;
}

function walk(value: unknown, l10n: Translator): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, l10n));
  if (!isJsonObject(value)) return value;
  // Without arguments the placeholders stay, and the page fills them in.
  if (isMessage(value)) return { ...value, template: l10n.t(value.template) };
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member, l10n)]));
}

function isMessage(value: object): value is Message {
  return (
    'id' in value &&
    'template' in value &&
    typeof value.template === 'string' &&
    'args' in value &&
    Array.isArray(value.args)
  );
}
