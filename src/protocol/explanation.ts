import type { Message } from '../core/lib/message';
import { isJsonObject } from '../core/lib/json';
import type { ConnectionInfo } from '../core/model/connection';
import { CAUSE_ACTIONS, type CauseCard } from './cause';

export { formatMessage } from '../core/lib/message';

/** What is explained, and where it is: enough to ask again after a reload. Plain data, no secrets. */
export interface ExplainedThing {
  readonly connection: ConnectionInfo;
  readonly clusterArn: string;
  readonly serviceArn?: string;
  /** Absent when a service is explained as a whole. */
  readonly taskArn?: string;
}

/** What a person can do on the page, beside what the card offers. */
const EXPLANATION_ACTIONS = ['again', ...CAUSE_ACTIONS] as const;
type ExplanationAction = (typeof EXPLANATION_ACTIONS)[number];

/** The whole page, every time. Everything in it is translated already. */
export interface ExplanationSnapshot {
  readonly thing: ExplainedThing;
  /** `shop-mail`, or `Task 4c1d09 of shop-mail`. */
  readonly title: string;
  /** `production · 123456789012 · eu-west-1` */
  readonly where: string;
  /** How far it is: what is being asked, from when this is, what may follow. */
  readonly status: string;
  readonly busy: boolean;
  /** Something that stands before the card: it is from earlier, or asking failed. */
  readonly notice?: { readonly tone: 'warning' | 'failure'; readonly text: string };
  readonly card?: CauseCard;
  /** What is normal about it, said instead of a card. */
  readonly calm?: { readonly title: string; readonly lines: readonly Message[] };
  readonly again: string;
}

export interface ToExplanation {
  readonly type: 'explanation';
  readonly snapshot: ExplanationSnapshot;
}

export type FromExplanation =
  { readonly type: 'ready' } | { readonly type: 'action'; readonly action: ExplanationAction };

/** Holds a message from the page against the protocol before the host acts on it. */
export function isFromExplanation(value: unknown): value is FromExplanation {
  if (!isJsonObject(value)) return false;
  if (value['type'] === 'ready') return true;
  return value['type'] === 'action' && isOneOf(EXPLANATION_ACTIONS, value['action']);
}

/** Holds a message from the host against the protocol, as far as the page would fall over it. */
export function isToExplanation(value: unknown): value is ToExplanation {
  if (!isJsonObject(value) || value['type'] !== 'explanation') return false;
  const { snapshot } = value;
  if (!isJsonObject(snapshot) || !isJsonObject(snapshot['thing'])) return false;
  const { card } = snapshot;
  return (
    typeof snapshot['title'] === 'string' &&
    typeof snapshot['status'] === 'string' &&
    (card === undefined ||
      (isJsonObject(card) && isJsonObject(card['cause']) && Array.isArray(card['buttons'])))
  );
}

/** Holds what a page kept against the protocol: it may come from an older version of the product. */
export function isExplainedThing(value: unknown): value is ExplainedThing {
  if (!isJsonObject(value)) return false;
  const { connection, clusterArn, serviceArn, taskArn } = value;
  return (
    isJsonObject(connection) &&
    (connection['kind'] === 'profile' || connection['kind'] === 'sandbox') &&
    isText(connection['id']) &&
    isText(connection['profile']) &&
    isText(connection['region']) &&
    (connection['endpoint'] === undefined || isText(connection['endpoint'])) &&
    isText(clusterArn) &&
    (isText(serviceArn) || isText(taskArn)) &&
    (serviceArn === undefined || isText(serviceArn)) &&
    (taskArn === undefined || isText(taskArn))
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isOneOf<T extends string>(list: readonly T[], value: unknown): value is T {
  return (list as readonly unknown[]).includes(value);
}
