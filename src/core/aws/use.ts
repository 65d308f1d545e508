/** Whether a person waits for the answer; what nobody waits for is paid from the request budget's small change. */
export type Urgency = 'foreground' | 'background';

/** The parts of the product that make calls, as the page of calls names them. */
export type Feature = 'explorer' | 'deploy' | 'watch' | 'logs' | 'explain' | 'other';

/** What a call is made for. */
export interface CallUse {
  readonly feature: Feature;
  readonly urgency: Urgency;
}

/** Of calls that do not say more. */
export const PLAIN_USE: CallUse = { feature: 'other', urgency: 'foreground' };
