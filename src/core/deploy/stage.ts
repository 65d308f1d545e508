import type { Message } from '../lib/message';
import type { DeployDeps } from './deps';
import type { StageId } from './event';
import type { PreparedDeploy } from './planning';
import type { Tell } from './relay';

/** What one stage needs; `tell` reports while it works. */
export interface StageContext {
  readonly prepared: PreparedDeploy;
  readonly deps: DeployDeps;
  readonly signal: AbortSignal;
  readonly tell: Tell;
}

/** Runs one stage between its events. */
export async function stage<T>(
  id: StageId,
  { deps, tell }: StageContext,
  work: () => Promise<{ readonly value: T; readonly note?: Message }>,
): Promise<T> {
  tell({ type: 'stageStarted', at: deps.clock.now(), stage: id });
  const { value, note } = await work();
  tell({ type: 'stageEnded', at: deps.clock.now(), stage: id, ...(note === undefined ? {} : { note }) });
  return value;
}
