import type { Tag } from '../model/service';
import type { PlanFacts } from './facts';
import { gitTags } from './gitTags';
import { ownTags, type RevisionChange } from './taskDefinition';

/** Tags that a revision may have; one with more is refused as a whole. */
const MOST_TAGS = 50;

/** The tags that tell what is built, where there is room for them; of several builds the first tells. */
export function plannedTags({ parts, base }: Pick<PlanFacts, 'parts' | 'base'>): readonly Tag[] {
  const build = parts.find((part) => part.build !== undefined)?.build;
  const tags = build === undefined ? [] : gitTags(build.git);
  const carried = ownTags(base.tags).filter(({ key }) => !tags.some((tag) => tag.key === key));
  return carried.length + tags.length > MOST_TAGS ? [] : tags;
}

/** What the new revision has otherwise than the running one, once its images are known. */
export function revisionChange(facts: PlanFacts, images: ReadonlyMap<string, string>): RevisionChange {
  return { images, tags: plannedTags(facts) };
}
