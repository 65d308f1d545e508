import { l10n } from 'vscode';
import type { Inventory } from '../../core/inventory/inventory';
import type { Slot } from '../../core/inventory/cell';
import type { Service } from '../../core/model/service';
import { explain } from '../errors';
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
} from '../explorer/scalingWords';
import { ago, facts } from '../words';
import { code, section } from './markdown';

const MOST_ACTIVITIES = 5;

/** How the service scales by itself; nothing where it does not. */
export function scalingSection(service: Service, { scaling }: Inventory, now: number): string {
  const key = { clusterArn: service.clusterArn, serviceArn: service.arn };
  const target = scaling.target(key);
  if (target.data === 'none') return '';
  const [policies, schedules, activities] = [
    scaling.policies(key),
    scaling.schedules(key),
    scaling.activities(key),
  ];
  return section(l10n.t('Scaling'), [
    [l10n.t('Limits'), target.data === undefined ? problem(target) : rangeWords(target.data)],
    [l10n.t('State'), target.data === undefined ? undefined : suspendedWords(target.data)],
    ...(policies.data ?? []).map((policy): [string, string] => [
      policyWords(policy),
      code(policyFacts(policy)),
    ]),
    [l10n.t('Policies'), problem(policies)],
    ...(schedules.data ?? []).map((action): [string, string] => [
      limitWords(action),
      code(facts(scheduleWords(action), action.name)),
    ]),
    [l10n.t('Scheduled'), problem(schedules)],
    ...(activities.data ?? [])
      .slice(0, MOST_ACTIVITIES)
      .map((activity): [string, string] => [
        ago(now - activity.at),
        facts(code(activityWords(activity)), activityState(activity)),
      ]),
    [l10n.t('Activities'), problem(activities)],
  ]);
}

function problem({ error }: Slot<unknown>): string | undefined {
  if (error === undefined) return undefined;
  return error.code === 'accessDenied' ? deniedWords(error) : explain(error).what;
}
