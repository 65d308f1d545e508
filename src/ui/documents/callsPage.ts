import { env, l10n } from 'vscode';
import type { BucketName } from '../../core/aws/buckets';
import type { BucketState } from '../../core/aws/budget';
import type { CallCount, CallLedger, Place } from '../../core/aws/callLedger';
import type { Feature } from '../../core/aws/use';
import { alignedTable, page } from './markdown';

/** What was spent since the window opened, and how AWS's buckets stand. */
export function callsPage(ledger: CallLedger, now: number): string {
  const { counts, budgets } = ledger;
  if (counts.length === 0)
    return page(l10n.t('API calls'), [l10n.t('No calls were made in this window yet.')]);
  const total = counts.reduce((sum, { foreground, background }) => sum + foreground + background, 0);
  const throttled = counts.reduce((sum, count) => sum + count.throttled, 0);
  const places = new Map(counts.map(({ owner, region }) => [`${owner} ${region}`, { owner, region }]));
  return page(l10n.t('API calls'), [
    `${l10n.t(
      '{0} calls since this window opened, {1} of them refused because there were too many. As of {2}.',
      total,
      throttled,
      new Date(now).toLocaleTimeString(env.language),
    )}\n`,
    ...[...places.values()].map((place) =>
      placeSection(
        place,
        counts.filter((count) => isOf(place, count)),
        budgets.find((budget) => isOf(place, budget))?.buckets ?? [],
      ),
    ),
  ]);
}

function isOf({ owner, region }: Place, other: Place): boolean {
  return other.owner === owner && other.region === region;
}

/** What was spent in an account and region, and what is left there. */
function placeSection(
  { owner, region }: Place,
  counts: readonly CallCount[],
  buckets: readonly BucketState[],
): string {
  const spent = alignedTable(
    [l10n.t('Feature'), l10n.t('Operation'), l10n.t('Waited for'), l10n.t('Background'), l10n.t('Refused')],
    counts.map(({ feature, operation, foreground, background, throttled }) => [
      featureWords(feature),
      operation,
      String(foreground),
      String(background),
      String(throttled),
    ]),
  );
  const left = alignedTable(
    [l10n.t('Budget'), l10n.t('Calls left at once'), l10n.t('Of'), l10n.t('Speed')],
    buckets.map(({ name, left: rest, burst, speed }) => [
      bucketWords(name),
      String(rest),
      String(burst),
      speed === 1 ? l10n.t('full') : l10n.t('{0} %, AWS asked to slow down', Math.round(speed * 100)),
    ]),
  );
  const heading = `## ${l10n.t('{0} in {1}', ownerWords(owner), region)}\n\n${spent}`;
  return buckets.length === 0 ? heading : `${heading}\n${left}`;
}

/** Until the account is known, and where it never is, what a connection spends is its own. */
function ownerWords(owner: string): string {
  if (/^\d+$/.test(owner)) return l10n.t('Account {0}', owner);
  const profile = /^profile:([^@]+)@/.exec(owner)?.[1];
  return profile === undefined
    ? l10n.t('Account not known')
    : l10n.t('Account of profile {0}, not known', profile);
}

/** Which calls share it; AWS's own names of its buckets are no better known. */
function bucketWords(name: BucketName): string {
  switch (name) {
    case 'ecsClusterRead':
      return l10n.t('ECS: clusters');
    case 'ecsServiceRead':
      return l10n.t('ECS: services');
    case 'ecsResourceRead':
      return l10n.t('ECS: tasks and instances');
    case 'ecsTaskDefinitionRead':
      return l10n.t('ECS: task definitions');
    case 'ecsServiceDeployment':
      return l10n.t('ECS: service deployments');
    case 'ecsServiceRevision':
      return l10n.t('ECS: service revisions');
    case 'ecsTaskDefinitionModify':
      return l10n.t('ECS: changes of task definitions');
    case 'ecsServiceModify':
      return l10n.t('ECS: changes of services');
    case 'ecrRead':
      return l10n.t('ECR: reading');
    case 'ecrModify':
      return l10n.t('ECR: changes');
    case 'elb':
      return l10n.t('Elastic Load Balancing');
    case 'applicationAutoScaling':
      return l10n.t('Application Auto Scaling');
    case 'logsFilter':
      return l10n.t('CloudWatch Logs: search');
    case 'logsGet':
      return l10n.t('CloudWatch Logs: streams and groups');
    case 'logsLiveTail':
      return l10n.t('CloudWatch Logs: live tail');
    case 'logsQuery':
      return l10n.t('CloudWatch Logs: Insights');
    case 'sts':
      return l10n.t('STS');
  }
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
