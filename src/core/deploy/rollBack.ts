import { QuaysideError } from '../lib/errors';
import { primaryRollout, type Service } from '../model/service';
import type { WatchDeps } from './deps';
import type { WatchReference } from './event';
import type { RevisionRef } from './plan';
import { isPassing } from './watch/hindrance';
import { findServiceDeployment } from './watch/identity';

/** What asking for a roll back led to. */
export type RollBackOutcome =
  /** ECS stops the deployment and brings the old revision back; watching goes on and tells how it ends. */
  | { readonly kind: 'requested' }
  /** Where that action is not allowed or not known: the service was pointed at the old revision. */
  | { readonly kind: 'redeployed'; readonly revision: RevisionRef }
  /** There was nothing left to stop. */
  | { readonly kind: 'alreadyEnded' };

/** Reads lag behind an update; after these the older way is taken. */
const FIND_TRIES = 4;
const FIND_PAUSE_MS = 1500;

/** Stops a rollout and brings the old revision back: by the action made for it, else by an update. */
export async function rollBack(
  reference: WatchReference,
  deps: WatchDeps,
  signal: AbortSignal,
): Promise<RollBackOutcome> {
  const service = await readOurs(reference, deps, signal);
  if (service === undefined) return { kind: 'alreadyEnded' };
  try {
    const arn = await serviceDeploymentArn(reference, service, deps, signal);
    if (arn !== undefined) {
      // An answer that is not awaited to its end would leave open whether ECS was asked.
      await deps.connection.ecs.stopServiceDeployment(arn, new AbortController().signal);
      return { kind: 'requested' };
    }
  } catch (error) {
    if (QuaysideError.is(error, 'conflict')) return { kind: 'alreadyEnded' };
    if (!QuaysideError.is(error) || error.code === 'cancelled' || isPassing(error)) throw error;
    deps.logger.warn(
      `StopServiceDeployment is not to be had (${error.message}); updating the service instead`,
    );
  }
  return await redeploy(reference, deps);
}

/** The service while our rollout is its goal; a read from before the update is asked again. */
async function readOurs(
  reference: WatchReference,
  deps: WatchDeps,
  signal: AbortSignal,
): Promise<Service | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const service = await readService(reference, deps, signal);
    if (service === undefined) return undefined;
    if (isOurs(service, reference)) return service;
    if (!mayBeOld(service, reference) || attempt >= FIND_TRIES) return undefined;
    await deps.clock.sleep(FIND_PAUSE_MS, signal);
  }
}

/** Older rollouts alone are what there was before ours, or what is left after it was rolled back. */
function mayBeOld({ rollouts }: Service, { startedAt }: WatchReference): boolean {
  return rollouts.every(({ createdAt }) => createdAt < startedAt);
}

async function readService(
  { clusterArn, serviceArn }: WatchReference,
  { connection }: WatchDeps,
  signal: AbortSignal,
): Promise<Service | undefined> {
  const { services } = await connection.ecs.describeServices(clusterArn, [serviceArn], signal);
  return services.find(({ status }) => status === 'ACTIVE');
}

/** Only a rollout that is still the service's own goal, and not there yet, can be stopped. */
function isOurs(service: Service, { rolloutId }: WatchReference): boolean {
  const primary = primaryRollout(service);
  return primary?.id === rolloutId && (primary.rolloutState !== 'COMPLETED' || service.rollouts.length > 1);
}

async function serviceDeploymentArn(
  reference: WatchReference,
  service: Service,
  { connection, clock }: WatchDeps,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (reference.serviceDeploymentArn !== undefined) return reference.serviceDeploymentArn;
  for (let attempt = 1; attempt <= FIND_TRIES; attempt += 1) {
    const found = await findServiceDeployment(reference, service, connection.ecs, signal);
    if (found !== undefined) return found.arn;
    if (attempt < FIND_TRIES) await clock.sleep(FIND_PAUSE_MS, signal);
  }
  return undefined;
}

async function redeploy(
  { clusterArn, serviceArn, oldRevision }: WatchReference,
  { connection }: WatchDeps,
): Promise<RollBackOutcome> {
  if (oldRevision === undefined) {
    throw new QuaysideError('conflict', 'It is not known which revision to go back to');
  }
  const change = { cluster: clusterArn, service: serviceArn, taskDefinition: oldRevision.arn };
  await connection.ecs.updateService(change, new AbortController().signal);
  return { kind: 'redeployed', revision: oldRevision };
}
