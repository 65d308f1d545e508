import type { Tag } from '../model/service';
import type { PlanFacts } from './facts';
import { gitTags } from './gitTags';
import type { RevisionChange } from './taskDefinition';

/** The tags that tell what is built; of several builds the first tells. */
export function plannedTags({ parts }: Pick<PlanFacts, 'parts'>): readonly Tag[] {
  const build = parts.find((part) => part.build !== undefined)?.build;
  return build === undefined ? [] : gitTags(build.git);
}

/** What the new revision has otherwise than the running one, once its images are known. */
export function revisionChange(facts: PlanFacts, images: ReadonlyMap<string, string>): RevisionChange {
  return { images, tags: plannedTags(facts) };
}
