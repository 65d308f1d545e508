import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { DeployState } from '../../core/deploy/state';
import { arnName } from '../../core/model/arn';
import type { DeploymentRecord } from '../deployment/records';
import { contextValue } from '../explorer/contextValue';
import { ago, duration, facts, timeOfDay, translate } from '../words';

/** What is going on with a deployment now. */
export type DeploymentStatus = 'running' | 'elsewhere' | 'interrupted' | 'ended';

/** A row of the deployments view. */
export interface DeploymentRow {
  readonly kind: 'deployment';
  readonly record: DeploymentRecord;
  readonly status: DeploymentStatus;
}

export interface DeploymentGroup {
  readonly kind: 'deploymentGroup';
  readonly id: 'running' | 'recent';
  readonly rows: readonly DeploymentRow[];
}

export type HistoryNode = DeploymentRow | DeploymentGroup;

/** What comes from the view's menus and what comes from elsewhere are told apart by this. */
export function isDeploymentRow(value: unknown): value is DeploymentRow {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'deployment';
}

export function groupItem({ id, rows }: DeploymentGroup): TreeItem {
  const label = id === 'running' ? l10n.t('Running') : l10n.t('Recent');
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
  item.id = id;
  item.description = String(rows.length);
  item.contextValue = contextValue('deploymentGroup', {});
  return item;
}

export function deploymentItem(row: DeploymentRow, now: number): TreeItem {
  const { record, status } = row;
  const { state } = record;
  const item = new TreeItem(state.serviceName, TreeItemCollapsibleState.None);
  item.id = record.id;
  item.iconPath = iconOf(row);
  item.description = facts(revisions(state), wordsOf(row), when(state, now));
  item.tooltip = tooltip(row);
  item.accessibilityInformation = {
    label: [state.serviceName, state.clusterName, revisions(state), wordsOf(row), when(state, now)]
      .filter((part) => part !== undefined && part !== '')
      .join(', '),
  };
  item.contextValue = contextValue('deployment', {
    running: status === 'running',
    interrupted: status === 'interrupted',
    ended: status === 'ended',
    again: record.target !== undefined,
    revision: state.newRevision !== undefined && placeOf(record) !== undefined,
  });
  return item;
}

/** The service that was deployed to, as far as it came to be known. */
export function placeOf({
  state: { reference, plan },
}: DeploymentRecord): { readonly clusterArn: string; readonly serviceArn: string } | undefined {
  const known = reference ?? plan;
  return known === undefined ? undefined : { clusterArn: known.clusterArn, serviceArn: known.serviceArn };
}

/** How it stands or ended, in words: colour and shape of the icon say the same. */
export function wordsOf({ record: { state }, status }: DeploymentRow): string {
  switch (status) {
    case 'interrupted':
      return l10n.t('Interrupted');
    case 'elsewhere':
      return facts(l10n.t('in another window'), translate(state.headline));
    default:
      return translate(state.headline);
  }
}

/** Each end has a shape of its own: colour helps, it does not carry. */
function iconOf({ record: { state }, status }: DeploymentRow): ThemeIcon {
  if (status === 'interrupted') return icon('debug-pause', 'charts.yellow');
  if (status !== 'ended') return icon(state.tone === 'warning' ? 'warning' : 'sync', 'charts.blue');
  switch (state.tone) {
    case 'success':
      return icon('pass-filled', 'charts.green');
    case 'failure':
      return icon('error', 'charts.red');
    case 'warning':
      return icon('warning', 'charts.yellow');
    default:
      return icon('circle-slash', 'disabledForeground');
  }
}

function icon(id: string, color: string): ThemeIcon {
  return new ThemeIcon(id, new ThemeColor(color));
}

function revisions({ oldRevision, newRevision }: DeployState): string | undefined {
  if (newRevision === undefined) return undefined;
  if (oldRevision === undefined || oldRevision.arn === newRevision.arn)
    return l10n.t('revision {0}', newRevision.revision);
  return `${oldRevision.revision} → ${newRevision.revision}`;
}

function when({ startedAt, endedAt }: DeployState, now: number): string {
  return ago(Math.max(0, now - (endedAt ?? startedAt)));
}

function tooltip(row: DeploymentRow): string {
  const { state, origin, target, workspace } = row.record;
  const { startedAt, endedAt, connection, clusterName, serviceName, verdict, image } = state;
  const took = endedAt === undefined ? undefined : l10n.t('took {0}', duration(endedAt - startedAt));
  const began = new Date(startedAt);
  const lines = [
    `${serviceName} · ${clusterName}`,
    facts(wordsOf(row), revisions(state)),
    verdict?.detail === undefined ? undefined : translate(verdict.detail),
    facts(l10n.t('began {0}', `${began.toLocaleDateString()} ${timeOfDay(startedAt)}`), took),
    facts(ORIGINS[origin](), target?.name, workspace),
    image?.reference,
    facts(connection.profile, connection.accountId, connection.region, who(connection.callerArn)),
  ];
  return lines.filter((line) => line !== undefined && line !== '').join('\n');
}

/** Who this connection is, as AWS names it. */
function who(callerArn: string | undefined): string | undefined {
  return callerArn === undefined ? undefined : arnName(callerArn);
}

const ORIGINS: Readonly<Record<DeploymentRecord['origin'], () => string>> = {
  deploy: () => l10n.t('deployed here'),
  redeploy: () => l10n.t('redeployed here'),
  watch: () => l10n.t('started elsewhere, watched here'),
};
