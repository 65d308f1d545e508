import { QuaysideError } from '../lib/errors';
import type { DeployDeps, ImageDeps, WatchDeps } from './deps';
import type { DeployEvent, WatchReference } from './event';
import type { DeployPlan, PlanFixId, RevisionRef } from './plan';
import type { BuildSource, DeployTarget } from './target';

/** A plan together with what was read to make it. Accepting a fix gives a new one. */
export interface PreparedDeploy {
  readonly plan: DeployPlan;
  accept(fix: PlanFixId, accepted: boolean): PreparedDeploy;
}

/** What asking for a roll back led to. */
export type RollBackOutcome =
  /** ECS stops the deployment and brings the old revision back; watching goes on and tells how it ends. */
  | { readonly kind: 'requested' }
  /** Where that action is not allowed or not known: the service was pointed at the old revision. */
  | { readonly kind: 'redeployed'; readonly revision: RevisionRef }
  /** There was nothing left to stop. */
  | { readonly kind: 'alreadyEnded' };

const notYet = (): never => {
  throw new QuaysideError('invalid', 'Not there yet');
};

/**
 * Reads what runs now and works out what a deployment would do; changes nothing. Fails with `unsupportedService`,
 * `containerNotFound` (details.candidates: the names to choose from), `notFound`, or what AWS answered.
 */
export function planDeploy(
  _target: DeployTarget,
  _deps: DeployDeps,
  _signal: AbortSignal,
): Promise<PreparedDeploy> {
  return Promise.reject(new QuaysideError('invalid', 'Not there yet'));
}

/** Builds, pushes, registers, updates and watches. Never throws: a failure is an event, and the last one. */
export async function* runDeploy(
  _prepared: PreparedDeploy,
  _deps: DeployDeps,
  _signal: AbortSignal,
): AsyncGenerator<DeployEvent> {
  yield await Promise.resolve(notYet());
}

/** Watches a rollout until it has ended, whoever started it; when the signal fires it ends with `watchEnded`. */
export async function* watchRollout(
  _reference: WatchReference,
  _deps: WatchDeps,
  _signal: AbortSignal,
): AsyncGenerator<DeployEvent> {
  yield await Promise.resolve(notYet());
}

/** Asks ECS to stop a rollout and bring the old revision back. */
export function stopAndRollBack(
  _reference: WatchReference,
  _deps: WatchDeps,
  _signal: AbortSignal,
): Promise<RollBackOutcome> {
  return Promise.reject(new QuaysideError('invalid', 'Not there yet'));
}

/** Builds an image and leaves it in the local engine under `tag`. */
export function buildOnly(
  _request: { readonly source: BuildSource; readonly tag?: string },
  _deps: Omit<ImageDeps, 'connection'>,
  _signal: AbortSignal,
  _onLine: (line: string) => void,
): Promise<{ readonly imageId: string; readonly tag: string }> {
  return Promise.reject(new QuaysideError('invalid', 'Not there yet'));
}

/** Pushes a local image to a repository of the connection's registry; the registry has confirmed the digest. */
export function pushOnly(
  _request: { readonly image: string; readonly repository: string; readonly tag?: string },
  _deps: ImageDeps,
  _signal: AbortSignal,
  _onLine: (line: string) => void,
): Promise<{ readonly reference: string; readonly digest: string }> {
  return Promise.reject(new QuaysideError('invalid', 'Not there yet'));
}
