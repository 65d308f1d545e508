import type { Tag } from '../model/service';
import type { GitFacts } from './deps';

const COMMIT = 'quayside:commit';
const BRANCH = 'quayside:branch';

/** Tags of ECS may have 256 characters of these kinds only. */
const FOREIGN = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;
const LONGEST = 256;

/** The commit as people compare it: with a mark when files differed from it. */
function commitOf({ commit, dirty }: GitFacts): string | undefined {
  return commit === undefined ? undefined : `${commit}${dirty === true ? '-dirty' : ''}`;
}

/** What a revision is tagged with, so that it can be traced back to what was built. */
export function gitTags(git: GitFacts): readonly Tag[] {
  const commit = commitOf(git);
  if (commit === undefined) return [];
  const { branch } = git;
  return [
    { key: COMMIT, value: commit },
    ...(branch === undefined ? [] : [{ key: BRANCH, value: branch.replace(FOREIGN, '-').slice(0, LONGEST) }]),
  ];
}

/** Labels of the image, by the names that the OCI image specification gives them. */
export function gitLabels(git: GitFacts): Readonly<Record<string, string>> {
  const commit = commitOf(git);
  if (commit === undefined) return {};
  return {
    'org.opencontainers.image.revision': commit,
    ...(git.source === undefined ? {} : { 'org.opencontainers.image.source': git.source }),
    ...(git.branch === undefined ? {} : { 'org.opencontainers.image.ref.name': git.branch }),
  };
}

/** Whether a path of two compared task definitions is such a tag. */
export function isGitTag(path: string): boolean {
  return [COMMIT, BRANCH].some((key) => path === `tags[${key}]` || path === `tags[${key}].value`);
}
