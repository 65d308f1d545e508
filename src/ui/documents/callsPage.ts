import { l10n } from 'vscode';
import type { CallLedger } from '../../core/aws/callLedger';
import type { Feature } from '../../core/aws/use';
import { page, table } from './markdown';

/** What was spent since the window opened, and how AWS's buckets stand. */
export function callsPage(ledger: CallLedger, now: number): string {
  const { counts, budgets } = ledger;
  if (counts.length === 0)
    return page(l10n.t('API calls'), [l10n.t('No calls were made in this window yet.')]);
  const heads = [
    l10n.t('Feature'),
    l10n.t('Operation'),
    l10n.t('A person waited'),
    l10n.t('Background'),
    l10n.t('Refused by AWS'),
    l10n.t('Account'),
    l10n.t('Region'),
  ];
  const total = counts.reduce((sum, { foreground, background }) => sum + foreground + background, 0);
  const throttled = counts.reduce((sum, count) => sum + count.throttled, 0);
  return page(l10n.t('API calls'), [
    l10n.t(
      '{0} calls since this window opened, {1} of them refused because there were too many. As of {2}.',
      total,
      throttled,
      new Date(now).toISOString().slice(11, 19),
    ),
    '',
    table(
      heads,
      counts.map(({ feature, operation, foreground, background, throttled: refused, owner, region }) => [
        featureWords(feature),
        operation,
        String(foreground),
        String(background),
        String(refused),
        owner,
        region,
      ]),
    ),
    ...budgets
      .filter(({ buckets }) => buckets.length > 0)
      .map(
        ({ owner, region, buckets }) =>
          `## ${l10n.t('Budget of {0} in {1}', owner, region)}\n\n${table(
            [l10n.t('Bucket'), l10n.t('Calls left at once'), l10n.t('Of'), l10n.t('Speed')],
            buckets.map(({ name, left, burst, speed }) => [
              name,
              String(left),
              String(burst),
              speed === 1 ? l10n.t('full') : l10n.t('{0} %, AWS asked to slow down', Math.round(speed * 100)),
            ]),
          )}`,
      ),
  ]);
}

function featureWords(feature: Feature): string {
  switch (feature) {
    case 'explorer':
      return l10n.t('Explorer');
    case 'deploy':
      return l10n.t('Deployments');
    case 'watch':
      return l10n.t('Watching rollouts');
    case 'logs':
      return l10n.t('Logs');
    case 'explain':
      return l10n.t('Explanations');
    case 'other':
      return l10n.t('Everything else');
  }
}
