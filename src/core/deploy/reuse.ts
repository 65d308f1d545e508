import type { RawTaskDefinition } from '../aws/api';
import { isGitTag } from './gitTags';
import type { RevisionRef } from './plan';
import { changedPaths } from './proof';
import { containersOf, copyWithImages, type RevisionChange } from './taskDefinition';

/** A revision as it was read. */
export interface KnownRevision {
  readonly revision: RevisionRef;
  readonly raw: RawTaskDefinition;
}

/** True when the running revision names these very images already. */
function isUnchanged(base: RawTaskDefinition, images: ReadonlyMap<string, string>): boolean {
  const running = new Map(containersOf(base.body).map(({ name, image }) => [name, image]));
  return [...images].every(([container, image]) => running.get(container) === image);
}

/**
 * The revision that is what would be registered: the running one, or the newest of the family. Others are not looked
 * at, since that would take a call each. Tags that only tell what was built from which commit make no difference.
 */
export function identicalRevision(
  running: KnownRevision,
  newest: KnownRevision | undefined,
  change: RevisionChange,
): KnownRevision | undefined {
  if (isUnchanged(running.raw, change.images)) return running;
  if (newest === undefined || newest.revision.arn === running.revision.arn) return undefined;
  const wanted = { body: copyWithImages(running.raw, { images: change.images }), tags: running.raw.tags };
  const differs = changedPaths(wanted, newest.raw).filter((path) => !isGitTag(path));
  return differs.length === 0 ? newest : undefined;
}
