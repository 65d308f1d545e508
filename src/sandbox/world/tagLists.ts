import type { Tag } from './records';

/** The old tags and the new ones; of two with the same key the new one. */
export function mergeByKey(old: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  return [...old.filter(({ key }) => !added.some((tag) => tag.key === key)), ...added];
}
