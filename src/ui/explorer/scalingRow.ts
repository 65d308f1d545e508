import { l10n } from 'vscode';
import type { Inventory, ServiceKey } from '../../core/inventory/inventory';
import { ago, facts } from '../words';
import { contextValue } from './contextValue';
import { activityIcon, POLICY_ICON, SCALING_ICON, SCHEDULED_ICON, SUSPENDED_ICON } from './icons';
import type { ScalingNode } from './nodes';
import type { Row, RowContext } from './row';
import {
  activityState,
  activityWords,
  deniedWords,
  limitWords,
  policyFacts,
  policyWords,
  rangeWords,
  scheduleWords,
  suspendedWords,
} from './scalingWords';

/** More have no room in a heading. */
const MOST_POLICIES = 3;

export function scalingHeading(key: ServiceKey, { scaling }: Inventory): Row {
  const { data, error } = scaling.target(key);
  const known = data === undefined || data === 'none' ? undefined : data;
  const policies = scaling.policies(key).data ?? [];
  const denied = known === undefined && error?.code === 'accessDenied' ? deniedWords(error) : undefined;
  const description =
    known === undefined
      ? (denied ?? l10n.t('could not be read'))
      : facts(
          rangeWords(known),
          ...policies.slice(0, MOST_POLICIES).map(policyWords),
          policies.length > MOST_POLICIES ? l10n.t('{0} more', policies.length - MOST_POLICIES) : undefined,
          suspendedWords(known),
        );
  const label = l10n.t('Scaling');
  return {
    label,
    description,
    spoken: `${label} ${description.replaceAll(' · ', ', ')}`,
    icon: SCALING_ICON,
    contextValue: contextValue('scaling', {}),
    // What may not be read is said once, quietly.
    children: denied === undefined ? 'collapsed' : 'none',
  };
}

export function scalingRow(node: ScalingNode, context: RowContext): Row {
  const { label, description, icon } = partOf(node, context);
  const named = node.part === 'policy' || node.part === 'schedule';
  return {
    label,
    description,
    spoken: spoken(node, facts(label, description).replaceAll(' · ', ', ')),
    icon,
    contextValue: contextValue(named ? 'scalingRule' : 'scalingNews', {}),
    children: 'none',
  };
}

type Part = Required<Pick<Row, 'label' | 'description' | 'icon'>>;

function partOf(node: ScalingNode, { inventory, now }: RowContext): Part {
  const { scaling } = inventory;
  switch (node.part) {
    case 'suspended': {
      const { data } = scaling.target(node);
      const words = data === undefined || data === 'none' ? '' : suspendedWords(data);
      return { label: words, description: '', icon: SUSPENDED_ICON };
    }
    case 'policy': {
      const policy = scaling.policies(node).data?.find(({ arn }) => arn === node.key);
      return policy === undefined
        ? { label: '', description: '', icon: POLICY_ICON }
        : { label: policyWords(policy), description: policyFacts(policy), icon: POLICY_ICON };
    }
    case 'schedule': {
      const action = scaling.schedules(node).data?.find(({ arn }) => arn === node.key);
      return action === undefined
        ? { label: '', description: '', icon: SCHEDULED_ICON }
        : {
            label: scheduleWords(action),
            description: facts(limitWords(action), action.name),
            icon: SCHEDULED_ICON,
          };
    }
    case 'activity': {
      const activity = scaling.activities(node).data?.find(({ id }) => id === node.key);
      return activity === undefined
        ? { label: '', description: '', icon: SCALING_ICON }
        : {
            label: activityWords(activity),
            description: facts(activityState(activity), ago(now - activity.at)),
            icon: activityIcon(activity),
          };
    }
  }
}

function spoken({ part }: ScalingNode, words: string): string {
  switch (part) {
    case 'suspended':
      return words;
    case 'policy':
      return l10n.t('scaling policy: {0}', words);
    case 'schedule':
      return l10n.t('scheduled scaling: {0}', words);
    case 'activity':
      return l10n.t('scaling activity: {0}', words);
  }
}
