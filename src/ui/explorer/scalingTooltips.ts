import { l10n, type MarkdownString } from 'vscode';
import type { Inventory, ServiceKey } from '../../core/inventory/inventory';
import { scalingResourceId } from '../../core/model/scaling';
import { arnName } from '../../core/model/arn';
import { explain } from '../errors';
import type { ScalingNode } from './nodes';
import {
  deniedWords,
  limitWords,
  policyWords,
  rangeWords,
  scheduleWords,
  suspendedWords,
} from './scalingWords';
import { lines } from './tooltipLines';

export function scalingHeadingTooltip(key: ServiceKey, { scaling }: Inventory): MarkdownString {
  const { data, error } = scaling.target(key);
  const known = data === undefined || data === 'none' ? undefined : data;
  return lines(l10n.t('Application Auto Scaling'), [
    [l10n.t('Limits'), known && rangeWords(known)],
    [l10n.t('Policies'), scaling.policies(key).data?.map(policyWords).join(', ')],
    [l10n.t('Scheduled'), scaling.schedules(key).data?.map(scheduleWords).join(', ')],
    [l10n.t('State'), known && suspendedWords(known)],
    [l10n.t('Problem'), error && (error.code === 'accessDenied' ? deniedWords(error) : explain(error).what)],
    [l10n.t('Resource'), scalingResourceId(arnName(key.clusterArn), arnName(key.serviceArn))],
  ]);
}

/** AWS's own terms. */
export function scalingTooltip(node: ScalingNode, { scaling }: Inventory): MarkdownString | undefined {
  switch (node.part) {
    case 'suspended':
      return undefined;
    case 'policy': {
      const policy = scaling.policies(node).data?.find(({ arn }) => arn === node.key);
      return (
        policy &&
        lines(policy.name, [
          [l10n.t('Type'), policy.type],
          [l10n.t('Metric'), policy.metric],
          [l10n.t('Kept at'), policy.targetValue === undefined ? undefined : String(policy.targetValue)],
          [l10n.t('Scaling in'), policy.scaleInDisabled ? l10n.t('off') : undefined],
          [l10n.t('Alarms'), policy.alarms.join(', ')],
          ['ARN', policy.arn],
        ])
      );
    }
    case 'schedule': {
      const action = scaling.schedules(node).data?.find(({ arn }) => arn === node.key);
      return (
        action &&
        lines(action.name, [
          [l10n.t('Schedule'), scheduleWords(action)],
          [l10n.t('Limits'), limitWords(action)],
          ['ARN', action.arn],
        ])
      );
    }
    case 'activity': {
      const activity = scaling.activities(node).data?.find(({ id }) => id === node.key);
      return (
        activity &&
        lines(new Date(activity.at).toISOString(), [
          [l10n.t('Activity'), activity.description],
          [l10n.t('Cause'), activity.cause],
          [l10n.t('Status'), [activity.status, activity.statusMessage].filter(Boolean).join(': ')],
          [l10n.t('Not scaled'), activity.notScaled.join(', ')],
        ])
      );
    }
  }
}
