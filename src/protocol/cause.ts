import type { CauseView } from '../core/deploy/state';

/** What a person can do about a cause. The host decides which are offered, and with which words. */
export const CAUSE_ACTIONS = [
  'stopAndRollBack',
  'rebuild',
  'logs',
  'tailTask',
  'showTaskDefinition',
  'openDockerfile',
  'openConsole',
  'copyIam',
  'copyCause',
] as const;
export type CauseAction = (typeof CAUSE_ACTIONS)[number];

export interface CauseButton {
  readonly action: CauseAction;
  readonly label: string;
  readonly primary: boolean;
  readonly enabled: boolean;
}

/** The card's own words, translated by the host. */
export const CAUSE_STRING_IDS = [
  'restsOn',
  'lastLines',
  'lastOutput',
  'thisLine',
  'sameEnd',
  'exitCode',
  'likely',
  'possible',
  'toChange',
  'alsoSeen',
] as const;
export type CauseStringId = (typeof CAUSE_STRING_IDS)[number];

/** The card of a cause, wherever it is shown. Messages inside are translated already. */
export interface CauseCard {
  readonly cause: CauseView;
  readonly buttons: readonly CauseButton[];
  readonly strings: Readonly<Record<CauseStringId, string>>;
  /** BCP 47, for numbers. */
  readonly locale: string;
}

/** What the card says to the page around it, which hands it on to the host. */
export interface FromCause {
  readonly type: 'action';
  readonly action: CauseAction;
}
