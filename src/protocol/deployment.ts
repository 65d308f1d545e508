import type { DeployState } from '../core/deploy/state';
import type { PlanFixId } from '../core/deploy/plan';

// The page sees core's types through the protocol only.
export type * from '../core/deploy/state';
export type * from '../core/deploy/plan';
export type { DeployFailure, StageId, Tone, Verdict } from '../core/deploy/event';
export { formatMessage, type Message } from '../core/lib/message';

/** What a person can do in the deployment panel. The host decides which are offered, and with which words. */
export const PANEL_ACTIONS = [
  'confirm',
  'cancel',
  'stopAndRollBack',
  'stopWatching',
  'watch',
  'logs',
  'showOutput',
  'showDiff',
  'deployAgain',
  'saveTarget',
  'copyReport',
  'signIn',
] as const;
export type PanelAction = (typeof PANEL_ACTIONS)[number];

export interface PanelButton {
  readonly action: PanelAction;
  readonly label: string;
  readonly primary: boolean;
  readonly enabled: boolean;
}

/** The page's own words, translated by the host. A missing one is a compile error in the host. */
export type PanelStrings = Readonly<Record<PanelStringId, string>>;
export const PANEL_STRING_IDS = [
  'stages',
  'plan',
  'build',
  'push',
  'register',
  'update',
  'rollout',
  'whatChanges',
  'beforeItStarts',
  'tasks',
  'now',
  'events',
  'buildOutput',
  'changes',
  'newRevision',
  'oldRevision',
  'circuitBreaker',
  'targetGroup',
  'image',
  'expected',
  'healthyTasks',
  'minimum',
  'maximum',
  'ofHealthy',
  'unchanged',
  'unknownMembers',
  'timelineTable',
  'task',
  'revision',
  'phase',
  'since',
  'noEvents',
  'noTasks',
  'noOutput',
  'droppedOutput',
  'ok',
  'warning',
  'error',
  'legendOld',
  'legendStarting',
  'legendPulling',
  'legendHealth',
  'legendHealthy',
  'legendDraining',
  'legendFailed',
  'account',
  'notYet',
] as const;
export type PanelStringId = (typeof PANEL_STRING_IDS)[number];

/** The whole panel, every time: the page keeps no state but what is open and selected. */
export interface PanelSnapshot {
  readonly strings: PanelStrings;
  /** BCP 47, for numbers and times. */
  readonly locale: string;
  /** The host's clock when this was sent, milliseconds since the epoch: running timers count from it. */
  readonly now: number;
  /** Messages inside are translated already. */
  readonly state: DeployState;
  readonly buttons: readonly PanelButton[];
}

export type ToPanel = { readonly type: 'snapshot'; readonly snapshot: PanelSnapshot };

export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'action'; readonly action: PanelAction }
  | { readonly type: 'fix'; readonly fix: PlanFixId; readonly accepted: boolean };
