import { PLAN_FIXES, type PlanFixId } from '../core/deploy/plan';
import type { DeployState } from '../core/deploy/state';
import { isJsonObject } from '../core/lib/json';
import { CAUSE_ACTIONS, CAUSE_STRING_IDS, type CauseButton } from './cause';

// The page sees core's types through the protocol only.
export type * from '../core/deploy/state';
export type * from '../core/deploy/plan';
export type * from '../core/diagnose/cause';
export type { DeployFailure, LoggedLine, StageId, Tone, Verdict } from '../core/deploy/event';
export type { ServiceEvent } from '../core/model/service';
export { placeText } from '../core/diagnose/placeText';
export { formatMessage, type Message } from '../core/lib/message';

/** What a person can do in the deployment panel. The host decides which are offered, and with which words. */
export const PANEL_ACTIONS = [
  'confirm',
  'cancel',
  'continueDeployment',
  'rollBackPause',
  'follow',
  'redeploy',
  'stopWatching',
  'watch',
  'showOutput',
  'showDiff',
  'deployAgain',
  'resume',
  'drop',
  'saveTarget',
  'copyReport',
  'signIn',
  ...CAUSE_ACTIONS,
] as const;
export type PanelAction = (typeof PANEL_ACTIONS)[number];

export interface PanelButton {
  readonly action: PanelAction;
  readonly label: string;
  readonly primary: boolean;
  readonly enabled: boolean;
  /** Why it cannot be pressed now, in words. */
  readonly reason?: string;
}

/** The page's own words, translated by the host. A missing one is a compile error in the host. */
export const PANEL_STRING_IDS = [
  'stages',
  'plan',
  'build',
  'push',
  'register',
  'update',
  'rollout',
  'waiting',
  'active',
  'done',
  'skipped',
  'failed',
  'inCluster',
  'targetNamed',
  'startedAt',
  'sandbox',
  'newRevisionShort',
  'whatChanges',
  'beforeItStarts',
  'howItRuns',
  'dockerfile',
  'buildContext',
  'platform',
  'builder',
  'rolloutBounds',
  'breakerOn',
  'breakerOnNoRollback',
  'breakerOff',
  'tasks',
  'now',
  'details',
  'events',
  'logs',
  'openTail',
  'earlierLines',
  'noLines',
  'noLinesRead',
  'buildOutput',
  'changes',
  'newRevision',
  'oldRevision',
  'circuitBreaker',
  'alarms',
  'traffic',
  'trafficShare',
  'testTraffic',
  'bakeLeft',
  'stepLeft',
  'atMost',
  'nearlyOver',
  'strategySteps',
  'targetGroup',
  'targets',
  'image',
  'waitingFor',
  'healthyTasks',
  'minimum',
  'maximum',
  'ofHealthy',
  'healthyCount',
  'goingCount',
  'pendingCount',
  'failedCount',
  'noneLeft',
  'noneWanted',
  'unchanged',
  'unchangedOne',
  'unknownMembers',
  'provenChanges',
  'provenChangesOne',
  'timelineTable',
  'task',
  'revision',
  'revisionShort',
  'wasRevision',
  'inContainer',
  'sameRevision',
  'phase',
  'since',
  ...CAUSE_STRING_IDS,
  'noEvents',
  'noTasks',
  'noOutput',
  'noChanges',
  'droppedOutput',
  'droppedOutputOne',
  'ok',
  'warning',
  'error',
  'pending',
  'before',
  'after',
  'legendOld',
  'legendStarting',
  'legendPulling',
  'legendHealth',
  'legendHealthy',
  'legendUnhealthy',
  'legendDraining',
  'legendFailed',
] as const;
export type PanelStringId = (typeof PANEL_STRING_IDS)[number];
export type PanelStrings = Readonly<Record<PanelStringId, string>>;

/** The whole panel, every time: the page keeps no state but what is open and selected. */
export interface PanelSnapshot {
  /** Names the deployment in this workspace; the page keeps it so that a restored panel finds its deployment again. */
  readonly id: string;
  readonly strings: PanelStrings;
  /** BCP 47, for numbers and times. */
  readonly locale: string;
  /** The host's clock when this was sent, milliseconds since the epoch: running timers count from it. */
  readonly now: number;
  /** Messages inside are translated already. */
  readonly state: DeployState;
  readonly buttons: readonly PanelButton[];
  /** Those of the card of the cause; none while there is no cause. */
  readonly causeButtons: readonly CauseButton[];
}

export const PANEL_TABS = ['events', 'logs', 'output', 'changes'] as const;
export type PanelTab = (typeof PANEL_TABS)[number];

/** What the page keeps over hide and reload. The host reads `id` from it to find the deployment again. */
export interface SavedPanel {
  readonly id: string;
  /** The tab the person chose; absent while the panel chooses. */
  readonly tab?: PanelTab;
}

export type ToPanel = { readonly type: 'snapshot'; readonly snapshot: PanelSnapshot };

export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'action'; readonly action: PanelAction }
  | { readonly type: 'fix'; readonly fix: PlanFixId; readonly accepted: boolean };

/** Holds a message from the page against the protocol before the host acts on it. */
export function isFromPanel(value: unknown): value is FromPanel {
  if (!isJsonObject(value)) return false;
  switch (value['type']) {
    case 'ready':
      return true;
    case 'action':
      return isOneOf(PANEL_ACTIONS, value['action']);
    case 'fix':
      return isOneOf(PLAN_FIXES, value['fix']) && typeof value['accepted'] === 'boolean';
    default:
      return false;
  }
}

/**
 * Holds a message from the host against the protocol. The state inside comes from the same build of the product, so
 * only what the page would fall over is looked at.
 */
export function isToPanel(value: unknown): value is ToPanel {
  if (!isJsonObject(value) || value['type'] !== 'snapshot') return false;
  const snapshot = value['snapshot'];
  if (!isJsonObject(snapshot) || !isJsonObject(snapshot['strings']) || !isJsonObject(snapshot['state']))
    return false;
  const { id, locale, now, buttons, causeButtons, state } = snapshot;
  return (
    typeof id === 'string' &&
    typeof locale === 'string' &&
    typeof now === 'number' &&
    Array.isArray(buttons) &&
    Array.isArray(causeButtons) &&
    typeof state['phase'] === 'string' &&
    Array.isArray(state['stages']) &&
    Array.isArray(state['events']) &&
    Array.isArray(state['output'])
  );
}

/** Holds what a panel kept against the protocol: it may come from an older version of the product. */
export function isSavedPanel(value: unknown): value is SavedPanel {
  if (!isJsonObject(value) || typeof value['id'] !== 'string') return false;
  return value['tab'] === undefined || isOneOf(PANEL_TABS, value['tab']);
}

function isOneOf<T extends string>(list: readonly T[], value: unknown): value is T {
  return (list as readonly unknown[]).includes(value);
}
