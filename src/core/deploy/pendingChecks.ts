import { message, type Message } from '../lib/message';
import { pending } from './check';
import type { PlanFacts, PlanRead } from './facts';
import type { PlanCheck } from './plan';

const WORDS: readonly (readonly [PlanRead, Message])[] = [
  ['build', message('check.pendingBuild', 'Asking the container engine, and looking at what is built…')],
  ['images', message('check.pendingImages', 'Asking the registry…')],
  ['instances', message('check.pendingInstances', 'Looking at the container instances…')],
  ['newest', message('check.pendingNewest', 'Looking for a newer revision…')],
  ['drain', message('check.pendingDrain', 'Reading how long targets drain…')],
  ['logGroups', message('check.pendingLogGroups', 'Looking for the log groups…')],
];

/** A line for everything that is still being read. It goes when what it announces has come. */
export function pendingChecks({ pending: reads }: PlanFacts): readonly PlanCheck[] {
  if (reads === undefined) return [];
  return WORDS.filter(([read]) => reads.has(read)).map(([read, text]) => pending(`pending:${read}`, text));
}
