import { l10n } from 'vscode';
import type { Family } from './family';
import type { ExplorerNode, GroupNode } from './nodes';
import { deniedWords } from './scalingWords';
import { troubles } from './troubles';

const MOST_ACTIVITIES = 10;

/** Under the heading of how a service scales: what is suspended, the rules, and what was done last. */
export async function scalingChildren(node: GroupNode, family: Family): Promise<readonly ExplorerNode[]> {
  const { inventory, nodes } = family;
  const { scaling } = inventory;
  await scaling.open(node);
  const [target, policies, schedules, activities] = [
    scaling.target(node),
    scaling.policies(node),
    scaling.schedules(node),
    scaling.activities(node),
  ];
  const slots = [target, policies, schedules, activities];
  const failed = slots.find(({ error }) => error !== undefined && error.code !== 'accessDenied');
  const denied = slots.flatMap(({ error }) => (error?.code === 'accessDenied' ? [deniedWords(error)] : []));
  const suspended = target.data !== undefined && target.data !== 'none' && target.data.suspended.length > 0;
  const rows = [
    ...(suspended ? [nodes.scaling(node, 'suspended', 'suspended')] : []),
    ...(policies.data ?? []).map(({ arn }) => nodes.scaling(node, 'policy', arn)),
    ...(schedules.data ?? []).map(({ arn }) => nodes.scaling(node, 'schedule', arn)),
    ...(activities.data ?? []).slice(0, MOST_ACTIVITIES).map(({ id }) => nodes.scaling(node, 'activity', id)),
  ];
  const nothing = rows.length === 0 && failed === undefined ? [l10n.t('No policies, nothing scheduled')] : [];
  const notes = denied.length > 0 ? denied : nothing;
  return [
    ...(failed === undefined ? [] : troubles(node, failed, family)),
    ...rows,
    ...(notes.length === 0 ? [] : [nodes.message(node, 'info', notes.join(', '))]),
  ];
}
