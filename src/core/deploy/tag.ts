import { QuaysideError } from '../lib/errors';
import { isTag } from '../docker/imageReference';
import type { GitFacts } from './deps';

const LONGEST = 128;
const PLACEHOLDER = /\{(commit|branch|time)\}/g;

/**
 * The tag that a template makes: `{commit}` (seven digits), `{branch}` and `{time}` (UTC, to the second). What git
 * cannot tell is left out together with the sign that joined it. Fails with `settings` when nothing usable is left.
 */
export function renderTag(template: string, git: GitFacts, now: number): string {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+Z$/g, '');
  const values: Readonly<Record<string, string>> = {
    commit: git.commit?.slice(0, 7) ?? '',
    branch: git.branch ?? '',
    time,
  };
  const tag = template
    .replace(PLACEHOLDER, (_whole, name: string) => clean(values[name] ?? ''))
    .replace(/([-._])[-._]+/g, '$1')
    .replace(/^[-.]+|[-._]+$/g, '')
    .slice(0, LONGEST);
  if (!isTag(tag)) {
    throw new QuaysideError('settings', `The tag template ${template} gives no valid tag`, {
      details: { setting: 'deploy.tag', value: template },
    });
  }
  return tag;
}

/** Branches may have slashes and letters that tags may not. */
function clean(value: string): string {
  return value.replace(/[^A-Za-z0-9_.-]+/g, '-');
}
